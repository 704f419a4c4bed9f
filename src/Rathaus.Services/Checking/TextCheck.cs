using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>Texts of a package: there in every language, known by key, worded as the house speaks.</summary>
internal static class TextCheck
{
    public static void Run(PackageDef package, FaultList faults)
    {
        Run(TextKeys.All(package), TextKeys.Of(package), package.Texts, faults);
        Letters(package, faults);
    }

    /// <param name="sources">Texts a reader sees.</param>
    /// <param name="known">Keys that translations may have.</param>
    /// <param name="texts">The translations.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static void Run(IEnumerable<TextSource> sources, IReadOnlySet<string> known, TextTable texts, FaultList faults)
    {
        foreach (var text in sources.DistinctBy(text => text.Key))
        {
            Word(text.File, text.Line, PlainGerman.Usual(text.German), text.Key, faults);
            foreach (var language in new[] { "en", "de-einfach" })
            {
                var translated = Find(texts, language, text.Key);
                if (translated is null && IsRequired(text))
                    faults.Add(text.File, text.Line, $"no text in {language} for {text.Key}");
                else if (translated is not null && Placeholders(translated.Text) != Placeholders(text.German))
                    faults.Add(translated.File, translated.Line, $"{text.Key} has other placeholders than German");
                if (translated is not null && language == "de-einfach")
                    Word(translated.File, translated.Line, PlainGerman.Usual(translated.Text).Concat(PlainGerman.Plain(translated.Text)), text.Key, faults);
            }
        }

        TextFiles.Unknown(texts, known, faults);
    }

    /// <summary>Everything a citizen reads; what stands in the computation may fall back to German.</summary>
    private static bool IsRequired(TextSource text) => !text.Key.StartsWith("steps.", StringComparison.Ordinal);

    private static TextValue? Find(TextTable texts, string language, string key) =>
        texts.Find(language, key) ?? (key.EndsWith(".0", StringComparison.Ordinal) ? texts.Find(language, key[..^2]) : null);

    private static int Placeholders(string text) => text.Split("{{").Length;

    private static void Letters(PackageDef package, FaultList faults)
    {
        foreach (var (language, text) in package.Documents.SelectMany(document => document.Texts))
        {
            if (language == "en")
                continue;
            var number = text.FirstLine - 1;
            foreach (var line in text.Markdown.Split('\n'))
            {
                number++;
                if (line.StartsWith("{{", StringComparison.Ordinal) || line.StartsWith('|'))
                    continue;
                var spoken = line.TrimStart('#', '-', ' ');
                Word(text.File, number, PlainGerman.Usual(spoken), "letter", faults);
                if (language == "de-einfach")
                    Word(text.File, number, PlainGerman.Plain(spoken), "letter", faults);
            }
        }
    }

    private static void Word(string file, int line, IEnumerable<(string Message, bool Warning)> remarks, string key, FaultList faults)
    {
        foreach (var (message, warning) in remarks)
            faults.Add(new SourceFault(file, line, $"{key}: {message}", warning));
    }
}
