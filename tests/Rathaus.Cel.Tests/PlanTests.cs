namespace Rathaus.Cel.Tests;

/// <summary>Typed code over columns gives what the programs give one by one, errors included.</summary>
public sealed class PlanTests
{
    private static readonly CelType Member = CelType.Record("Member", new Dictionary<string, CelType>
    {
        ["age"] = CelType.Int,
        ["wage"] = CelType.Decimal,
        ["expenses"] = CelType.Decimal,
        ["taxed"] = CelType.Bool,
        ["fixed"] = CelType.Optional(CelType.Decimal),
        ["kind"] = CelType.String,
        ["born"] = CelType.Date,
    });

    private static readonly DateOnly On = new(2025, 1, 1);

    /// <summary>The shape of a benefit: per member, per household, table, formula, rounding.</summary>
    private static readonly (string Id, string? Each, string Value, CelType? Type, string? When)[] Household =
    [
        ("k", "members", "(item.taxed ? 1 : 0) + (item.age >= 18 ? 1 : 0)", null, null),
        ("e", "members", "max(item.wage * 12 - max(item.expenses, 1230), 0)", CelType.Decimal, null),
        ("d", "members", "item.fixed.orValue(e * 0.1 * k)", CelType.Decimal, null),
        ("young", "members", "index + (age(item.born, on) < 25 ? 10 : 0)", null, "item.age < 25"),
        ("n", null, "size(members)", null, null),
        ("y", null, "max(sum(e) - sum(d) - allowances, 0) / 12", CelType.Decimal, null),
        ("cap", null, "limit(min(n, 5), level) + (n > 5 ? (n - 5) * 70.5 : 0)", CelType.Decimal, null),
        ("m", null, "min(rent, cap) + heating.orValue(0)", CelType.Decimal, null),
        ("c", null, "factors(min(n, 5)).c", CelType.Decimal, null),
        ("f", null, "factors(min(n, 5))", null, null),
        ("z", null, "m - (f.a + f.b * m + c * y) * y", CelType.Decimal, null),
        ("w", null, "z * 1.15", CelType.Decimal, null),
        ("band", null, "class_of(y)", null, null),
        ("extra", null, "w / (n - 3)", CelType.Decimal, "n > 2"),
        ("children", null, "members.filter(x, x.age < 18).map(x, x.wage).exists(v, v > 100) || members.exists_one(x, x.kind in ['a', 'b', 'c'])", null, null),
        ("all_fine", null, "members.all(i, x, x.age >= i || x.taxed) && (rent / (n - 4) > 10 || n < 3)", null, null),
        ("after", null, "n > 2 ? extra + 1 : 0.0", CelType.Decimal, null),
        ("chain", null, "extra * 2", CelType.Decimal, null),
        ("first", null, "members[0].wage + members.map(x, x.age)[0]", CelType.Decimal, "n > 0"),
        ("kinds", null, "members.map(x, x.kind + '!')", null, null),
        ("youngsters", null, "sum(young) + size(young) * 2", null, null),
        ("oldest", null, "max(members.map(x, x.age))", null, "n > 0"),
        ("text", null, "(band == 'low' ? 'L' : string(n)) + band", null, null),
        ("bound", null, "cel.bind(q, y * 2, q * q + (q > 10 ? q : 0.5))", CelType.Decimal, null),
        ("mode", null, "round(y, 2, 'half_even') - floor(y) + ceil(m) + round(w, 0) + half_up_cent(z)", CelType.Decimal, null),
        ("whole", null, "n / 2 + n % 2 - -n + int(m) * 3", null, null),
        ("overflow", null, "level * 1317624576693539401", null, null),
        ("optional", null, "heating.optMap(h, h * 2).orValue(1.5) + (has(members[0].fixed) ? 1 : 2) + members[?1].orValue(members[0]).age", CelType.Decimal, "n > 1"),
    ];

