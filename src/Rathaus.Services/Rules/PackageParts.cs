using Rathaus.Services.Engine;

namespace Rathaus.Services.Rules;

/// <summary>
/// What the towns that take a package as it is share: compiled rules, texts with expressions by key, letters by id, and the
/// form as far as no town's parameter gives the options.
/// </summary>
internal sealed record PackageParts(
    CompiledPackage Compiled, IReadOnlyDictionary<string, TextTemplate> Templates, IReadOnlyDictionary<string, DocumentTemplate> Documents,
    ServiceForm Form);
