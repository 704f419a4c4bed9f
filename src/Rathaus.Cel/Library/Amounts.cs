using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>The larger, the smaller, the next whole number: what formulae of laws are made of.</summary>
internal static class Amounts
{
    /// <summary>Arguments that <c>max(a, b, …)</c> takes at most; a list takes more.</summary>
    private const int MostArguments = 8;

    private static readonly CelType Number = CelType.Decimal;

    public static IEnumerable<CelFunction> Functions =>
    [
        Extreme("max", 1),
        Extreme("min", -1),
        Whole("floor", decimal.Floor),
        Whole("ceil", decimal.Ceiling),
        Whole("math.floor", decimal.Floor),
        Whole("math.ceil", decimal.Ceiling),
        Whole("math.trunc", decimal.Truncate),
        Whole("math.round", number => decimal.Round(number, MidpointRounding.AwayFromZero)),
        new("math.sign", Global("math_sign_decimal", Number, call => CelValue.Of((decimal)Math.Sign(call[0].AsDecimal)), Number)),
    ];

    private static CelFunction Whole(string name, Func<decimal, decimal> run) =>
        new(name, Global($"{name.Replace('.', '_')}_decimal", Number, call => CelValue.Of(run(call[0].AsDecimal)), Number));

    private static CelFunction Extreme(string name, int direction)
    {
        var overloads = new List<CelOverload>();
        foreach (var type in new[] { CelType.Int, Number, CelType.Date })
        {
            overloads.Add(Global($"{name}_list_{type.Name}", type, call => Of(call[0].AsList, name, type.Kind, direction), CelType.List(type)));
            for (var count = 2; count <= MostArguments; count++)
            {
                overloads.Add(Global($"{name}_{type.Name}_{count}", type, call => Of(call.Arguments, type.Kind, direction),
                    [.. Enumerable.Repeat(type, count)]));
            }
        }

        return new CelFunction(name, overloads);
    }

    private static CelValue Of(IReadOnlyList<CelValue> values, string name, CelKind kind, int direction)
    {
        if (values.Count == 0)
            return CelValue.Error($"{name}() of an empty list");
        var best = values[0];
        for (var i = 1; i < values.Count; i++)
            best = Better(best, values[i], direction);
        return As(best, kind);
    }

    private static CelValue Of(ReadOnlySpan<CelValue> values, CelKind kind, int direction)
    {
        var best = values[0];
        foreach (ref readonly var value in values[1..])
            best = Better(best, value, direction);
        return As(best, kind);
    }

    private static CelValue Better(in CelValue best, in CelValue value, int direction)
    {
        // An element of a list of unknown type may be anything.
        var order = best.Kind == CelKind.Date || value.Kind == CelKind.Date
            ? value.AsDate.CompareTo(best.AsDate)
            : value.AsDecimal.CompareTo(best.AsDecimal);
        return order * direction > 0 ? value : best;
    }

    private static CelValue As(in CelValue value, CelKind kind) =>
        kind == CelKind.Decimal && value.Kind == CelKind.Int ? CelValue.Of(value.AsDecimal) : value;
}