    private static readonly CelEnvironment Library = CelEnvironment.Rathaus.WithDecimalLiterals()
        .WithFunction(new CelFunction("limit", new CelOverload("limit", [CelType.Int, CelType.Int], CelType.Decimal, call => Find(Limit!, call.Arguments))))
        .WithFunction(new CelFunction("factors", new CelOverload("factors", [CelType.Int], Factors, call => Find(FactorRows!, call.Arguments))))
        .WithFunction(new CelFunction("class_of", new CelOverload("class_of", [CelType.Decimal], CelType.String, call => Find(Classes!, call.Arguments))));

    private static CelType Factors => CelType.Record("Factors", new Dictionary<string, CelType> { ["a"] = CelType.Decimal, ["b"] = CelType.Decimal, ["c"] = CelType.Decimal });

    private static CelLookup Limit { get; } = new(
    [
        .. from n in Enumerable.Range(0, 6)
           from level in Enumerable.Range(1, 6)
           select new CelLookupRow([new CelLookupCell.Equal(CelValue.Of((long)n)), new CelLookupCell.Equal(CelValue.Of((long)level))], CelValue.Of(300m + n * 81 + level * 47)),
    ]);

    private static CelLookup FactorRows { get; } = new(
    [
        .. Enumerable.Range(1, 5).Select(n => new CelLookupRow([new CelLookupCell.Equal(CelValue.Of((long)n))], CelValue.Record(new Dictionary<string, CelValue>
        {
            ["a"] = CelValue.Of(0.04m / n),
            ["b"] = CelValue.Of(0.00057m / n),
            ["c"] = CelValue.Of(0.0000825m),
        }))),
    ]);

    private static CelLookup Classes { get; } = new(
    [
        new CelLookupRow([new CelLookupCell.Between(null, false, 800, false)], CelValue.Of("low")),
        new CelLookupRow([new CelLookupCell.Between(800, true, 1500.5m, true)], CelValue.Of("middle")),
        new CelLookupRow([new CelLookupCell.Equal(CelValue.Of(1600m))], CelValue.Of("exact")),
        new CelLookupRow([new CelLookupCell.Between(1500, false, 40_000, false)], CelValue.Of("high")),
        new CelLookupRow([new CelLookupCell.Any()], CelValue.Of("beyond")),
    ]);

    private static CelValue Find(CelLookup table, ReadOnlySpan<CelValue> keys)
    {
        foreach (var row in table.Rows)
        {
            var fits = true;
            for (var i = 0; i < keys.Length; i++)
            {
                fits &= row.Cells[i] switch
                {
                    CelLookupCell.Equal equal => equal.Value.Equals(keys[i]),
                    CelLookupCell.Between band => (band.From is not { } from || (band.FromIncluded ? keys[i].AsDecimal >= from : keys[i].AsDecimal > from)) &&
                        (band.To is not { } to || (band.ToIncluded ? keys[i].AsDecimal <= to : keys[i].AsDecimal < to)),
                    _ => true,
                };
            }

            if (fits)
                return row.Value;
        }

        return CelValue.Error("no row fits");
    }

