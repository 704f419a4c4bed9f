using System.Text.Json.Nodes;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>
/// Which options of the choices of a package its examples take: an option that a rule or a letter tells apart and nobody tried is a
/// variant nobody looked at.
/// </summary>
internal static class ChoiceCoverage
{
    /// <param name="reached">The options chosen in the answers are added here.</param>
    public static void Note(PackageDef package, JsonObject answers, HashSet<string> reached)
    {
        foreach (var question in package.Questions)
            Note(question, answers[question.Id], reached);
    }

    /// <summary>Warns of each option that no example takes; those of shared questions are a matter of the block.</summary>
    public static void Report(PackageDef package, IReadOnlySet<string> reached, FaultList faults)
    {
        foreach (var question in package.Questions.SelectMany(WithChildren))
        {
            foreach (var option in question.Options.Where(option =>
                option.File.StartsWith(package.Folder + "/", StringComparison.Ordinal)
                && !reached.Contains(Key(question, option.Id)) && package.Mentions($"'{option.Id}'")))
            {
                faults.Warn(option.File, option.Line, $"no example chooses {option.Id} for {question.Path}");
            }
        }
    }

    private static void Note(QuestionDef question, JsonNode? answer, HashSet<string> reached)
    {
        switch (answer)
        {
            case JsonArray list when question.Children.Count > 0:
                foreach (var entry in list.OfType<JsonObject>())
                    NoteChildren(question, entry, reached);
                break;
            case JsonArray list:
                foreach (var item in list)
                    Note(question, item, reached);
                break;
            case JsonObject entry when question.Children.Count > 0:
                NoteChildren(question, entry, reached);
                break;
            case JsonValue value when question.Options.Count > 0:
                reached.Add(Key(question, value.ToString()));
                break;
        }
    }

    private static void NoteChildren(QuestionDef group, JsonObject entry, HashSet<string> reached)
    {
        foreach (var child in group.Children)
            Note(child, entry[child.Id], reached);
    }

    private static IEnumerable<QuestionDef> WithChildren(QuestionDef question) => question.Children.SelectMany(WithChildren).Prepend(question);

    private static string Key(QuestionDef question, string option) => $"option {question.Path} {option}";
}
