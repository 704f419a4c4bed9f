using System.Text.Json.Nodes;
using Rathaus.Services.Benefits;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>Inputs that a package may get, whatever they mean together.</summary>
internal static class RandomInputs
{
    public static JsonObject Of(Benefit benefit, Random random, DateOnly on) => Record(benefit.Compiled.Def.Inputs, random, on, 0.45);

    private static JsonObject Record(IReadOnlyList<InputDef> inputs, Random random, DateOnly on, double share)
    {
        var json = new JsonObject();
        foreach (var input in inputs)
        {
            if ((input.MayBeLeftOut && random.NextDouble() > share) || Value(input, random, on) is not { } value)
                continue;
            json[input.Id] = value;
        }

        return json;
    }

    private static JsonNode? Value(InputDef input, Random random, DateOnly on) => input.Type switch
    {
        BenefitInputType.Integer => random.NextInt64((long)Math.Max(input.From ?? 0, -1_000), (long)Math.Min(input.To ?? 40, 100) + 1),
        BenefitInputType.Decimal or BenefitInputType.Money => decimal.Round(
            (input.From ?? 0) + ((input.To ?? (random.Next(3) == 0 ? 40_000 : 2_000)) - (input.From ?? 0)) * (decimal)random.NextDouble(), random.Next(3)),
        BenefitInputType.YesNo => random.Next(2) == 0,
        BenefitInputType.Date => on.AddDays(-random.Next(-200, 7_000)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        BenefitInputType.Choice => input.Choices.Count == 0 ? null : input.Choices[random.Next(input.Choices.Count)].Id,
        BenefitInputType.List => new JsonArray([.. Enumerable.Range(0, random.Next(0, 7)).Select(_ => input.Entry is { } entry
            ? Value(entry, random, on)
            : Record(input.Fields, random, on, 0.25))]),
        _ => random.Next(4) switch { 0 => "wuppertal", 1 => "05124000", 2 => "employment", _ => "spouse" },
    };
}
