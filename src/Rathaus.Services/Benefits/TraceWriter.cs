using System.Text.Json.Nodes;
using Rathaus.Cel;

namespace Rathaus.Services.Benefits;

/// <summary>Makes of a finished computation the chain that people and programs read.</summary>
internal sealed class TraceWriter(CompiledBenefit benefit, CelActivation activation, List<StepTrace> traces)
{
    private readonly Dictionary<string, StepTrace> byId = traces.ToDictionary(trace => trace.Step.Def.Id, StringComparer.Ordinal);

    public IReadOnlyList<TraceStep> Write() => traces.ConvertAll(trace =>
        new TraceStep(benefit.PublicSteps[trace.Step.Number], Json(trace), Reads(trace)));

    public static JsonNode? Json(StepTrace trace) => trace.Step.Def.Each is null
        ? BenefitText.Json(trace.Values[0])
        : new JsonArray([.. trace.Values.Select(value => BenefitText.Json(value))]);

    private List<TraceRead> Reads(StepTrace trace)
    {
        var reads = new List<TraceRead>();
        foreach (var name in trace.Step.Value.Variables)
        {
            if (name == "item")
                reads.AddRange(Fields(trace));
            else if (byId.TryGetValue(name, out var step))
                reads.Add(new TraceRead(name, benefit.PublicSteps[step.Step.Number].Label, Json(step), step.Step.ValueType, step.Step.Def.Unit));
            else if (benefit.InputById.TryGetValue(name, out var input))
                AddInput(reads, input.Def, name, activation[input.Slot]);
        }

        foreach (var lookup in trace.Lookups.DistinctBy(lookup => (lookup.Table.Id, string.Join('|', lookup.Keys.Select(key => key.ToString())))))
        {
            var name = $"{lookup.Table.Id}({string.Join(", ", lookup.Keys.Select(key => BenefitText.Json(key)?.ToJsonString().Trim('"')))})";
            var type = lookup.Table.Unit == "EUR" && lookup.Value.Kind == CelKind.Decimal ? BenefitValueType.Money : BenefitText.TypeOf(lookup.Value);
            reads.Add(new TraceRead(name, new LocalText(lookup.Table.Basis ?? lookup.Table.Id), BenefitText.Json(lookup.Value), type, lookup.Table.Unit));
        }

        return reads;
    }

    /// <summary>Fields of the entries that the step read, or the entries themselves when they are scalars.</summary>
    private IEnumerable<TraceRead> Fields(StepTrace trace)
    {
        var list = benefit.InputById[trace.Step.Def.Each!];
        var entries = activation[list.Slot].AsList;
        if (list.Def.Entry is { } entry)
        {
            yield return Read("item", entry.Label.German.Length > 0 ? entry : list.Def with { Type = entry.Type },
                new JsonArray([.. entries.Select(value => BenefitText.Json(value))]));
            yield break;
        }

        foreach (var field in list.Def.Fields.Where(field => field.Type != BenefitInputType.List
            && trace.Step.Value.References.Contains($"item.{field.Id}")))
        {
            yield return Read($"item.{field.Id}", field, new JsonArray([.. entries.Select(
                value => value.AsMap.TryGet(field.Id, out var given) ? BenefitText.Json(given) : null)]));
        }
    }

    private void AddInput(List<TraceRead> reads, InputDef input, string name, in CelValue value)
    {
        // A list of records says nothing in one line; its fields are read by the steps per entry.
        if (input.Type != BenefitInputType.List || input.Entry is not null)
            reads.Add(Read(name, input.Entry is { } entry ? input with { Type = entry.Type } : input, BenefitText.Json(value)));
    }

    private TraceRead Read(string name, InputDef input, JsonNode? value) =>
        new(name, benefit.Def.Texts.Local(input.Label), value, BenefitText.TypeOf(input.Type), input.Unit);
}
