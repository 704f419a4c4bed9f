using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Services;

/// <summary>Evaluates a form. Never throws for what a client sent; waits only when a rule asks a fact.</summary>
public interface IFormEngine
{
    /// <param name="answers">Answers by question id in the canonical JSON form; not changed.</param>
    ValueTask<FormEvaluation> EvaluateAsync(
        EffectiveService service, JsonObject answers, EvaluationContext context, CancellationToken ct);
}

/// <summary>
/// Posted form fields of one page turned into answers. <paramref name="Answers"/> is the whole draft with this page's answers
/// replaced; <paramref name="Raw"/> keeps what was typed where it could not be read, by field name.
/// </summary>
public sealed record ParsedAnswers(JsonObject Answers, IReadOnlyDictionary<string, string> Raw, IReadOnlyList<FieldFault> Faults);

/// <summary>Reads raw form strings by question type.</summary>
public interface IAnswerParser
{
    /// <param name="fields">Field name to values, as posted. Names are paths; parts of composites follow after a point:
    /// <c>beginn.day</c>, <c>beginn.month</c>, <c>beginn.year</c>, <c>anschrift.street</c>, <c>person.family_name</c>,
    /// <c>gegenstaende[0].art</c>. A page's question without any field counts as emptied, except files and read-only ones.</param>
    /// <param name="draft">Answers so far; not changed.</param>
    ParsedAnswers ParsePage(
        EffectiveService service, string pageId, IReadOnlyDictionary<string, IReadOnlyList<string>> fields, JsonObject draft,
        Language language);
}
