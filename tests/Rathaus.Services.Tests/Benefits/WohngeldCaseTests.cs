using System.Text.Json.Nodes;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>
/// Amounts that nobody here computed: official worked examples of the federal ministry, calculators of federation and state,
/// and regression tests of another model. Each case names its source.
/// </summary>
public sealed class WohngeldCaseTests
{
    private static readonly Dictionary<string, JsonObject> Cases =
        Wohngeld.Cases("wohngeld.json").ToDictionary(one => one["id"]!.GetValue<string>());

    public static TheoryData<string> Ids() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_known_case_gives_its_amount(string id)
    {
        var one = Cases[id];
        var outcome = Wohngeld.Calculate(one["date"]!.GetValue<string>(), one["inputs"]!.DeepClone().AsObject());

        foreach (var (key, expected) in one["expected"]!.AsObject())
        {
            var difference = Math.Abs(Wohngeld.Number(outcome, key) - expected!.GetValue<decimal>());
            Assert.True(difference <= one["tolerance"]!.GetValue<decimal>(), $"{key}: {outcome.Value!.Result[key]} for {expected}");
        }

        Assert.DoesNotContain(outcome.Value!.Warnings, warning => warning.Code == "ignored");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Numbers_may_come_as_texts(string id)
    {
        var one = Cases[id];
        var inputs = (JsonObject)Texts(one["inputs"]!)!;

        Assert.Equal(
            one["expected"]!["wohngeld_month"]!.GetValue<decimal>(),
            Wohngeld.Number(Wohngeld.Calculate(one["date"]!.GetValue<string>(), inputs), "wohngeld_month"));
    }

    /// <summary>
    /// The other model grants 75 EUR: it takes off 1,200 EUR for a working child whose income it gives as 0.
    /// § 17 Nr. 4 takes off what the child earns, at most 1,200 EUR: here nothing. J = 26,000 · 0.7 = 18,200, Y = 1,516.67,
    /// M = 563, z4 = 19.86, so 20 EUR.
    /// </summary>
    [Fact]
    public void A_child_without_income_has_no_allowance_for_income() =>
        Assert.Equal(20m, Deviation("wohngeld-2016-01-01-hh_id_1", "wohngeld_month"));

    /// <summary>
    /// The other model pays 47 EUR for the 13th member although the formula gives less than nothing.
    /// § 19 Abs. 3 raises "the housing benefit computed by (1) and (2)"; whether there is one to raise is disputed.
    /// Nothing is paid by itself; the answer says that a person has to decide.
    /// </summary>
    [Fact]
    public void An_increase_without_a_basic_amount_is_left_to_a_person()
    {
        Assert.Equal(0m, Deviation("wohngeld-2018-01-01-hh_id_7", "wohngeld_month"));
        var one = Wohngeld.Cases("wohngeld-deviations.json").Single(one => one["id"]!.GetValue<string>() == "wohngeld-2018-01-01-hh_id_7");
        var result = Wohngeld.Calculate("2018-01-01", one["inputs"]!.DeepClone().AsObject()).Value!.Result;
        Assert.True(result["extra_members_to_be_decided"]!.GetValue<bool>());
        Assert.Equal("no_amount", result["reason"]!.GetValue<string>());
    }

    [Fact]
    public void Every_deviation_says_why_the_law_differs() => Assert.All(
        Wohngeld.Cases("wohngeld-deviations.json"), one => Assert.Matches("^(deviates|disputed): ", one["law_check"]!.GetValue<string>()));

    private static decimal Deviation(string id, string key)
    {
        var one = Wohngeld.Cases("wohngeld-deviations.json").Single(one => one["id"]!.GetValue<string>() == id);
        Assert.NotEqual(one["expected"]![key]!.GetValue<decimal>(), Wohngeld.Number(Wohngeld.Calculate(one["date"]!.GetValue<string>(), one["inputs"]!.DeepClone().AsObject()), key));
        return Wohngeld.Number(Wohngeld.Calculate(one["date"]!.GetValue<string>(), one["inputs"]!.DeepClone().AsObject()), key);
    }

    private static JsonNode? Texts(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Texts(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Texts)]),
        JsonValue value when value.TryGetValue<decimal>(out _) => JsonValue.Create(value.ToJsonString()),
        _ => node?.DeepClone(),
    };
}
