using System.Text.Json.Nodes;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>EStG §§ 32, 62 to 66.</summary>
public sealed class KindergeldTests
{
    private const string Benefit = "kindergeld";

    /// <summary>§ 66 Abs. 1: first and second, third, fourth and further children.</summary>
    [Theory]
    [InlineData("2016-01-01", 190, 196, 221)]
    [InlineData("2016-12-31", 190, 196, 221)]
    [InlineData("2017-01-01", 192, 198, 223)]
    [InlineData("2017-12-31", 192, 198, 223)]
    [InlineData("2018-01-01", 194, 200, 225)]
    [InlineData("2019-06-30", 194, 200, 225)]
    [InlineData("2019-07-01", 204, 210, 235)]
    [InlineData("2020-12-31", 204, 210, 235)]
    [InlineData("2021-01-01", 219, 225, 250)]
    [InlineData("2022-12-31", 219, 225, 250)]
    [InlineData("2023-01-01", 250, 250, 250)]
    [InlineData("2024-12-31", 250, 250, 250)]
    [InlineData("2025-01-01", 255, 255, 255)]
    [InlineData("2025-12-31", 255, 255, 255)]
    [InlineData("2026-01-01", 259, 259, 259)]
    public void Amounts_by_order_on_both_sides_of_each_change(string on, decimal first, decimal third, decimal fourth) => Assert.Equal(
        [first, first, third, fourth, fourth],
        HouseBenefits.Amounts(Result(on, """{ "children": [{ "age": 16 }, { "age": 12 }, { "age": 9 }, { "age": 5 }, { "age": 1 }] }""")["kindergeld_month_per_child"]));

    /// <summary>Bonuses: § 66 Abs. 1 EStG of 2020 and 2021, § 6 Abs. 3 BKGG of 2022.</summary>
    [Theory]
    [InlineData("2020-08-31", 0)]
    [InlineData("2020-09-01", 200)]
    [InlineData("2020-10-31", 100)]
    [InlineData("2020-11-01", 0)]
    [InlineData("2021-04-30", 0)]
    [InlineData("2021-05-01", 150)]
    [InlineData("2021-06-01", 0)]
    [InlineData("2022-07-31", 100)]
    [InlineData("2022-08-01", 0)]
    public void A_bonus_is_due_in_its_month_only(string on, decimal bonus) =>
        Assert.Equal(2 * bonus, HouseBenefits.Amount(Result(on, """{ "children": [{ "age": 3 }, { "age": 4 }, { "age": 30 }] }""")["one_off_month_total"]));

    /// <summary>§ 32 Abs. 4: until 21 looking for work, until 25 in training, after a first training with at most 20 hours.</summary>
    [Theory]
    [InlineData("""{ "age": 17 }""", true)]
    [InlineData("""{ "age": 18 }""", false)]
    [InlineData("""{ "age": 24, "in_training": true }""", true)]
    [InlineData("""{ "age": 25, "in_training": true }""", false)]
    [InlineData("""{ "age": 20, "registered_unemployed": true }""", true)]
    [InlineData("""{ "age": 21, "registered_unemployed": true }""", false)]
    [InlineData("""{ "age": 24, "transition_or_voluntary_service": true }""", true)]
    [InlineData("""{ "age": 22, "in_training": true, "weekly_hours": 39.83 }""", true)]
    [InlineData("""{ "age": 22, "in_training": true, "weekly_hours": 20, "first_training_completed": true }""", true)]
    [InlineData("""{ "age": 22, "in_training": true, "weekly_hours": 20.5, "first_training_completed": true }""", false)]
    [InlineData("""{ "age": 22, "in_training": null, "weekly_hours": null, "first_training_completed": null }""", false)]
    [InlineData("""{ "age": 61, "disability_before_25": true }""", true)]
    public void A_child_counts(string child, bool counts) =>
        Assert.Equal(counts ? 259 : 0, HouseBenefits.Amount(Result("2026-01-01", $$"""{ "children": [{{child}}] }""")["kindergeld_month_total"]));

    [Fact]
    public void The_only_child_may_stand_without_its_list() =>
        Assert.Equal(194, HouseBenefits.Amount(Result("2019-01-01", """{ "age": 21, "in_training": true, "weekly_hours": 10 }""")["kindergeld_month_total"]));

    [Fact]
    public void Order_of_the_children_as_listed_does_not_matter()
    {
        var children = (JsonArray)HouseBenefits.Parse("""{ "c": [{ "age": 3 }, { "age": 16, "counted_elsewhere": true }, { "age": 9 }, { "age": 20, "in_training": true }, { "age": 9 }] }""")["c"]!;
        var totals = new HashSet<decimal>();
        for (var turn = 0; turn < children.Count; turn++)
        {
            var turned = new JsonArray([.. Enumerable.Range(0, children.Count).Select(i => children[(i + turn) % children.Count]!.DeepClone())]);
            totals.Add(HouseBenefits.Amount(HouseBenefits.Result(Benefit, "2022-01-01", new JsonObject { ["children"] = turned })["kindergeld_month_total"]));
        }

        // 20 years: first 219; 16 years: second, paid elsewhere; 9 and 9: third 225, fourth 250; 3: fifth 250.
        Assert.Equal([944m], totals);
    }

    [Theory]
    [InlineData("{}", "children required")]
    [InlineData("""{ "children": [{ "in_training": true }] }""", "children check.alter_fehlt")]
    [InlineData("""{ "children": [{ "age": 2.5 }] }""", "children[0].age integer")]
    [InlineData("""{ "children": [{ "age": 2, "in_training": "ja" }] }""", "children[0].in_training type")]
    public void Wrong_inputs_are_named(string inputs, string fault) =>
        Assert.Equal([fault], HouseBenefits.Faults(Benefit, "2026-01-01", inputs));

    private static JsonObject Result(string on, string inputs) => HouseBenefits.Result(Benefit, on, inputs);
}
