using System.Text;
using Rathaus.Cel;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>A text with <c>{{ expressions }}</c> in each language; values come in as text.</summary>
internal sealed class TextTemplate
{
    private readonly Dictionary<string, IReadOnlyList<Part>> languages;

    private TextTemplate(Dictionary<string, IReadOnlyList<Part>> languages) => this.languages = languages;

    /// <summary>Whether a text needs a template at all.</summary>
    public static bool Needed(LocalText text) =>
        Language.All.Any(language => text.In(language).Contains("{{", StringComparison.Ordinal));

    public static TextTemplate Compile(LocalText text, TextSource source, TextTable texts, Scope scope)
    {
        var languages = new Dictionary<string, IReadOnlyList<Part>>(StringComparer.Ordinal);
        foreach (var language in Language.All.Where(language => language == Language.German || text.Has(language)))
        {
            var place = texts.Find(language.Code, source.Key);
            languages[language.Code] = Split(text.In(language), place?.File ?? source.File, place?.Line ?? source.Line, scope);
        }

        return new TextTemplate(languages);
    }

    public IEnumerable<CelProgram> Programs => languages.Values.SelectMany(parts => parts).Select(part => part.Program).OfType<CelProgram>();

    public string Render(EvaluationRun run, Language language)
    {
        var parts = languages.GetValueOrDefault(language.Code) ?? languages[Language.German.Code];
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Program is null ? part.Literal : run.Format(part.Program, language));
        return text.ToString();
    }

    private static List<Part> Split(string text, string file, int line, Scope scope)
    {
        var parts = new List<Part>();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                scope.Faults.Add(file, line, "placeholder is not closed with }}");
                return parts;
            }

            parts.Add(new Part(text[at..open], null));
            var program = scope.Compile(new CelSource(text[(open + 2)..close].Trim(), file, line), null);
            if (program is not null)
                parts.Add(new Part("", program));
            at = close + 2;
        }

        parts.Add(new Part(text[at..], null));
        return parts;
    }

    private sealed record Part(string Literal, CelProgram? Program);
}
