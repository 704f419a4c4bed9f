using System.Text.Json.Nodes;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Kernel.Languages;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>What a register says about an answer.</summary>
/// <param name="Display">The register's value for people.</param>
/// <param name="Agrees">The answer says the same.</param>
internal sealed record RegisterAnswer(string Display, string Source, bool Agrees);

/// <summary>
/// Compares answers with what the registers would have filled in, on the applicant's behalf: each question that a register
/// can answer is asked once without the applicant's own answer.
/// </summary>
internal sealed class RegisterComparison(CaseEvaluation evaluation)
{
    public async Task<IReadOnlyDictionary<string, RegisterAnswer>> CompareAsync(
        OpenedCase opened, FormEvaluation present, Language language, CancellationToken ct)
    {
        var answers = new Dictionary<string, RegisterAnswer>(StringComparer.Ordinal);
        foreach (var question in opened.Service.Form.Questions.Where(question => question.HasPrefill && !question.ReadOnly))
        {
            if (present.FindQuestion(question.Path) is not { Visible: true, Value: { } given })
                continue;
            var asked = await evaluation.WithoutAsync(opened, question.Id, language, ct);
            if (asked.FindQuestion(question.Path) is { Prefilled: { } known } state)
                answers[question.Path] = new RegisterAnswer(state.Display, state.Source, Same(known, given));
        }

        return answers;
    }

    /// <summary>An object agrees when everything the register knows is in the answer; the answer may say more.</summary>
    private static bool Same(JsonNode known, JsonNode given) => known is JsonObject parts && given is JsonObject own
        ? parts.All(part => own.TryGetPropertyValue(part.Key, out var value) && JsonNode.DeepEquals(part.Value, value))
        : JsonNode.DeepEquals(known, given);
}
