using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Services;

namespace Rathaus.Cases.Data;

/// <summary>
/// What a list shows of a case without opening it, found by the types of the questions: the first plate, else the first
/// address; and the first person as applicant of an application without sign-in.
/// </summary>
internal static class CaseSubject
{
    private const int Longest = 120;

    public static string? Of(EffectiveService service, JsonObject answers) =>
        PlateOf(service, answers) ?? First(service, answers, QuestionType.Address, Address);

    public static string? PlateOf(EffectiveService service, JsonObject answers) =>
        First(service, answers, QuestionType.Plate, Text);

    public static string? ApplicantOf(EffectiveService service, JsonObject answers) =>
        First(service, answers, QuestionType.Person, Person) ?? First(service, answers, QuestionType.Organisation, Organisation);

    /// <summary>The same person with the family name first.</summary>
    public static string? ApplicantSortOf(EffectiveService service, JsonObject answers) =>
        First(service, answers, QuestionType.Person, PersonSorted) ?? First(service, answers, QuestionType.Organisation, Organisation);

    private static string? First(
        EffectiveService service, JsonObject answers, QuestionType type, Func<JsonNode, string?> read)
    {
        foreach (var question in service.Form.Questions)
        {
            if (!answers.TryGetPropertyValue(question.Id, out var answer) || answer is null)
                continue;
            if (question.Type == type && read(answer) is { } found)
                return found[..Math.Min(found.Length, Longest)];
            if (question.Type != QuestionType.Group || answer is not JsonObject group)
                continue;
            foreach (var child in question.Children)
            {
                if (child.Type == type && group.TryGetPropertyValue(child.Id, out var inner) && inner is not null
                    && read(inner) is { } nested)
                    return nested[..Math.Min(nested.Length, Longest)];
            }
        }

        return null;
    }

    private static string? Person(JsonNode node) =>
        Part(node, "family_name") is { } family ? $"{Part(node, "given_names")} {family}".Trim() : null;

    private static string? PersonSorted(JsonNode node) =>
        Part(node, "family_name") is { } family ? $"{family} {Part(node, "given_names")}".Trim() : null;

    private static string? Organisation(JsonNode node) => Part(node, "name");

    private static string? Address(JsonNode node) =>
        Part(node, "street") is { } street ? $"{street} {Part(node, "number")}{Part(node, "suffix")}".Trim() : null;

    private static string? Part(JsonNode node, string name) =>
        node is JsonObject group && group.TryGetPropertyValue(name, out var value) && value is not null ? Text(value) : null;

    private static string? Text(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
