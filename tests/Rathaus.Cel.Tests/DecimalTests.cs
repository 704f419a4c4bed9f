using static Rathaus.Cel.Tests.Expressions;

namespace Rathaus.Cel.Tests;

public sealed class DecimalTests
{
    private static readonly (string, CelType, CelValue) Amount = ("betrag", CelType.Decimal, CelValue.Of(10.05m));

    [Theory]
    [InlineData("betrag + 1", "11.05")]
    [InlineData("2 * betrag", "20.10")]
    [InlineData("betrag * 3 - 5", "25.15")]
    [InlineData("decimal('0.1') + decimal('0.2')", "0.3")]
    [InlineData("-betrag", "-10.05")]
    [InlineData("sum([betrag, betrag, decimal(1)])", "21.10")]
    [InlineData("[1, betrag][0]", "1")]
    [InlineData("betrag > 10 ? betrag : 0", "10.05")]
    [InlineData("math.greatest(betrag, decimal('11'))", "11")]
    [InlineData("dyn(betrag) * 2", "20.10")]
    [InlineData("math.least([betrag, decimal('11')])", "10.05")]
    public void A_decimal_mixes_with_int_and_stays_exact(string source, string expected)
    {
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Evaluate(source, Amount).AsDecimal);
    }

    [Theory]
    [InlineData("betrag == 10", false)]
    [InlineData("betrag - decimal('0.05') == 10", true)]
    [InlineData("10 < betrag", true)]
    [InlineData("10 in [betrag, decimal(10)]", true)]
    [InlineData("betrag >= decimal('10.050')", true)]
    public void A_decimal_compares_with_int(string source, bool expected)
    {
        Assert.Equal(expected, Evaluate(source, Amount).AsBool);
    }

    [Fact]
    public void A_literal_with_a_point_is_a_decimal_where_a_decimal_is_declared()
    {
        var environment = CelEnvironment.Rathaus.WithVariable("monate", CelType.Int);
        var program = Program(environment, "monate > 6 ? 15.50 * monate : 100", CelType.Decimal);

        Assert.Equal(CelType.Decimal, program.Type);
        Assert.Equal(186.00m, program.Evaluate(environment.NewActivation().Set("monate", CelValue.Of(12L))).AsDecimal);
        var whole = program.Evaluate(environment.NewActivation().Set("monate", CelValue.Of(1L)));
        Assert.Equal((CelKind.Decimal, 100m), (whole.Kind, whole.AsDecimal));
    }

    [Fact]
    public void A_literal_with_a_point_is_a_double_elsewhere()
    {
        Assert.Equal(CelType.Double, Program(CelEnvironment.Rathaus, "1.5").Type);
    }

    [Theory]
    [InlineData("betrag * 1.5", "15.075")]
    [InlineData("0.1 * 3", "0.3")]
    [InlineData("-0.5 + 1", "0.5")]
    [InlineData("1 + 0.25", "1.25")]
    [InlineData("[1, 2.5].map(x, x * 2)[1]", "5.0")]
    [InlineData("max(betrag - 20, 0)", "0")]
    [InlineData("max(0, betrag, 7)", "10.05")]
    [InlineData("min(betrag, 3, 2.5, 9)", "2.5")]
    [InlineData("max([1, betrag])", "10.05")]
    [InlineData("floor(betrag)", "10")]
    [InlineData("floor(-0.5)", "-1")]
    [InlineData("ceil(betrag)", "11")]
    [InlineData("ceil(7 / 2.0)", "4")]
    [InlineData("math.trunc(-1.5)", "-1")]
    [InlineData("math.round(2.5)", "3")]
    [InlineData("sum([betrag, 1, 0.5])", "11.55")]
    public void With_decimal_literals_a_point_never_makes_a_double(string source, string expected)
    {
        var value = Evaluate(CelEnvironment.Rathaus.WithDecimalLiterals().WithVariable(Amount.Item1, Amount.Item2), source, null, Amount);

        Assert.Equal(CelKind.Decimal, value.Kind);
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), value.AsDecimal);
    }

    [Fact]
    public void Decimal_literals_outlive_later_changes_of_the_environment()
    {
        var environment = CelEnvironment.Rathaus.WithDecimalLiterals()
            .WithVariable("x", CelType.Int).WithLimits(new CelLimits()).WithContainer("a").WithFunction(new CelFunction("f"));

        Assert.Equal(CelType.Decimal, Program(environment, "x + 1.5").Type);
    }

    [Theory]
    [InlineData("max(3, 7, 5)", 7)]
    [InlineData("min([3, 7, 5])", 3)]
    [InlineData("max(date('2026-01-01'), date('2026-02-01')).month()", 2)]
    public void The_larger_of_whole_numbers_and_days_keeps_its_kind(string source, long expected)
    {
        Assert.Equal(expected, Evaluate(source).AsInt);
    }

    [Theory]
    [InlineData("max([1, 2].filter(x, x > 5))")]
    [InlineData("max(dyn(['a', 'b']))")]
    [InlineData("max(dyn('a'), 1)")]
    public void The_largest_of_nothing_or_of_texts_is_an_error(string source)
    {
        Assert.True(Evaluate(source).IsError);
    }

    [Fact]
    public void A_double_never_mixes_with_a_decimal()
    {
        var fault = Fault("betrag * 1.5", CelEnvironment.Rathaus.WithVariable("betrag", CelType.Decimal));

        Assert.Contains("no matching overload for '_*_' applied to '(decimal, double)'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("decimal(\"1.50\")", fault.Expected, StringComparison.Ordinal);
        Assert.True(Evaluate("dyn(betrag) * 1.5", Amount).IsError);
        Assert.True(Evaluate("dyn(betrag) < 1.5", Amount).IsError);
    }

    // DIN 1333: half away from zero; the others by their names in IEEE 754.
    [Theory]
    [InlineData("half_up", "2.345", "2.35")]
    [InlineData("half_up", "-2.345", "-2.35")]
    [InlineData("half_even", "2.345", "2.34")]
    [InlineData("up", "2.341", "2.35")]
    [InlineData("up", "-2.341", "-2.35")]
    [InlineData("down", "2.349", "2.34")]
    [InlineData("floor", "-2.341", "-2.35")]
    [InlineData("ceiling", "-2.349", "-2.34")]
    public void Rounding_is_said_and_exact(string mode, string number, string expected)
    {
        Assert.Equal(expected, Evaluate($"string(round(decimal('{number}'), 2, '{mode}'))").AsString);
    }

    [Fact]
    public void Half_up_cent_is_commercial_rounding_to_two_digits()
    {
        Assert.Equal(0.13m, Evaluate("half_up_cent(decimal('0.125'))").AsDecimal);
        Assert.Equal(33.33m, Evaluate("half_up_cent(decimal(100) / 3)").AsDecimal);
    }

    [Theory]
    [InlineData("betrag / 0")]
    [InlineData("betrag % 0")]
    [InlineData("decimal('1,5')")]
    [InlineData("decimal('79228162514264337593543950335') + 1")]
    [InlineData("decimal(1.0 / 0.0)")]
    [InlineData("round(betrag, 29)")]
    [InlineData("round(betrag, 2, 'nearest')")]
    [InlineData("int(decimal('9223372036854775808'))")]
    public void What_has_no_decimal_result_is_an_error(string source)
    {
        Assert.True(Evaluate(source, Amount).IsError);
    }
}
