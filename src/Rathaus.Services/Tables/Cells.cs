using System.Globalization;

namespace Rathaus.Services.Tables;

/// <summary>A place between numbers: just before or just after a value.</summary>
internal readonly record struct Cut(decimal Value, bool After) : IComparable<Cut>
{
    public static Cut Lowest { get; } = new(decimal.MinValue, After: false);

    public static Cut Highest { get; } = new(decimal.MaxValue, After: true);

    public int CompareTo(Cut other) => Value.CompareTo(other.Value) is var order and not 0 ? order : After.CompareTo(other.After);

    /// <summary>Whether the number lies behind the cut.</summary>
    public bool IsBefore(decimal number) => After ? Value < number : Value <= number;

    public static bool operator <(Cut left, Cut right) => left.CompareTo(right) < 0;

    public static bool operator >(Cut left, Cut right) => left.CompareTo(right) > 0;

    public static bool operator <=(Cut left, Cut right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Cut left, Cut right) => left.CompareTo(right) >= 0;
}

/// <summary>Numbers between two cuts.</summary>
internal readonly record struct Span(Cut From, Cut To)
{
    public static Span All { get; } = new(Cut.Lowest, Cut.Highest);

    public override string ToString()
    {
        var whole = !From.After && !To.After && To.Value == From.Value + 1;
        if (whole || From.Value == To.Value)
            return Number(From.Value);
        return (From == Cut.Lowest, To == Cut.Highest) switch
        {
            (true, true) => "any number",
            (true, false) => $"{(To.After ? "up to" : "below")} {Number(To.Value)}",
            (false, true) => $"{(From.After ? "above" : "from")} {Number(From.Value)}",
            _ => $"{(From.After ? "above" : "from")} {Number(From.Value)} {(To.After ? "up to" : "to below")} {Number(To.Value)}",
        };
    }

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a row asks of one key.</summary>
internal abstract class Cell
{
    /// <summary>Two cells that ask the same have the same text.</summary>
    public abstract override string ToString();
}

internal sealed class AnyCell : Cell
{
    public static AnyCell Instance { get; } = new();

    public override string ToString() => "-";
}

internal sealed class TextCell(IReadOnlyList<string> texts) : Cell
{
    public IReadOnlyList<string> Texts { get; } = texts;

    public override string ToString() => string.Join(", ", Texts);
}

/// <param name="spans">In order, without overlap.</param>
internal sealed class NumberCell(IReadOnlyList<Span> spans) : Cell
{
    public IReadOnlyList<Span> Spans { get; } = spans;

    public override string ToString() => string.Join(", ", Spans);
}