    private static (CelPlan Plan, List<CelPlanStep> Steps) Plan(bool lookups)
    {
        (string, CelType)[] inputs =
        [
            ("rent", CelType.Decimal), ("level", CelType.Int), ("allowances", CelType.Decimal), ("heating", CelType.Optional(CelType.Decimal)),
            ("members", CelType.List(Member)),
        ];
        var builder = new CelPlanBuilder().Frozen("on", CelValue.Of(On));
        var scope = Library.WithVariable("on", CelType.Date).WithVariable("item", CelType.Dyn).WithVariable("index", CelType.Int);
        foreach (var (name, type) in inputs)
        {
            builder.Input(name, type);
            scope = scope.WithVariable(name, type);
        }

        var steps = new List<CelPlanStep>();
        foreach (var (id, each, source, type, when) in Household)
        {
            var inner = scope;
            if (each is not null)
            {
                inner = inner.WithVariable("item", Member);
                inner = steps.Where(step => step.Each == each).Aggregate(inner, (known, step) => known.WithVariable(step.Id, step.Value.Type));
            }

            var value = Expressions.Program(inner, source, type);
            var step = new CelPlanStep(id, value)
            {
                Each = each,
                When = when is null ? null : Expressions.Program(inner, when, CelType.Bool),
                Round = id == "w" ? number => decimal.Round(number, MidpointRounding.AwayFromZero) : null,
            };
            steps.Add(step);
            builder.Step(step);
            scope = scope.WithVariable(id, each is null ? value.Type : CelType.List(value.Type));
        }

        if (lookups)
        {
            builder.Lookups((function, known) => function switch
            {
                "limit" => Limit,
                "factors" => FactorRows,
                "class_of" => Classes,
                _ => null,
            });
        }

        return (builder.Build(), steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_rows_give_what_the_programs_give_one_by_one(bool lookups)
    {
        var (plan, steps) = Plan(lookups);
        Assert.Equal(["first", "kinds"], plan.NotTyped.Select(step => step.Key));
        var random = new Random(20_250_101);
        var batch = plan.NewBatch(500);
        var errors = 0;
        for (var round = 0; round < 8; round++)
        {
            var rows = Enumerable.Range(0, 500).Select(_ => Row(random)).ToList();
            Fill(batch, rows);
            plan.Run(batch);
            for (var i = 0; i < rows.Count; i++)
            {
                var (expected, error) = OneByOne(steps, rows[i]);
                Assert.Equal(error, batch.Error(i));
                errors += error is null ? 0 : 1;
                if (error is null)
                    AssertSame(steps, batch, i, expected);
            }
        }

        // Level 7 has no row, level 8 overflows, four members divide by zero: each of them is met.
        Assert.InRange(errors, 200, 3_000);
    }

    private static void AssertSame(List<CelPlanStep> steps, CelBatch batch, int row, Dictionary<string, CelValue> expected)
    {
        foreach (var step in steps)
        {
            var column = batch.Column(step.Id);
            if (step.Each is null)
            {
                Assert.Equal(Text(expected[step.Id]), Cell(column, row));
                continue;
            }

            var list = batch.List(step.Each);
            Assert.Equal(expected[step.Id].AsList.Select(Text), Enumerable.Range(list.Start(row), list.End(row) - list.Start(row)).Select(at => Cell(column, at)));
        }

        static string Cell(CelColumn column, int at) => Text(column.IsOptional
            ? column.Present[at] ? column[at].OptionalValue : CelValue.Error("absent")
            : column[at]);
    }

    // With the digits as written: 1.50 is not 1.5.
    private static string Text(CelValue value) => value.IsError ? "absent"
        : value.Kind == CelKind.Decimal ? value.AsDecimal.ToString(System.Globalization.CultureInfo.InvariantCulture) : value.ToString();

    private static Dictionary<string, CelValue> Row(Random random) => new()
    {
        ["rent"] = CelValue.Of(random.Next(0, 150_000) / 100m),
        ["level"] = CelValue.Of((long)random.Next(1, random.Next(30) == 0 ? 9 : 7)),
        ["allowances"] = CelValue.Of(random.Next(3) * 1320m),
        ["heating"] = random.Next(2) == 0 ? CelValue.OptionalNone : CelValue.OptionalOf(CelValue.Of(random.Next(10, 200) * 1.10m)),
        ["members"] = CelValue.List([.. Enumerable.Range(0, random.Next(0, 8)).Select(_ => CelValue.Record(new Dictionary<string, CelValue>
        {
            ["age"] = CelValue.Of((long)random.Next(0, 90)),
            ["wage"] = CelValue.Of(random.Next(2) == 0 ? 0 : random.Next(0, 300_000) / 100m),
            ["expenses"] = CelValue.Of((decimal)random.Next(0, 3_000)),
            ["taxed"] = CelValue.Of(random.Next(2) == 0),
            ["fixed"] = random.Next(5) == 0 ? CelValue.OptionalOf(CelValue.Of(100.0m)) : CelValue.OptionalNone,
            ["kind"] = CelValue.Of("abcdefgh"[random.Next(8)].ToString()),
            ["born"] = CelValue.Of(On.AddDays(-random.Next(random.Next(100) == 0 ? -300 : 0, 30_000))),
        }))]),
    };

    private static void Fill(CelBatch batch, List<Dictionary<string, CelValue>> rows)
    {
        batch.Count = rows.Count;
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var name in new[] { "rent", "level", "allowances", "heating" })
                batch.Column(name)[i] = rows[i][name];
            var members = rows[i]["members"].AsList;
            var at = batch.List("members").Entries(i, members.Count);
            foreach (var member in members)
            {
                foreach (var (field, value) in member.AsMap.Entries)
                    batch.Column($"members.{field.AsString}")[at] = value;
                at++;
            }
        }
    }

