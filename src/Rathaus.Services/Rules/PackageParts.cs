using Rathaus.Services.Engine;

namespace Rathaus.Services.Rules;

/// <summary>Everything of a package that is compiled: rules, texts with expressions by key, letters by id.</summary>
internal sealed record PackageParts(
    CompiledPackage Compiled, IReadOnlyDictionary<string, TextTemplate> Templates, IReadOnlyDictionary<string, DocumentTemplate> Documents);
