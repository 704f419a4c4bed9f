using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>The extension "math"; <c>greatest</c> and <c>least</c> also take decimals.</summary>
internal static class MathFunctions
{
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];

    public static IEnumerable<CelFunction> Functions =>
    [
        Extreme("max", 1),
        Extreme("min", -1),
        Real("math.ceil", Math.Ceiling),
        Real("math.floor", Math.Floor),
        Real("math.trunc", Math.Truncate),
        Real("math.round", number => Math.Round(number, MidpointRounding.AwayFromZero)),
        Real("math.sqrt", Math.Sqrt),
        Question("math.isNaN", double.IsNaN),
        Question("math.isInf", double.IsInfinity),
        Question("math.isFinite", double.IsFinite),
        new("math.abs",
            Global("math_abs_int", CelType.Int, call => call[0].AsInt == long.MinValue ? CelValue.Error("integer overflow") : CelValue.Of(Math.Abs(call[0].AsInt)), CelType.Int),
            Global("math_abs_uint", CelType.Uint, call => call[0], CelType.Uint),
            Global("math_abs_double", CelType.Double, call => CelValue.Of(Math.Abs(call[0].AsDouble)), CelType.Double)),
        new("math.sign",
            Global("math_sign_int", CelType.Int, call => CelValue.Of((long)Math.Sign(call[0].AsInt)), CelType.Int),
            Global("math_sign_uint", CelType.Uint, call => CelValue.Of(call[0].AsUint == 0 ? 0UL : 1UL), CelType.Uint),
            Global("math_sign_double", CelType.Double, call => CelValue.Of(double.IsNaN(call[0].AsDouble) ? double.NaN : Math.Sign(call[0].AsDouble)), CelType.Double)),
        Bits("math.bitAnd", (a, b) => a & b),
        Bits("math.bitOr", (a, b) => a | b),
        Bits("math.bitXor", (a, b) => a ^ b),
        new("math.bitNot",
            Global("math_bitNot_int_int", CelType.Int, call => CelValue.Of(~call[0].AsInt), CelType.Int),
            Global("math_bitNot_uint_uint", CelType.Uint, call => CelValue.Of(~call[0].AsUint), CelType.Uint)),
        Shift("math.bitShiftLeft", (bits, by) => bits << by),
        Shift("math.bitShiftRight", (bits, by) => bits >> by),
    ];

    internal static CelValue ExtremeOf(IReadOnlyList<CelValue> values, int direction)
    {
        if (values.Count == 0)
            return CelValue.Error($"math.{(direction > 0 ? "greatest" : "least")}(list) argument must not be empty");
        var best = values[0];
        foreach (var value in values)
        {
            if (!value.IsNumber || value.Kind == CelKind.Decimal != (best.Kind == CelKind.Decimal) && !(value.Kind == CelKind.Int || best.Kind == CelKind.Int))
                return CelValue.Error($"no such overload: math.{(direction > 0 ? "greatest" : "least")}");
            if (CelValue.CompareNumbers(value, best) * direction > 0)
                best = value;
        }

        return best;
    }

    internal static string ExtremeName(string name) => $"math.@{name}";

    private static CelFunction Extreme(string name, int direction)
    {
        var overloads = new List<CelOverload>();
        foreach (var type in Numbers)
        {
            overloads.Add(Global($"math_{name}_{type.Name}", type, call => call[0], type));
            overloads.Add(Global($"math_{name}_list_{type.Name}", type, call => ExtremeOf(call[0].AsList, direction), CelType.List(type)));
            foreach (var other in Numbers)
            {
                overloads.Add(Global($"math_{name}_{type.Name}_{other.Name}", type.Equals(other) ? type : CelType.Dyn,
                    call => ExtremeOf([call[0], call[1]], direction), type, other));
            }
        }

        return new CelFunction(ExtremeName(name), overloads);
    }

    private static CelFunction Real(string name, Func<double, double> run) =>
        new(name, Global($"{name.Replace('.', '_')}_double", CelType.Double, call => CelValue.Of(run(call[0].AsDouble)), CelType.Double));

    private static CelFunction Question(string name, Func<double, bool> run) =>
        new(name, Global($"{name.Replace('.', '_')}_double", CelType.Bool, call => CelValue.Of(run(call[0].AsDouble)), CelType.Double));

    private static CelFunction Bits(string name, Func<ulong, ulong, ulong> run) =>
        new(name,
            Global($"{name}_int", CelType.Int, call => CelValue.Of((long)run((ulong)call[0].AsInt, (ulong)call[1].AsInt)), CelType.Int, CelType.Int),
            Global($"{name}_uint", CelType.Uint, call => CelValue.Of(run(call[0].AsUint, call[1].AsUint)), CelType.Uint, CelType.Uint));

    private static CelFunction Shift(string name, Func<ulong, int, ulong> run)
    {
        return new(name,
            Global($"{name}_int", CelType.Int, call => Shifted((ulong)call[0].AsInt, call[1].AsInt, bits => CelValue.Of((long)bits)), CelType.Int, CelType.Int),
            Global($"{name}_uint", CelType.Uint, call => Shifted(call[0].AsUint, call[1].AsInt, CelValue.Of), CelType.Uint, CelType.Int));

        CelValue Shifted(ulong bits, long by, Func<ulong, CelValue> result)
        {
            if (by < 0)
                return CelValue.Error($"{name}() negative offset: {by}");
            return result(by > 63 ? 0 : run(bits, (int)by));
        }
    }
}
