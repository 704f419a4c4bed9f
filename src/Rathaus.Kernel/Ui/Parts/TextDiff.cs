namespace Rathaus.Kernel.Ui.Parts;

/// <summary>Whether a part of a text stands in both versions.</summary>
public enum DiffChange
{
    Kept,
    Removed,
    Added,
}

/// <summary>A run of words of one kind.</summary>
public sealed record DiffPart(DiffChange Change, string Text);

/// <summary>Difference of two texts by words, as a longest common subsequence.</summary>
public static class TextDiff
{
    /// <summary>Beyond this product of word counts the middle is shown as replaced at once: time and memory stay bounded.</summary>
    private const long Limit = 4_000_000;

    public static IReadOnlyList<DiffPart> Words(string before, string after)
    {
        var (old, now) = (Split(before), Split(after));
        var start = 0;
        while (start < old.Count && start < now.Count && old[start] == now[start])
            start++;
        var end = 0;
        while (end < old.Count - start && end < now.Count - start && old[^(end + 1)] == now[^(end + 1)])
            end++;

        var parts = new List<DiffPart>();
        Add(parts, DiffChange.Kept, old.GetRange(0, start));
        Middle(old.GetRange(start, old.Count - start - end), now.GetRange(start, now.Count - start - end), parts);
        Add(parts, DiffChange.Kept, old.GetRange(old.Count - end, end));
        return parts;
    }

    private static void Middle(List<string> old, List<string> now, List<DiffPart> parts)
    {
        if ((long)old.Count * now.Count > Limit || old.Count == 0 || now.Count == 0)
        {
            Add(parts, DiffChange.Removed, old);
            Add(parts, DiffChange.Added, now);
            return;
        }

        var common = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
        {
            for (var j = now.Count - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var (a, b) = (0, 0);
        while (a < old.Count && b < now.Count)
        {
            if (old[a] == now[b])
            {
                Add(parts, DiffChange.Kept, [old[a]]);
                a++;
                b++;
            }
            else if (common[a + 1, b] >= common[a, b + 1])
            {
                Add(parts, DiffChange.Removed, [old[a++]]);
            }
            else
            {
                Add(parts, DiffChange.Added, [now[b++]]);
            }
        }

        Add(parts, DiffChange.Removed, old.GetRange(a, old.Count - a));
        Add(parts, DiffChange.Added, now.GetRange(b, now.Count - b));
    }

    /// <summary>Words with the white space behind them.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && (!char.IsWhiteSpace(text[i - 1]) || char.IsWhiteSpace(text[i])))
                continue;
            words.Add(text[start..i]);
            start = i;
        }

        return words;
    }

    private static void Add(List<DiffPart> parts, DiffChange change, List<string> words)
    {
        if (words.Count == 0)
            return;
        var text = string.Concat(words);
        if (parts.Count > 0 && parts[^1].Change == change)
            parts[^1] = new DiffPart(change, parts[^1].Text + text);
        else
            parts.Add(new DiffPart(change, text));
    }
}
