using System.Text.RegularExpressions;

namespace Rathaus.Services.Checking;

/// <summary>What of the rules for wording can be checked: faults for what is never right, warnings for what mostly is not.</summary>
internal static partial class PlainGerman
{
    private const int PlainWords = 10;
    private const int UsualWords = 22;
    private const int LongWord = 16;

    private static readonly string[] Abbreviations =
        ["z. B.", "z.B.", "ggf.", "bzw.", "d. h.", "d.h.", "u. a.", "u.a.", "i. d. R.", "i.d.R.", "o. g.", "s. o.", "s.o.", "gem.", "usw.", "etc.", "inkl.", "zzgl.", "evtl."];

    private static readonly string[] Blame = ["bitte beachten", "pflichtfeld", "ungültig", "fehlerhaft"];

    private static readonly string[] Hard =
    [
        "bezüglich", "gemäß", "unverzüglich", "hinsichtlich", "diesbezüglich", "zwecks", "mittels", "seitens", "obliegt", "erfolgt",
        "beziehungsweise", "entsprechend", "ausschließlich", "erforderlich", "nachweislich", "unter anderem", "aufgrund", "sofern", "soweit",
    ];

    private static readonly string[] Subjunctive = ["würde", "würden", "könnte", "könnten", "müsste", "müssten", "sollte", "sollten", "hätte", "hätten", "wäre", "wären"];

    /// <summary>Faults and warnings of a text in everyday German.</summary>
    public static IEnumerable<(string Message, bool Warning)> Usual(string text)
    {
        text = Placeholder().Replace(text, "Wert");
        var lower = text.ToLowerInvariant();
        foreach (var abbreviation in Abbreviations.Where(abbreviation => Holds(lower, abbreviation.ToLowerInvariant())))
            yield return ($"abbreviation {abbreviation}: write it out", false);
        foreach (var blame in Blame.Where(lower.Contains))
            yield return ($"says \"{blame}\": say what is the matter and what to do", false);
        if (text.Contains('!', StringComparison.Ordinal))
            yield return ("exclamation mark", false);
        foreach (var sentence in Sentences(Quotation().Replace(text, "Zitat")).Where(sentence => Words(sentence) > UsualWords))
            yield return ($"sentence of {Words(sentence)} words: \"{Short(sentence)}\"", true);
    }

    /// <summary>Faults and warnings of a text in plain German (Einfache Sprache), besides those of every text.</summary>
    public static IEnumerable<(string Message, bool Warning)> Plain(string text)
    {
        foreach (var sentence in Sentences(text))
        {
            var count = Words(sentence);
            if (count > PlainWords)
                yield return ($"sentence of {count} words, at most {PlainWords}: \"{Short(sentence)}\"", false);
        }

        text = Placeholder().Replace(text, "Wert");
        var words = WordPattern().Matches(text).Select(match => match.Value).ToList();
        foreach (var word in words.Where(word => word.Length > LongWord && !word.Contains('-', StringComparison.Ordinal)))
            yield return ($"long word {word}: part it with a hyphen", true);
        var lower = words.ConvertAll(word => word.ToLowerInvariant());
        foreach (var hard in Hard.Where(lower.Contains))
            yield return ($"hard word {hard}", false);
        foreach (var word in Subjunctive.Where(lower.Contains))
            yield return ($"subjunctive {word}", true);
        if (lower.Contains("des"))
            yield return ("genitive: say \"von dem\"", true);
        if (Passive().IsMatch(text))
            yield return ("passive: name who acts", true);
    }

    public static IEnumerable<string> Sentences(string text) =>
        SentenceEnd().Split(Placeholder().Replace(text, "Wert").Replace("**", "", StringComparison.Ordinal))
            .Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    private static int Words(string sentence) => WordPattern().Count(sentence);

    private static bool Holds(string text, string abbreviation)
    {
        var at = text.IndexOf(abbreviation, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || !char.IsLetter(text[at - 1]));
    }

    private static string Short(string sentence) => sentence.Length > 80 ? sentence[..77] + "..." : sentence;

    // The limits of time are far above what a match needs: on a busy machine a short one fails sound texts.
    /// <summary>Ends at . ! ? : before a space and a capital or digit, and at line ends; not within dates such as 1. Mai or § 45 Abs. 1.</summary>
    [GeneratedRegex(@"(?<=[\p{L}\)“""][.!?:])\s+(?=[\p{Lu}„""(])|(?<=\d\.)\s+(?=(?:Sie|Wir|Der|Die|Das|Ihr|Ein|Es)\b)|\n+", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}\-’']*", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"\{\{[^}]*\}\}", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Placeholder();

    /// <summary>The words of others: an oath, a button, the title of a form.</summary>
    [GeneratedRegex(@"„[^“]*“", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Quotation();

    [GeneratedRegex(@"\b(?:wird|werden|wurde|wurden)\b[^.!?]*\b(?:ge\p{Ll}+(?:t|en)|\p{Ll}+iert)\b", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Passive();
}