    /// <summary>The plain way, written again here: an absent step makes those that read it absent.</summary>
    private static (Dictionary<string, CelValue> Values, string? Error) OneByOne(List<CelPlanStep> steps, Dictionary<string, CelValue> row)
    {
        var mark = new object();
        var values = new Dictionary<string, CelValue>(row) { ["on"] = CelValue.Of(On) };
        var perEntry = new Dictionary<string, CelValue>();
        foreach (var step in steps)
        {
            if (step.Each is null)
            {
                var value = Compute(step, values);
                if (value.IsError && value.ErrorCause != mark)
                    return (values, $"{step.Id}: {value.ErrorMessage}");
                values[step.Id] = perEntry[step.Id] = value;
                continue;
            }

            var entries = row[step.Each].AsList;
            var all = new List<CelValue>();
            for (var i = 0; i < entries.Count; i++)
            {
                var inner = new Dictionary<string, CelValue>(values) { ["item"] = entries[i], ["index"] = CelValue.Of((long)i) };
                foreach (var sibling in steps.TakeWhile(other => other != step).Where(other => other.Each == step.Each))
                    inner[sibling.Id] = perEntry[sibling.Id].AsList[i];
                var value = Compute(step, inner);
                if (value.IsError && value.ErrorCause != mark)
                    return (values, $"{step.Id}: {value.ErrorMessage}");
                all.Add(value);
            }

            perEntry[step.Id] = CelValue.List(all);
            values[step.Id] = CelValue.List([.. all.Where(value => !value.IsError)]);
        }

        return (perEntry, null);

        CelValue Compute(CelPlanStep step, Dictionary<string, CelValue> known)
        {
            if (step.When is not null && Evaluate(step.When, known) is var when && !(when.Kind == CelKind.Bool && when.AsBool))
                return when.IsError ? when : CelValue.Error("the step does not apply", mark);
            var value = Evaluate(step.Value, known);
            return value.IsError || step.Value.Type.Kind != CelKind.Decimal ? value : CelValue.Of(step.Round?.Invoke(value.AsDecimal) ?? value.AsDecimal);
        }
    }

    private static CelValue Evaluate(CelProgram program, Dictionary<string, CelValue> known)
    {
        var activation = program.NewActivation();
        foreach (var name in program.Variables)
            activation.Set(name, known[name]);
        return program.Evaluate(activation);
    }

