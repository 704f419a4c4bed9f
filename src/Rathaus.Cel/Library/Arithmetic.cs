using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>Operators; whole numbers never wrap round.</summary>
internal static class Arithmetic
{
    private static readonly CelValue Overflow = CelValue.Error("return error for overflow");
    private static readonly CelValue DivideByZero = CelValue.Error("divide by zero");
    private static readonly CelValue ModulusByZero = CelValue.Error("modulus by zero");

    private static readonly CelType[] Ordered =
    [
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration,
    ];

    public static IEnumerable<CelFunction> Functions =>
    [
        new("_+_",
            Whole("add_int64", (a, b) => a + b),
            Natural("add_uint64", (a, b) => a + b),
            Real("add_double", (a, b) => a + b),
            Global("add_string", CelType.String, call => CelValue.Of(call[0].AsString + call[1].AsString), CelType.String, CelType.String),
            Global("add_bytes", CelType.Bytes, AddBytes, CelType.Bytes, CelType.Bytes),
            Global("add_list", CelType.List(A), AddLists, CelType.List(A), CelType.List(A)),
            Global("add_timestamp_duration", CelType.Timestamp, call => Instants.Add(call[0], call[1].DurationNanos), CelType.Timestamp, CelType.Duration),
            Global("add_duration_timestamp", CelType.Timestamp, call => Instants.Add(call[1], call[0].DurationNanos), CelType.Duration, CelType.Timestamp),
            Global("add_duration_duration", CelType.Duration, call => Durations.Of((Int128)call[0].DurationNanos + call[1].DurationNanos), CelType.Duration, CelType.Duration)),
        new("_-_",
            Whole("subtract_int64", (a, b) => a - b),
            Natural("subtract_uint64", (a, b) => a - b),
            Real("subtract_double", (a, b) => a - b),
            Global("subtract_timestamp_timestamp", CelType.Duration, call => Instants.Between(call[1], call[0]), CelType.Timestamp, CelType.Timestamp),
            Global("subtract_timestamp_duration", CelType.Timestamp, call => Instants.Add(call[0], -(Int128)call[1].DurationNanos), CelType.Timestamp, CelType.Duration),
            Global("subtract_duration_duration", CelType.Duration, call => Durations.Of((Int128)call[0].DurationNanos - call[1].DurationNanos), CelType.Duration, CelType.Duration)),
        new("_*_",
            Whole("multiply_int64", (a, b) => a * b),
            Natural("multiply_uint64", (a, b) => checked(a * b)),
            Real("multiply_double", (a, b) => a * b)),
        new("_/_",
            Global("divide_int64", CelType.Int, call => Divide(call[0].AsInt, call[1].AsInt), CelType.Int, CelType.Int),
            Global("divide_uint64", CelType.Uint, call => call[1].AsUint == 0 ? DivideByZero : CelValue.Of(call[0].AsUint / call[1].AsUint), CelType.Uint, CelType.Uint),
            Real("divide_double", (a, b) => a / b)),
        new("_%_",
            Global("modulo_int64", CelType.Int, call => Modulo(call[0].AsInt, call[1].AsInt), CelType.Int, CelType.Int),
            Global("modulo_uint64", CelType.Uint, call => call[1].AsUint == 0 ? ModulusByZero : CelValue.Of(call[0].AsUint % call[1].AsUint), CelType.Uint, CelType.Uint)),
        new("-_",
            Global("negate_int64", CelType.Int, call => call[0].AsInt == long.MinValue ? Overflow : CelValue.Of(-call[0].AsInt), CelType.Int),
            Global("negate_double", CelType.Double, call => CelValue.Of(-call[0].AsDouble), CelType.Double)),
        .. Declared,
    ];

