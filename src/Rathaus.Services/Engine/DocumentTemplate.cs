using Rathaus.Cel;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>A letter of the package: title and Markdown per language, its expressions compiled.</summary>
internal sealed record DocumentTemplate(
    string Id, string Kind, LocalText Title, IReadOnlyDictionary<string, string> Markdown,
    IReadOnlyDictionary<string, CelProgram> Programs)
{
    /// <summary>What it says in a machine's words, or null.</summary>
    public CompiledStatement? Statement { get; init; }
}