    [Fact]
    public void A_run_of_plain_rows_allocates_nothing()
    {
        var scope = Library.WithVariable("a", CelType.Decimal).WithVariable("xs", CelType.List(CelType.Decimal));
        var plan = new CelPlanBuilder().Input("a", CelType.Decimal).Input("xs", CelType.List(CelType.Decimal))
            .Lookups((function, _) => function == "class_of" ? Classes : null)
            .Step(new CelPlanStep("s", Expressions.Program(scope, "sum(xs.filter(x, x > 1).map(x, x * a)) + max(xs) / 7")))
            .Step(new CelPlanStep("t", Expressions.Program(scope, "class_of(a)"))).Build();
        Assert.Empty(plan.NotTyped);
        var batch = plan.NewBatch(100);
        batch.Count = 100;
        for (var i = 0; i < 100; i++)
        {
            batch.Column<decimal>("a").Values[i] = i * 20;
            var at = batch.List("xs").Entries(i, 3);
            for (var j = 0; j < 3; j++)
                batch.Column<decimal>("xs").Values[at + j] = i * j + 0.5m;
        }

        plan.Run(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        plan.Run(batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        // Row 20: a = 400, xs = 0.5, 20.5, 40.5.
        Assert.Equal((20.5m + 40.5m) * 400 + 40.5m / 7, batch.Column<decimal>("s").Values[20]);
        Assert.Equal("low", batch.Column<string>("t").Values[20]);
    }

    [Fact]
    public void A_row_with_very_many_entries_is_left_to_the_programs_and_their_limits()
    {
        var scope = CelEnvironment.Rathaus.WithVariable("xs", CelType.List(CelType.Int));
        var plan = new CelPlanBuilder().Input("xs", CelType.List(CelType.Int))
            .Step(new CelPlanStep("pairs", Expressions.Program(scope, "xs.all(a, xs.all(b, a + b >= 0))"))).Build();
        var batch = plan.NewBatch(2);
        batch.Count = 2;
        batch.List("xs").Entries(0, 3);
        batch.List("xs").Entries(1, 5_000);
        plan.Run(batch);

        Assert.Null(batch.Error(0));
        Assert.Contains("steps", batch.Error(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_refuses_a_list_or_a_name_that_does_not_fit()
    {
        var value = Expressions.Program(CelEnvironment.Rathaus, "1");

        Assert.Throws<InvalidOperationException>(() => new CelPlanBuilder().Step(new CelPlanStep("a", value) { Each = "xs" }).Build());
        Assert.Throws<InvalidOperationException>(() => new CelPlanBuilder().Step(new CelPlanStep("a", value)).Step(new CelPlanStep("a", value)).Build());
        var batch = new CelPlanBuilder().Input("x", CelType.Int).Step(new CelPlanStep("a", value)).Build().NewBatch(1);
        Assert.Throws<ArgumentException>(() => batch.Column("b"));
        Assert.Throws<ArgumentException>(() => batch.Column<decimal>("x"));
        Assert.Throws<ArgumentException>(() => batch.List("x"));
    }

    [Fact]
    public void What_follows_from_a_constant_input_stands_in_every_row_and_fails_only_where_it_is_reached()
    {
        var scope = CelEnvironment.Rathaus.WithDecimalLiterals().WithVariable("wage", CelType.Decimal).WithVariable("bonus", CelType.Decimal).WithVariable("twice", CelType.Decimal);
        var plan = new CelPlanBuilder().Input("wage", CelType.Decimal).Input("bonus", CelType.Decimal).Constant("bonus", CelValue.Of(0m))
            .Step(new CelPlanStep("twice", scope.Compile("max(bonus * 2 - 10.50, 0)", CelType.Decimal).Program!))
            .Step(new CelPlanStep("sum", scope.Compile("wage + bonus + twice", CelType.Decimal).Program!))
            .Step(new CelPlanStep("share", scope.Compile("wage > 100 ? wage / bonus : wage", CelType.Decimal).Program!))
            .Build();
        var batch = plan.NewBatch(3);
        batch.Count = 3;
        (batch.Column("wage")[0], batch.Column("wage")[1], batch.Column("wage")[2]) = (CelValue.Of(-12.50m), CelValue.Of(500m), CelValue.Of(99.9m));
        plan.Run(batch);
        Assert.Throws<ArgumentException>(() => batch.Column("bonus"));
        Assert.Equal(new decimal[3], batch.Column<decimal>("twice").Values[..3].ToArray());
        Assert.Equal("-12.50", batch.Column<decimal>("sum").Values[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(batch.Error(0) ?? batch.Error(2));
        Assert.StartsWith("share: ", batch.Error(1), StringComparison.Ordinal);
        Assert.Equal(99.9m, batch.Column<decimal>("share").Values[2]);
    }

    [Fact]
    public void A_constant_for_a_column_that_is_no_input_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new CelPlanBuilder().Input("wage", CelType.Decimal).Constant("wages", CelValue.Of(0m)).Build());
}
