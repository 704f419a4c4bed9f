using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Languages;

/// <summary>One text of a file: plain, or with the plural forms <c>one</c> and <c>other</c>.</summary>
internal sealed partial record TextEntry(string Other, string? One = null)
{
    public string Choose(ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (One is null)
            return Other;
        foreach (var (name, value) in values)
        {
            if (name == "n")
                return value is 1 or 1L or 1m ? One : Other;
        }

        return Other;
    }

    public IReadOnlySet<string> Placeholders() => Placeholder().Matches(Other + " " + One)
        .Select(match => match.Value)
        .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\{[A-Za-z][A-Za-z0-9]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