    /// <summary>Operators that the compiler knows itself: declared here for the checker.</summary>
    private static IEnumerable<CelFunction> Declared =>
    [
        new("_==_", Global("equals", CelType.Bool, Compiled, A, A)),
        new("_!=_", Global("not_equals", CelType.Bool, Compiled, A, A)),
        Comparison("_<_", "less"),
        Comparison("_<=_", "less_equals"),
        Comparison("_>_", "greater"),
        Comparison("_>=_", "greater_equals"),
        new("!_", Global("logical_not", CelType.Bool, Compiled, CelType.Bool)),
        new("@in",
            Global("in_list", CelType.Bool, Compiled, A, CelType.List(A)),
            Global("in_map", CelType.Bool, Compiled, A, CelType.Map(A, B))),
        new("_[_]",
            Global("index_list", A, Compiled, CelType.List(A), CelType.Int),
            Global("index_map", B, Compiled, CelType.Map(A, B), A),
            Global("optional_list_index_int", CelType.Optional(A), Compiled, CelType.Optional(CelType.List(A)), CelType.Int),
            Global("optional_map_index_value", CelType.Optional(B), Compiled, CelType.Optional(CelType.Map(A, B)), A)),
        new("_[?_]",
            Global("list_optindex_optional_int", CelType.Optional(A), Compiled, CelType.List(A), CelType.Int),
            Global("optional_list_optindex_optional_int", CelType.Optional(A), Compiled, CelType.Optional(CelType.List(A)), CelType.Int),
            Global("map_optindex_optional_value", CelType.Optional(B), Compiled, CelType.Map(A, B), A),
            Global("optional_map_optindex_optional_value", CelType.Optional(B), Compiled, CelType.Optional(CelType.Map(A, B)), A)),
    ];

    internal static CelFunction ComparisonOf(string function, string id, params CelType[] types) =>
        new(function, [.. types.Select(type => Global($"{id}_{type.Name}", CelType.Bool, Compiled, type, type))]);

    private static CelFunction Comparison(string function, string id) => ComparisonOf(function, id, Ordered);

    private static CelValue Compiled(CelCall call) =>
        throw new InvalidOperationException("The compiler has its own code for this operator");

    private static CelOverload Whole(string id, Func<Int128, Int128, Int128> operation) =>
        Global(id, CelType.Int, call =>
        {
            var result = operation(call[0].AsInt, call[1].AsInt);
            return result < long.MinValue || result > long.MaxValue ? Overflow : CelValue.Of((long)result);
        }, CelType.Int, CelType.Int);

    private static CelOverload Natural(string id, Func<Int128, Int128, Int128> operation) =>
        Global(id, CelType.Uint, call =>
        {
            // The product of two 64 bit numbers may pass 127 bits; it is checked, not cut.
            try
            {
                var result = operation(call[0].AsUint, call[1].AsUint);
                return result < 0 || result > ulong.MaxValue ? Overflow : CelValue.Of((ulong)result);
            }
            catch (OverflowException)
            {
                return Overflow;
            }
        }, CelType.Uint, CelType.Uint);

    private static CelOverload Real(string id, Func<double, double, double> operation) =>
        Global(id, CelType.Double, call => CelValue.Of(operation(call[0].AsDouble, call[1].AsDouble)), CelType.Double, CelType.Double);

    private static CelValue Divide(long left, long right)
    {
        if (right == 0)
            return DivideByZero;
        return left == long.MinValue && right == -1 ? Overflow : CelValue.Of(left / right);
    }

    private static CelValue Modulo(long left, long right)
    {
        if (right == 0)
            return ModulusByZero;
        return left == long.MinValue && right == -1 ? Overflow : CelValue.Of(left % right);
    }

    private static CelValue AddBytes(CelCall call) => CelValue.Of([.. call[0].AsBytes.Span, .. call[1].AsBytes.Span]);

    private static CelValue AddLists(CelCall call)
    {
        var (left, right) = (call[0].AsList, call[1].AsList);
        if (left.Count == 0)
            return call[1];
        if (right.Count == 0)
            return call[0];
        return CelValue.List([.. left, .. right]);
    }
}
