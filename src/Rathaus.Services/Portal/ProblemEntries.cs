using System.Collections.Frozen;

namespace Rathaus.Services.Portal;

/// <summary>One problem code as documented (docs/problems.md): what it means and what the caller can do.</summary>
internal sealed record ProblemEntry(string Code, string Status, string Meaning, string Remedy);

/// <summary>
/// The entries of docs/problems.md, which travels in the program: rows <c>| `code` | status | meaning | remedy |</c>. Rows of
/// other shapes (codes of single fields) have no address of their own.
/// </summary>
internal static class ProblemEntries
{
    private static readonly FrozenDictionary<string, ProblemEntry> All = Read().ToFrozenDictionary(entry => entry.Code, StringComparer.Ordinal);

    public static ProblemEntry? Find(string code) => All.GetValueOrDefault(code);

    private static IEnumerable<ProblemEntry> Read()
    {
        using var stream = typeof(ProblemEntries).Assembly.GetManifestResourceStream("problems.md")
            ?? throw new InvalidOperationException("problems.md is not embedded");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("| `", StringComparison.Ordinal)
                && line.Trim('|').Split('|', StringSplitOptions.TrimEntries) is [var code, { Length: 3 } status, var meaning, var remedy])
                yield return new ProblemEntry(Plain(code), status, Plain(meaning), Plain(remedy));
        }
    }

    private static string Plain(string cell) => cell.Replace("`", "", StringComparison.Ordinal);
}
