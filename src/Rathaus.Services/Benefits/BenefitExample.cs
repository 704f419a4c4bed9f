using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits;

/// <summary>Runs an example of a benefit and compares; each difference is a fault at its line.</summary>
internal sealed class BenefitExample(MapReader map, FaultList faults)
{
    private decimal tolerance;

    /// <param name="benefit">The benefit.</param>
    /// <param name="source">The example.</param>
    /// <param name="coverage">Rules reached are added here.</param>
    /// <param name="faults">Gets what differs.</param>
    public static void Run(Benefit benefit, BenefitExampleSource source, HashSet<string> coverage, FaultList faults)
    {
        if (MapReader.Over(source.Root, faults, "an example") is { } map)
            new BenefitExample(map, faults).Run(benefit, coverage);
    }

    private void Run(Benefit benefit, HashSet<string> coverage)
    {
        map.Required("title");
        map.Required("source");
        var on = map.Date("on");
        if (on is null && !map.Has("on"))
            map.Fault("on", "on is missing: the reference date");
        var inputs = map.Map("inputs");
        var expect = map.Map("expect");
        var error = map.Text("error");
        if (inputs is null)
            map.Fault("inputs", "inputs is missing");
        if (expect is null == error is null)
            map.Fault("expect", "an example expects values (expect) or a refusal (error)");
        if (map.Text("tolerance") is { } text && !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out tolerance))
            map.Fault("tolerance", $"tolerance must be a number, not {text}");
        var warnings = map.Texts("warnings");
        map.Done();
        if (on is null || inputs is null)
            return;
        var outcome = benefit.Calculate(YamlJson.Record(inputs.Node, benefit.Compiled.Def.Inputs), on.Value, coverage);
        if (outcome.Succeeded)
            Compare(outcome.Value, expect?.Node, error, warnings, benefit);
        else
            Refused(outcome.Refusal, error);
    }

    private void Refused(Kernel.Outcomes.Refusal refusal, string? error)
    {
        var code = CalculateCommand.CodeOf(refusal);
        if (error is null)
            faults.Add(map.File, map.LineOf("inputs"), $"cannot be computed: {code} {CalculateCommand.MessageOf(refusal)}");
        else if (error != code)
            faults.Add(map.File, map.LineOf("error"), $"the refusal is {code} ({CalculateCommand.MessageOf(refusal)}), expected {error}");
    }

    private void Compare(BenefitResult result, MapNode? expect, string? error, IReadOnlyList<string> warnings, Benefit benefit)
    {
        if (error is not null)
            faults.Add(map.File, map.LineOf("error"), $"is computed, expected {error}");
        foreach (var missing in warnings.Where(code => result.Warnings.All(warning => warning.Code != code)))
            faults.Add(map.File, map.LineOf("warnings"), $"no warning {missing}; there are: {string.Join(", ", result.Warnings.Select(warning => warning.Code))}");
        foreach (var entry in expect?.Entries ?? [])
        {
            var step = benefit.Results.FirstOrDefault(one => one.Key == entry.Key).Value ?? entry.Key;
            if (benefit.Steps.All(known => known.Id != step))
            {
                faults.Add(entry.Value.File, entry.Line, $"there is no result or step {entry.Key}");
                continue;
            }

            var found = result.Steps.FirstOrDefault(one => one.Id == step)?.Value;
            if (!Same(found, entry.Value))
                faults.Add(entry.Value.File, entry.Line, $"{entry.Key} is {found?.ToJsonString() ?? "without value"}, expected {Text(entry.Value)}");
        }
    }

    private bool Same(JsonNode? found, Node wanted) => (found, wanted) switch
    {
        (null, ScalarNode { Text: null }) => true,
        (JsonArray values, ListNode list) => values.Count == list.Items.Count && values.Zip(list.Items).All(pair => Same(pair.First, pair.Second)),
        (JsonValue value, ScalarNode { Text: { } text }) => value.GetValueKind() == JsonValueKind.Number
            ? decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && Math.Abs(decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) - number) <= tolerance
            : Json.Scalar(value) == text,
        (JsonObject record, MapNode fields) => fields.Entries.All(field => Same(record[field.Key], field.Value)),
        _ => false,
    };

    private static string Text(Node node) => node switch
    {
        ScalarNode scalar => scalar.Text ?? "no value",
        ListNode list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        _ => node.Kind,
    };
}
