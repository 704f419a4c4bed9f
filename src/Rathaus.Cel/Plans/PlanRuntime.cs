using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Rathaus.Cel.Library;

namespace Rathaus.Cel.Plans;

/// <summary>
/// Thrown by typed code for whatever is no plain value: the row is then evaluated by the ordinary programs, which know
/// all about errors. Made once, because nobody reads it.
/// </summary>
internal sealed class OddRowException : Exception
{
    public static OddRowException Instance { get; } = new();
}

/// <summary>What typed code calls.</summary>
internal static class PlanRuntime
{
    public static CelValue Field(CelValue record, string name) =>
        record.Kind == CelKind.Map && record.AsMap.TryGet(name, out var value) ? value : throw OddRowException.Instance;

    public static CelValue Call0(CelOverload overload, object? context) => overload.Run(new CelCall([], context));

    public static CelValue Call1(CelOverload overload, object? context, CelValue a) => overload.Run(new CelCall([a], context));

    public static CelValue Call2(CelOverload overload, object? context, CelValue a, CelValue b) => overload.Run(new CelCall([a, b], context));

    public static CelValue Call3(CelOverload overload, object? context, CelValue a, CelValue b, CelValue c) =>
        overload.Run(new CelCall([a, b, c], context));

    public static CelValue Call4(CelOverload overload, object? context, CelValue a, CelValue b, CelValue c, CelValue d) =>
        overload.Run(new CelCall([a, b, c, d], context));

    public static bool ToBool(CelValue value) => value.Kind == CelKind.Bool ? value.AsBool : throw OddRowException.Instance;

    public static long ToInt(CelValue value) => value.Kind == CelKind.Int ? value.AsInt : throw OddRowException.Instance;

    public static double ToDouble(CelValue value) => value.Kind == CelKind.Double ? value.AsDouble : throw OddRowException.Instance;

    public static PlanDecimal ToDecimal(CelValue value) =>
        value.Kind is CelKind.Decimal or CelKind.Int ? value.AsDecimal : throw OddRowException.Instance;

    public static string ToText(CelValue value) => value.Kind == CelKind.String ? value.AsString : throw OddRowException.Instance;

    public static DateOnly ToDate(CelValue value) => value.Kind == CelKind.Date ? value.AsDate : throw OddRowException.Instance;

    public static CelValue Checked(CelValue value) => value.IsError ? throw OddRowException.Instance : value;

    public static int Index(long index, long count) => index >= 0 && index < count ? (int)index : throw OddRowException.Instance;

    public static int Row(int row) => row >= 0 ? row : throw OddRowException.Instance;

    public static int IntCode(long key, long first, int span)
    {
        var at = (ulong)(key - first);
        return at < (ulong)span ? (int)at + 1 : key < first ? 0 : span + 1;
    }

    public static void Require(bool holds)
    {
        if (!holds)
            throw OddRowException.Instance;
    }

    public static long Divide(long left, long right) =>
        right is 0 or -1 ? throw OddRowException.Instance : left / right;

    public static long Modulo(long left, long right) =>
        right is 0 or -1 ? throw OddRowException.Instance : left % right;

    /// <summary>A sum of ints that only in between leaves 64 bit is left to the ordinary program.</summary>
    public static long Plus(long left, long right) => checked(left + right);

    public static PlanDecimal Max(PlanDecimal best, PlanDecimal value) => value > best ? value : best;

    public static PlanDecimal Min(PlanDecimal best, PlanDecimal value) => best > value ? value : best;

    public static long Max(long best, long value) => value > best ? value : best;

    public static long Min(long best, long value) => value < best ? value : best;

    public static DateOnly Max(DateOnly best, DateOnly value) => value > best ? value : best;

    public static DateOnly Min(DateOnly best, DateOnly value) => value < best ? value : best;

    public static PlanDecimal Floor(PlanDecimal number) => decimal.Floor(number);

    public static PlanDecimal Ceiling(PlanDecimal number) => decimal.Ceiling(number);

    public static PlanDecimal Round(PlanDecimal number, long digits) => digits is < 0 or > 28
        ? throw OddRowException.Instance
        : PlanDecimal.Round(number, (int)digits);

    public static PlanDecimal Round(PlanDecimal number, long digits, string mode)
    {
        var rounded = Decimals.Round(number, digits, mode);
        return rounded.IsError ? throw OddRowException.Instance : rounded.AsDecimal;
    }

    public static PlanDecimal Round(Func<decimal, decimal> rounding, PlanDecimal number) => rounding(number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlanDecimal Load(decimal[] values, int at) => Unsafe.As<decimal, PlanDecimal>(ref values[at]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(decimal[] values, int at, PlanDecimal value) => Unsafe.As<decimal, PlanDecimal>(ref values[at]) = value;

    /// <summary>An unboxed value as one of the language.</summary>
    public static CelValue Value(object value) => value switch
    {
        bool holds => CelValue.Of(holds),
        long number => CelValue.Of(number),
        PlanDecimal number => CelValue.Of((decimal)number),
        double number => CelValue.Of(number),
        DateOnly day => CelValue.Of(day),
        _ => CelValue.Of((string)value),
    };

    public static long ToWhole(PlanDecimal number)
    {
        var whole = decimal.Truncate(number);
        return whole is < long.MinValue or > long.MaxValue ? throw OddRowException.Instance : (long)whole;
    }

    public static long Age(DateOnly born, DateOnly on) => born > on ? throw OddRowException.Instance : Dates.Age(born, on);

    public static long Size(string text) => CodePoints.Count(text);

    /// <summary>Code that takes a value of the language apart, or leaves the row when it is of another kind.</summary>
    public static Expression Unboxed(Expression value, CelType type) => type.Kind switch
    {
        CelKind.Bool => Expression.Call(typeof(PlanRuntime), nameof(ToBool), null, value),
        CelKind.Int => Expression.Call(typeof(PlanRuntime), nameof(ToInt), null, value),
        CelKind.Double => Expression.Call(typeof(PlanRuntime), nameof(ToDouble), null, value),
        CelKind.Decimal => Expression.Call(typeof(PlanRuntime), nameof(ToDecimal), null, value),
        CelKind.String => Expression.Call(typeof(PlanRuntime), nameof(ToText), null, value),
        CelKind.Date => Expression.Call(typeof(PlanRuntime), nameof(ToDate), null, value),
        _ => Expression.Call(typeof(PlanRuntime), nameof(Checked), null, value),
    };

    public static Expression Boxed(Expression value)
    {
        if (value.Type == typeof(CelValue))
            return value;
        if (value.Type == typeof(PlanDecimal))
            value = Expression.Convert(value, typeof(decimal));
        return Expression.Call(typeof(CelValue).GetMethod(nameof(CelValue.Of), [value.Type])!, value);
    }
}
