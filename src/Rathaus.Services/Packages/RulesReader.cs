using System.Text.RegularExpressions;
using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Reads <c>rules.yaml</c> and <c>fees.yaml</c>.</summary>
internal static partial class RulesReader
{
    public static RulesDef Rules(MapReader? map)
    {
        if (map is null)
            return new RulesDef([], []);
        var rules = new RulesDef(
            [.. map.Maps("steps").Select(step => Step(step)), .. map.Maps("benefits").Select(Use)],
            [.. map.Maps("eligible").Select(Eligible)]);
        map.Done();
        return rules;
    }

    public static FeesDef Fees(MapReader? map)
    {
        if (map is null)
            return new FeesDef([], []);
        var fees = new FeesDef([.. map.Maps("fees").Select(Fee)], [.. map.Maps("waivers").Select(Waiver)]);
        foreach (var waiver in fees.Waivers)
        {
            foreach (var unknown in waiver.Of.Where(id => fees.Positions.All(fee => fee.Id != id)))
                map.Faults.Add(waiver.File, waiver.Line, $"there is no fee {unknown}");
        }

        map.Done();
        return fees;
    }

    /// <param name="each">Whether a step may be computed per entry of a list.</param>
    public static StepDef Step(MapReader map, bool each = false)
    {
        var id = map.Id("id");
        if (QuestionReader.IsReserved(id))
            map.Fault("id", $"{id} is a reserved word");
        var type = map.Text("type");
        if (type is not (null or "bool" or "int" or "decimal" or "money" or "text" or "date" or "list"))
            map.Fault("type", $"unknown type {type}; known: bool, int, decimal, money, text, date, list");
        var round = Rounding(map);
        if (round is not null && type is not ("money" or "decimal"))
            map.Fault("round", "only money and decimal are rounded: state the type");
        var step = new StepDef(
            id, Required(map, "value"), type, QuestionReader.Cel(map, "when"), round, map.Text("unit"),
            map.Number("scale", 0, 10), map.Text("basis"),
            new TextSource(map.Text("label") ?? id, $"steps.{id}", map.File, map.LineOf("label")), map.File, map.LineOf("id"))
        {
            Each = each ? map.Text("each") : null,
        };
        map.Done();
        return step;
    }

    private static StepDef Use(MapReader map)
    {
        var id = map.Id("id");
        if (QuestionReader.IsReserved(id))
            map.Fault("id", $"{id} is a reserved word");
        var on = Required(map, "on");
        var inputs = new List<(string, CelSource)>();
        if (map.Map("inputs") is { } given)
            inputs.AddRange(given.Node.Entries.Select(entry => (entry.Key, Required(given, entry.Key))));
        var step = new StepDef(
            id, on, null, QuestionReader.Cel(map, "when"), null, null, null, null,
            new TextSource(map.Text("label") ?? id, $"steps.{id}", map.File, map.LineOf("label")), map.File, map.LineOf("id"))
        {
            Use = new BenefitUseDef(map.Required("benefit"), on, inputs),
        };
        map.Done();
        return step;
    }

    private static EligibleDef Eligible(MapReader map)
    {
        var id = map.Id("id");
        var rule = new EligibleDef(
            id, Required(map, "holds"), new TextSource(map.Required("say"), $"eligible.{id}", map.File, map.LineOf("say")),
            map.Text("on"), map.Text("basis"), map.Word("otherwise", ("refuse", false), ("clerk", true)), map.File, map.LineOf("id"));
        map.Done();
        return rule;
    }

    private static FeeDef Fee(MapReader map)
    {
        var id = map.Id("id");
        var booking = map.Required("booking");
        if (booking.Length > 0 && !Booking().IsMatch(booking))
            map.Fault("booking", "booking has at most 27 characters: capital letters, digits, space . - /");
        var fee = new FeeDef(
            id, new TextSource(map.Required("label"), $"fees.{id}", map.File, map.LineOf("label")), Required(map, "amount"),
            QuestionReader.Cel(map, "when"), Rounding(map), map.Text("basis"), booking,
            map.Word("source", ("tenant", FeeSource.Tenant), ("law", FeeSource.Law), ("unconfirmed", FeeSource.Unconfirmed)),
            map.File, map.LineOf("id"));
        map.Done();
        return fee;
    }

    private static WaiverDef Waiver(MapReader map)
    {
        var id = map.Id("id");
        var waiver = new WaiverDef(
            id, Required(map, "when"), map.Texts("of"), new TextSource(map.Required("say"), $"waivers.{id}", map.File, map.LineOf("say")),
            map.Text("basis"), map.File, map.LineOf("id"));
        if (waiver.Of.Count == 0)
            map.Fault("of", "of names the fees that are waived");
        map.Done();
        return waiver;
    }

    private static CelSource Required(MapReader map, string key) =>
        new(map.Required(key) is { Length: > 0 } text ? text : "false", map.FileOf(key), map.LineOf(key));

    private static string? Rounding(MapReader map)
    {
        var round = map.Text("round");
        if (round is not null && !Roundings.IsKnown(round))
            map.Fault("round", $"unknown rounding {round}");
        return round;
    }

    [GeneratedRegex("^[A-Z0-9][A-Z0-9 ./-]{0,26}$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Booking();
}

/// <summary>Rounding by name, as a statute words it.</summary>
internal static class Roundings
{
    public static bool IsKnown(string name) =>
        name is "half_up_cent" or "half_up_euro" or "down_euro" or "up_euro" || Digits(name) is not null;

    public static decimal Apply(string name, decimal value) => name switch
    {
        "half_up_cent" => decimal.Round(value, 2, MidpointRounding.AwayFromZero),
        "half_up_euro" => decimal.Round(value, 0, MidpointRounding.AwayFromZero),
        "down_euro" => decimal.Floor(value),
        "up_euro" => decimal.Ceiling(value),
        _ => decimal.Round(value, Digits(name) ?? throw new ArgumentException($"Unknown rounding {name}", nameof(name)), MidpointRounding.AwayFromZero),
    };

    private static int? Digits(string name) =>
        name is ['h', 'a', 'l', 'f', '_', 'u', 'p', '_', >= '0' and <= '9'] ? name[^1] - '0' : null;
}
