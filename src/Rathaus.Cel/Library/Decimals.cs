using System.Globalization;
using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>Decimals of Rathaus: amounts of money and what they are computed from. Rounding is always said.</summary>
internal static class Decimals
{
    private static readonly CelType Number = CelType.Decimal;

    private static readonly Dictionary<string, MidpointRounding> Modes = new(StringComparer.Ordinal)
    {
        ["half_up"] = MidpointRounding.AwayFromZero,
        ["half_even"] = MidpointRounding.ToEven,
        ["down"] = MidpointRounding.ToZero,
        ["floor"] = MidpointRounding.ToNegativeInfinity,
        ["ceiling"] = MidpointRounding.ToPositiveInfinity,
    };

    public static IEnumerable<CelFunction> Functions =>
    [
        new("_+_", Binary("add_decimal", (a, b) => a + b)),
        new("_-_", Binary("subtract_decimal", (a, b) => a - b)),
        new("_*_", Binary("multiply_decimal", (a, b) => a * b)),
        new("_/_", Binary("divide_decimal", (a, b) => a / b)),
        new("_%_", Binary("modulo_decimal", (a, b) => a % b)),
        new("-_", Global("negate_decimal", Number, call => CelValue.Of(-call[0].AsDecimal), Number)),
        Arithmetic.ComparisonOf("_<_", "less", Number),
        Arithmetic.ComparisonOf("_<=_", "less_equals", Number),
        Arithmetic.ComparisonOf("_>_", "greater", Number),
        Arithmetic.ComparisonOf("_>=_", "greater_equals", Number),
        new("decimal",
            Global("decimal_to_decimal", Number, call => CelValue.Of(call[0].AsDecimal), Number),
            Global("int_to_decimal", Number, call => CelValue.Of((decimal)call[0].AsInt), CelType.Int),
            Global("uint_to_decimal", Number, call => CelValue.Of((decimal)call[0].AsUint), CelType.Uint),
            Global("double_to_decimal", Number, FromDouble, CelType.Double),
            Global("string_to_decimal", Number, Parse, CelType.String)),
        new("int", Global("decimal_to_int", CelType.Int, ToInt, Number)),
        new("double", Global("decimal_to_double", CelType.Double, call => CelValue.Of((double)call[0].AsDecimal), Number)),
        new("string", Global("decimal_to_string", CelType.String, call => CelValue.Of(call[0].ToDisplay()), Number)),
        new("round",
            Global("round_decimal_int", Number, call => Round(call[0].AsDecimal, call[1].AsInt, "half_up"), Number, CelType.Int),
            Global("round_decimal_int_string", Number, call => Round(call[0].AsDecimal, call[1].AsInt, call[2].AsString), Number, CelType.Int, CelType.String)),
        new("half_up_cent", Global("half_up_cent_decimal", Number, call => Round(call[0].AsDecimal, 2, "half_up"), Number)),
        new("sum",
            Global("sum_list_int", CelType.Int, SumInts, CelType.List(CelType.Int)),
            Global("sum_list_decimal", Number, SumDecimals, CelType.List(Number))),
        new("math.abs", Global("math_abs_decimal", Number, call => CelValue.Of(Math.Abs(call[0].AsDecimal)), Number)),
        Extreme("max", 1),
        Extreme("min", -1),
    ];

    private static CelOverload Binary(string id, Func<decimal, decimal, decimal> operation) =>
        Global(id, Number, call =>
        {
            try
            {
                return CelValue.Of(operation(call[0].AsDecimal, call[1].AsDecimal));
            }
            catch (DivideByZeroException)
            {
                return CelValue.Error("divide by zero");
            }
            catch (OverflowException)
            {
                return CelValue.Error("return error for overflow");
            }
        }, Number, Number);

    private static CelValue FromDouble(CelCall call)
    {
        var number = call[0].AsDouble;
        return double.IsFinite(number) && Math.Abs(number) < 7.9e28
            ? CelValue.Of((decimal)number)
            : CelValue.Error("range error converting to decimal");
    }

    private static CelValue Parse(CelCall call) =>
        decimal.TryParse(call[0].AsString, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? CelValue.Of(number)
            : CelValue.Error("type conversion error: no decimal such as 12.34");

    private static CelValue ToInt(CelCall call)
    {
        var whole = decimal.Truncate(call[0].AsDecimal);
        return whole is < long.MinValue or > long.MaxValue ? CelValue.Error("range error converting to int") : CelValue.Of((long)whole);
    }

    internal static CelValue Round(decimal number, long digits, string mode)
    {
        if (digits is < 0 or > 28)
            return CelValue.Error("round() takes 0 to 28 digits");
        if (mode == "up")
            return CelValue.Of(decimal.Round(number, (int)digits, number < 0 ? MidpointRounding.ToNegativeInfinity : MidpointRounding.ToPositiveInfinity));
        return Modes.TryGetValue(mode, out var rounding)
            ? CelValue.Of(decimal.Round(number, (int)digits, rounding))
            : CelValue.Error($"round() knows no mode '{mode}'; it knows half_up, half_even, up, down, floor, ceiling");
    }

    private static CelValue SumInts(CelCall call)
    {
        // A list of unknown element type may hold decimals.
        if (call[0].AsList.Any(item => item.Kind == CelKind.Decimal))
            return SumDecimals(call);
        Int128 sum = 0;
        foreach (var item in call[0].AsList)
            sum += item.AsInt;
        return sum < long.MinValue || sum > long.MaxValue ? CelValue.Error("return error for overflow") : CelValue.Of((long)sum);
    }

    private static CelValue SumDecimals(CelCall call)
    {
        try
        {
            return CelValue.Of(call[0].AsList.Aggregate(0m, (sum, item) => sum + item.AsDecimal));
        }
        catch (OverflowException)
        {
            return CelValue.Error("return error for overflow");
        }
    }

    private static CelFunction Extreme(string name, int direction) => new(MathFunctions.ExtremeName(name),
        Global($"math_{name}_decimal", Number, call => call[0], Number),
        Global($"math_{name}_list_decimal", Number, call => MathFunctions.ExtremeOf(call[0].AsList, direction), CelType.List(Number)),
        Global($"math_{name}_decimal_decimal", Number, call => MathFunctions.ExtremeOf([call[0], call[1]], direction), Number, Number));
}
