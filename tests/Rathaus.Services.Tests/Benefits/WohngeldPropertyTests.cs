using System.Globalization;
using System.Text.Json.Nodes;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>What must hold for every household: 60 of each kind, drawn with a fixed seed.</summary>
public sealed class WohngeldPropertyTests
{
    private static readonly string[] Days = ["2016-01-01", "2020-01-01", "2021-06-01", "2022-01-01", "2023-01-01", "2024-06-01", "2025-01-01", "2026-11-01"];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    /// <summary>Below the maximum more rent helps or changes nothing; above it nothing changes.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void More_rent_never_lowers_the_amount(int seed)
    {
        var (on, household) = Draw(seed);
        var amounts = Steps(0, 2400, 150).Select(rent => Amount(on, household, "gross_cold_rent_month", rent)).ToList();

        Assert.Equal(amounts.Order(), amounts);
        Assert.Equal(amounts[^1], Amount(on, household, "gross_cold_rent_month", 12000));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void More_income_never_raises_the_amount(int seed)
    {
        var (on, household) = Draw(seed);
        var members = household["members"]!.AsArray();
        var amounts = Steps(0, 60000, 1500).Select(income =>
        {
            var other = household.DeepClone().AsObject();
            other["members"]![seed % members.Count]!["other_income_year"] = income;
            return Wohngeld.Number(Wohngeld.Calculate(on, other), "wohngeld_month");
        }).ToList();

        Assert.Equal(amounts.OrderDescending(), amounts);
        Assert.Equal(0m, Wohngeld.Number(Wohngeld.Calculate(on, Rich(household)), "wohngeld_month"));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_of_persons_and_incomes_is_irrelevant(int seed)
    {
        var (on, household) = Draw(seed);
        var turned = household.DeepClone().AsObject();
        foreach (var list in new[] { "members", "income" })
            turned[list] = new JsonArray([.. household[list]!.AsArray().Reverse().Select(entry => entry!.DeepClone())]);

        Assert.Equal(
            Wohngeld.Calculate(on, household).Value!.Result.ToJsonString(),
            Wohngeld.Calculate(on, turned).Value!.Result.ToJsonString());
    }

    /// <summary>A child more never leaves less, as long as it brings no income: § 19 is made so.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_formula_steps_fit_together(int seed)
    {
        var (on, household) = Draw(seed);
        var result = Wohngeld.Calculate(on, household);

        var m = decimal.Parse(Wohngeld.Step(result, "m"), NumberStyles.Float, CultureInfo.InvariantCulture);
        var z2 = decimal.Parse(Wohngeld.Step(result, "z2"), NumberStyles.Float, CultureInfo.InvariantCulture);
        var z4 = Wohngeld.Number(result, "z4");
        Assert.Equal(1.15m * (m - z2), z4, 15);
        var amount = Wohngeld.Number(result, "wohngeld_month");
        Assert.InRange(amount, 0, Math.Max(0, Math.Round(z4, 0, MidpointRounding.AwayFromZero)));
    }

    private static IEnumerable<decimal> Steps(int from, int to, int by)
    {
        for (var at = from; at <= to; at += by)
            yield return at + 0.37m;
    }

    private static decimal Amount(string on, JsonObject household, string key, decimal value)
    {
        var other = household.DeepClone().AsObject();
        other[key] = value;
        return Wohngeld.Number(Wohngeld.Calculate(on, other), "wohngeld_month");
    }

    private static JsonObject Rich(JsonObject household)
    {
        var rich = household.DeepClone().AsObject();
        rich["members"]![0]!["counted"] = true;
        rich["members"]![0]!["other_income_year"] = 1_000_000;
        return rich;
    }

    /// <summary>Up to eight persons, some excluded, with wages, pensions and other income.</summary>
    private static (string On, JsonObject Household) Draw(int seed)
    {
        var random = new Random(seed);
        var members = new JsonArray();
        var count = random.Next(1, 9);
        for (var i = 0; i < count; i++)
        {
            members.Add(new JsonObject
            {
                ["age"] = random.Next(0, 90),
                ["counted"] = i == 0 || random.Next(6) > 0,
                ["employment_receipts_month"] = random.Next(3) == 0 ? random.Next(0, 300_000) / 100m : 0,
                ["pension_receipts_month"] = random.Next(4) == 0 ? random.Next(0, 120_000) / 100m : 0,
                ["pays_income_tax"] = random.Next(2) == 0,
                ["pays_health_care_insurance"] = random.Next(2) == 0,
                ["pays_pension_insurance"] = random.Next(2) == 0,
                ["disability_degree"] = random.Next(10) == 0 ? 100 : 0,
            });
        }

        return (Days[random.Next(Days.Length)], new JsonObject
        {
            ["rent_level"] = random.Next(1, 7),
            ["gross_cold_rent_month"] = random.Next(20_000, 150_000) / 100m,
            ["members"] = members,
            ["income"] = new JsonArray(
                new JsonObject { ["kind"] = "pension", ["receipts_month"] = random.Next(0, 300), ["deduction_categories"] = 1 },
                new JsonObject { ["kind"] = "other", ["receipts_year"] = random.Next(0, 3000) }),
        });
    }
}
