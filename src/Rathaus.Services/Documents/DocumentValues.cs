using Rathaus.Cel;
using Rathaus.Services.Engine;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Documents;

/// <summary>Names that only documents know: permit, fee, case, decision, office, service, issued.</summary>
internal static class DocumentValues
{
    public static void Set(EvaluationRun run, FormEvaluation evaluation)
    {
        var slots = run.Runtime.Package.Slots;
        var facts = evaluation.Context.Document ?? new DocumentFacts();
        var service = evaluation.Service;
        run.Activation[slots.Office] = run.Runtime.Office;
        run.Activation[slots.Service] = Record(
            ("name", CelValue.Of(service.Name.In(run.Language))), ("id", CelValue.Of(service.Id)), ("version", CelValue.Of(service.Version)));
        run.Activation[slots.Permit] = Record(
            ("number", Text(facts.PermitNumber)), ("from", Day(evaluation.Permit?.From)), ("until", Day(evaluation.Permit?.Until)));
        run.Activation[slots.Fee] = Record(("total", evaluation.Fees.Total is { } total ? CelValue.Of(total.Amount) : default));
        run.Activation[slots.Case] = Record(("number", Text(facts.CaseNumber)), ("received", Day(facts.Received)));
        run.Activation[slots.Effect] = Effects(run.Runtime.Package.Effects, facts);
        run.Activation[slots.Issued] = Record(
            ("number", Text(facts.IssuedNumber)), ("copies", facts.IssuedCopies is { } copies ? CelValue.Of((long)copies) : default));
        run.Activation[slots.Decision] = Record(("date", Day(facts.Decided)));
    }

    private static CelValue Effects(IReadOnlyList<CompiledEffect> effects, DocumentFacts facts)
    {
        var given = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        foreach (var effect in effects)
        {
            if (facts.Effects?.GetValueOrDefault(effect.Def.Id) is { } gives && CelJson.TryRead(gives, effect.Effect.GivesType, out var value))
                given[effect.Def.Id] = value;
        }

        return CelValue.Record(given);
    }

    private static CelValue Text(string? text) => text is null ? default : CelValue.Of(text);

    private static CelValue Day(DateOnly? day) => day is { } known ? CelValue.Of(known) : default;

    /// <summary>What is not known yet is left out: reading it is undecided.</summary>
    private static CelValue Record(params ReadOnlySpan<(string Name, CelValue Value)> fields)
    {
        var record = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (value.Kind != CelKind.Unset)
                record[name] = value;
        }

        return CelValue.Record(record);
    }
}
