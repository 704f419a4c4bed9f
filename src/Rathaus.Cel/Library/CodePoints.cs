using System.Text;

namespace Rathaus.Cel.Library;

/// <summary>Positions in texts are counted in Unicode characters, not in UTF-16 units.</summary>
internal static class CodePoints
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
                count--;
        }

        return count;
    }

    /// <summary>Where a character begins in UTF-16 units, or -1 behind the end; the length itself is a valid place.</summary>
    public static int Offset(string text, long index)
    {
        if (index < 0)
            return -1;
        var at = 0;
        while (index > 0)
        {
            if (at >= text.Length)
                return -1;
            at += LengthAt(text, at);
            index--;
        }

        return at;
    }

    public static int LengthAt(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    public static IEnumerable<string> Split(string text)
    {
        for (var at = 0; at < text.Length; at += LengthAt(text, at))
            yield return text.Substring(at, LengthAt(text, at));
    }

    public static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        foreach (var character in Split(text).Reverse())
            reversed.Append(character);
        return reversed.ToString();
    }
}
