using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Services.Benefits;
using Rathaus.Services.Benefits.Bulk;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>A benefit computed for many households at once gives every step as computing one household does.</summary>
public sealed class BenefitPlanTests
{
    private const int Households = 250;

    public static TheoryData<string, string> Days()
    {
        var data = new TheoryData<string, string>();
        foreach (var id in new[] { "wohngeld", "elterngeld", "kindergeld", "unterhaltsvorschuss", "kinderzuschlag", "bafoeg" })
        {
            // The last day before and the first of each change of the law; of the smaller benefits the latest.
            var changes = HouseBenefits.Find(id).Compiled.Def.Tables.SelectMany(table => table.Rows).Where(row => row.Draft is null)
                .Select(row => row.From).Distinct().Order().ToList();
            foreach (var day in id == "wohngeld" ? changes.SelectMany(day => new[] { day.AddDays(-1), day }) : changes.TakeLast(2))
                data.Add(id, day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Days))]
    public void Random_households_have_the_same_steps_and_the_same_refusals(string id, string day) => Compare(id, day, null);

    [Theory]
    [MemberData(nameof(Days))]
    public void Households_of_a_file_that_lacks_columns_have_the_same_steps_and_the_same_refusals(string id, string day)
    {
        foreach (var kept in new[] { 0.15, 0.5, 0.85 })
            Compare(id, day, kept);
    }

    /// <param name="id">The benefit.</param>
    /// <param name="day">The day whose law holds.</param>
    /// <param name="kept">Share of the columns that the data have besides those that must be there; null: a plan for all columns.</param>
    private static void Compare(string id, string day, double? kept)
    {
        var on = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var benefit = HouseBenefits.Find(id);
        var random = new Random(on.DayNumber + (int)((kept ?? 0) * 100));
        var columns = kept is { } share ? Columns(benefit, random, share) : null;
        var plan = BenefitPlan.Compile(benefit, on, columns);
        var given = new List<JsonObject>();
        var batch = plan.NewBatch(Households);
        while (given.Count < Households)
        {
            var inputs = RandomInputs.Of(benefit, random, on);
            if (columns is not null)
                Drop(benefit, inputs, columns);
            var read = InputValues.Read(benefit.Compiled, inputs);
            if (read.Faults.Count > 0)
                continue;
            Fill(benefit.Compiled, batch, given.Count, read, columns);
            given.Add(inputs);
        }

        batch.Count = given.Count;
        plan.Run(batch);
        for (var row = 0; row < given.Count; row++)
        {
            var outcome = benefit.Calculate(given[row], on);
            Assert.True(outcome.Succeeded == (plan.Error(batch, row) is null), $"{given[row].ToJsonString()}\n{outcome.Refusal?.Title}\n{plan.Error(batch, row)}");
            if (!outcome.Succeeded)
                continue;
            var expected = outcome.Value.Steps.ToDictionary(step => step.Id, step => step.Value?.ToJsonString());
            foreach (var step in benefit.Compiled.Steps)
                Assert.True(expected.GetValueOrDefault(step.Def.Id) == Json(batch, step, row)?.ToJsonString(),
                    $"{step.Def.Id}: {expected.GetValueOrDefault(step.Def.Id)} in bulk {Json(batch, step, row)?.ToJsonString()} for {given[row].ToJsonString()}");
        }
    }

    [Fact]
    public void A_column_that_the_data_lack_cannot_be_written()
    {
        var batch = BenefitPlan.Compile(HouseBenefits.Find("wohngeld"), new DateOnly(2025, 1, 1), new HashSet<string> { "members.age" }).NewBatch(1);
        Assert.Throws<ArgumentException>(() => batch.Column("rent_level"));
        Assert.Equal("members.age", batch.Column("members.age").Name);
    }

    [Fact]
    public void Every_step_of_housing_benefit_runs_as_typed_code()
    {
        Assert.Empty(BenefitPlan.Compile(HouseBenefits.Find("wohngeld"), new DateOnly(2025, 1, 1)).Steps.NotTyped);
    }

    private static JsonNode? Json(CelBatch batch, CompiledBenefitStep step, int row)
    {
        var column = batch.Column(step.Def.Id);
        if (step.Def.Each is not { } each)
            return Cell(row);
        var list = batch.List(each);
        return new JsonArray([.. Enumerable.Range(list.Start(row), list.End(row) - list.Start(row)).Select(Cell)]);

        JsonNode? Cell(int at)
        {
            var value = column[at];
            return !column.IsOptional ? BenefitText.Json(value) : value.HasValue ? BenefitText.Json(value.OptionalValue) : null;
        }
    }

    private static void Fill(CompiledBenefit benefit, CelBatch batch, int row, InputReading read, HashSet<string>? columns)
    {
        for (var i = 0; i < benefit.Inputs.Count; i++)
        {
            var (input, value) = (benefit.Inputs[i], read.Values[i]);
            if (input.Type.Kind != CelKind.List)
            {
                Set(input.Def.Id, row, value);
                continue;
            }

            var at = batch.List(input.Def.Id).Entries(row, value.AsList.Count);
            foreach (var entry in value.AsList)
            {
                if (input.Def.Entry is not null)
                    Set(input.Def.Id, at, entry);
                else
                {
                    foreach (var (field, cell) in entry.AsMap.Entries)
                        Set($"{input.Def.Id}.{field.AsString}", at, cell);
                }

                at++;
            }
        }

        void Set(string column, int place, CelValue value)
        {
            if (columns?.Contains(column) != false)
                batch.Column(column)[place] = value;
        }
    }

    /// <summary>A share of the input columns, and all that must be said.</summary>
    private static HashSet<string> Columns(Benefit benefit, Random random, double share)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in benefit.Compiled.Def.Inputs)
        {
            foreach (var (name, field) in input.Fields.Select(field => ($"{input.Id}.{field.Id}", field)).DefaultIfEmpty((input.Id, input)))
            {
                if (input.Entry is not null || !field.MayBeLeftOut || random.NextDouble() < share)
                    columns.Add(name);
            }
        }

        return columns;
    }

    /// <summary>Takes from a household what the data have no column for.</summary>
    private static void Drop(Benefit benefit, JsonObject inputs, HashSet<string> columns)
    {
        foreach (var input in benefit.Compiled.Def.Inputs)
        {
            if (input.Fields.Count == 0 && !columns.Contains(input.Id))
                inputs.Remove(input.Id);
            foreach (var entry in inputs[input.Id] as JsonArray ?? [])
            {
                foreach (var field in input.Fields.Where(field => !columns.Contains($"{input.Id}.{field.Id}")))
                    (entry as JsonObject)?.Remove(field.Id);
            }
        }
    }
}
