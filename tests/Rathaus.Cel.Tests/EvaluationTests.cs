using static Rathaus.Cel.Tests.Expressions;

namespace Rathaus.Cel.Tests;

public sealed class EvaluationTests
{
    // cel-spec, langdef.md: logical operators are commutative with regard to errors.
    [Theory]
    [InlineData("1 / 0 > 1 || true", true)]
    [InlineData("true || 1 / 0 > 1", true)]
    [InlineData("1 / 0 > 1 && false", false)]
    [InlineData("[1, 0].exists(x, 10 / x > 5)", true)]
    [InlineData("[0, 1].all(x, 10 / x > 50)", false)]
    [InlineData("false ? 1 / 0 > 1 : true", true)]
    [InlineData("cel.bind(x, 1 / 0, true || x > 1)", true)]
    public void An_error_that_does_not_decide_is_no_error(string source, bool expected)
    {
        Assert.Equal(expected, Evaluate(source).AsBool);
    }

    [Theory]
    [InlineData("1 / 0 > 1 || false", "divide by zero")]
    [InlineData("1 / 0 > 1 ? 1 : 2", "divide by zero")]
    [InlineData("[1, 2][2]", "index out of bounds")]
    [InlineData("{'a': 1}.b", "no such key: b")]
    [InlineData("{'a': 1, 'a': 2}", "repeated key")]
    [InlineData("9223372036854775807 + 1", "overflow")]
    [InlineData("dyn('a') + 1", "no such overload: _+_(string, int)")]
    [InlineData("dyn(1) && true", "no such overload")]
    [InlineData("[1, 2].map(x, dyn('a'))[0] + 1", "no such overload")]
    [InlineData("dyn([1, 2]).join()", "no such overload")]
    [InlineData("optional.none().value()", "dereference")]
    [InlineData("'a'.matches('(')", "invalid regular expression")]
    [InlineData("timestamp('2026-02-30T00:00:00Z')", "no timestamp")]
    [InlineData("timestamp('2026-02-03T00:00:00Z').getHours('Nowhere/City')", "unknown time zone")]
    [InlineData("duration('1x')", "no duration")]
    public void A_failure_is_an_error_value_that_says_why(string source, string message)
    {
        Assert.Contains(message, Evaluate(source).ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'10119'.matches('^[0-9]{5}$')", true)]
    [InlineData("'10119\\n'.matches('^[0-9]{5}$')", false)]
    [InlineData("'١٢٣٤٥'.matches('^\\\\d{5}$')", false)]
    [InlineData("'W-AB 123'.matches(r'^[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} [1-9]\\d{0,3}$')", true)]
    [InlineData("'a]b'.matches(r'^a[]]b$')", true)]
    public void Regular_expressions_follow_re2(string source, bool expected)
    {
        Assert.Equal(expected, Evaluate(source).AsBool);
    }

    [Theory]
    [InlineData("sets.contains([1, 2, 3], [3, 1]) && !sets.contains([1], [2]) && sets.contains([], [])")]
    [InlineData("sets.equivalent([1, 2, 2], [2, 1]) && sets.intersects([1, 2], [2, 3]) && !sets.intersects([1], [])")]
    [InlineData("lists.range(4) == [0, 1, 2, 3] && lists.range(0) == []")]
    [InlineData("[[1, [2, [3]]], [4]].flatten(2) == [1, 2, [3], 4] && [[1], [2]].flatten() == [1, 2]")]
    [InlineData("['ccc', 'a', 'bb'].sortBy(s, size(s)) == ['a', 'bb', 'ccc'] && [3, 1, 2].sortBy(n, -n) == [3, 2, 1]")]
    [InlineData("[optional.of(1), optional.none()].unwrap() == [1] && optional.unwrap([optional.of('a')]) == ['a']")]
    [InlineData("[[1, 2], [2, 1], [1, 2]].distinct() == [[1, 2], [2, 1]] && [{'a': 1}, {'a': 1}].distinct().size() == 1")]
    public void Later_parts_of_the_extensions_are_there(string source)
    {
        Assert.True(Evaluate(source).AsBool, source);
    }

    [Theory]
    [InlineData("lists.range(-1)")]
    [InlineData("lists.range(9223372036854775807)")]
    [InlineData("[[1]].flatten(-1)")]
    [InlineData("['a', 'b'].sortBy(s, s == 'a' ? dyn(1) : dyn('x'))")]
    public void Later_parts_of_the_extensions_refuse_what_they_cannot_do(string source)
    {
        Assert.True(Evaluate(source).IsError, source);
    }

    [Fact]
    public void A_missing_optional_field_is_none_and_a_missing_plain_field_an_error()
    {
        var type = CelType.Record("R", new Dictionary<string, CelType> { ["a"] = CelType.Optional(CelType.Int), ["b"] = CelType.Int });
        var empty = ("r", type, CelValue.Record(new Dictionary<string, CelValue>()));

        Assert.Equal(5, Evaluate("r.a.orValue(5)", empty).AsInt);
        Assert.False(Evaluate("has(r.a)", empty).AsBool);
        Assert.True(Evaluate("r.b", empty).IsError);
    }

    [Fact]
    public void A_function_finds_the_context_and_a_failure_keeps_its_cause()
    {
        var waiting = new object();
        var environment = CelEnvironment.Rathaus.WithFunction(new CelFunction("zoneOf",
            new CelOverload("zone_of_string", [CelType.String], CelType.String, call => call.Context is Desk
                ? CelValue.Error("pending", waiting)
                : CelValue.Of(call[0].AsString + "1"))));
        var program = Program(environment, "zoneOf('W') == 'W1'");

        Assert.True(program.Evaluate(environment.NewActivation()).AsBool);
        Assert.Same(waiting, program.Evaluate(environment.NewActivation(new Desk())).ErrorCause);
    }

    [Fact]
    public void A_function_may_evaluate_within_an_evaluation()
    {
        var environment = CelEnvironment.Rathaus.WithVariable("x", CelType.Int);
        var inner = Program(environment, "[x, x + 1].map(i, i * 2)[1]");
        environment = environment.WithFunction(new CelFunction("inner",
            new CelOverload("inner", [], CelType.Int, call => inner.Evaluate((CelActivation)call.Context!))));
        var activation = environment.NewActivation().Set("x", CelValue.Of(3L));
        activation.Context = activation;

        Assert.Equal(11, Program(environment, "[1, 2].map(i, inner() + i + x)[0] - 1").Evaluate(activation).AsInt);
    }

    [Fact]
    public void A_variable_without_a_value_is_an_error_only_where_it_decides()
    {
        var environment = CelEnvironment.Rathaus.WithVariable("x", CelType.Bool);

        Assert.Equal("no value for 'x'", Program(environment, "x").Evaluate(environment.NewActivation()).ErrorMessage);
        Assert.True(Program(environment, "x || true").Evaluate(environment.NewActivation()).AsBool);
    }

    [Fact]
    public void An_activation_of_a_wider_environment_fits_and_a_stranger_does_not()
    {
        var narrow = CelEnvironment.Rathaus.WithVariable("x", CelType.Int);
        var program = Program(narrow, "x + 1");

        Assert.Equal(3, program.Evaluate(narrow.WithVariable("y", CelType.Int).NewActivation().Set("x", CelValue.Of(2L))).AsInt);
        Assert.Throws<ArgumentException>(() => program.Evaluate(CelEnvironment.Rathaus.WithVariable("y", CelType.Int).NewActivation()));
    }

    [Fact]
    public void The_scalar_path_allocates_nothing()
    {
        var environment = CelEnvironment.Rathaus
            .WithVariable("a", CelType.Int).WithVariable("d", CelType.Date).WithVariable("m", CelType.Decimal).WithVariable("s", CelType.String);
        var program = Program(environment,
            "a + 2 >= 18 && d + months(1) < date(2030, 1, 1) && round(m * 2 + 1, 1) > 3 && s in ['w', 'ac'] && s.startsWith('w')");
        var activation = environment.NewActivation()
            .Set("a", CelValue.Of(40L)).Set("d", CelValue.Of(new DateOnly(2026, 1, 31)))
            .Set("m", CelValue.Of(12.34m)).Set("s", CelValue.Of("w"));
        Assert.True(program.Evaluate(activation).AsBool);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            program.Evaluate(activation);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Values_keep_what_was_put_in()
    {
        Assert.Equal(-79228162514264337593543950335m, CelValue.Of(decimal.MinValue).AsDecimal);
        Assert.Equal(0.0000000000000000000000000001m, CelValue.Of(0.0000000000000000000000000001m).AsDecimal);
        Assert.Equal(DateTimeOffset.MinValue, CelValue.Of(DateTimeOffset.MinValue).AsTimestamp);
        Assert.Equal(DateOnly.MaxValue, CelValue.Of(DateOnly.MaxValue).AsDate);
        Assert.Equal(TimeSpan.FromDays(-3), CelValue.Of(TimeSpan.FromDays(-3)).AsDuration);
        Assert.True(CelValue.Of(TimeSpan.MaxValue).IsError);
        Assert.Equal(new CelPeriod(-3, 7), CelValue.Of(new CelPeriod(-3, 7)).AsPeriod);
        Assert.Throws<CelKindException>(() => CelValue.Of(1L).AsString);
        Assert.Equal(CelValue.Of(1L).GetHashCode(), CelValue.Of(1m).GetHashCode());
    }
}
