using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Rathaus.Cel.Plans;

/// <summary>
/// A <see cref="decimal"/> by its bits, so that the common operations on amounts (not negative, 64 bit of digits) stay in
/// two registers. Every operation gives the very bits that decimal gives; whatever is not common is left to decimal.
/// </summary>
[SuppressMessage("Usage", "CA2225", Justification = "Operators are for expression trees")]
[SuppressMessage("Design", "CA1036", Justification = "Operators are for expression trees")]
internal readonly struct PlanDecimal : IEquatable<PlanDecimal>
{
    /// <summary>Sign, and the digits beyond 64 bit: both are clear in a common amount.</summary>
    private const ulong Uncommon = 0xFFFF_FFFF_8000_0000;

    private const ulong Sign = 0x8000_0000;
    private const int ScaleShift = 16;
    private const ulong MostScale = 28UL << ScaleShift;

    private static readonly ulong[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Low half: sign and scale as in decimal; high half: digits above <see cref="low"/>.</summary>
    private readonly ulong head;
    private readonly ulong low;

    private PlanDecimal(ulong head, ulong low)
    {
        this.head = head;
        this.low = low;
    }

    /// <summary>Nothing, not negative, without digits behind the point.</summary>
    public bool IsBare0 => head == 0 && low == 0;

    private decimal Plain => Unsafe.BitCast<PlanDecimal, decimal>(this);

    public static implicit operator decimal(PlanDecimal value) => value.Plain;

    public static implicit operator PlanDecimal(decimal value) => Unsafe.BitCast<decimal, PlanDecimal>(value);

    public static implicit operator PlanDecimal(long value) => value >= 0 ? new(0, (ulong)value) : new(Sign, (ulong)-value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlanDecimal operator +(PlanDecimal a, PlanDecimal b)
    {
        if (((a.head | b.head) & Uncommon) == 0)
        {
            if (a.head == b.head)
            {
                var sum = a.low + b.low;
                if (sum >= a.low)
                    return new(a.head, sum);
            }
            else if (b.low == 0 && b.head < a.head)
            {
                return a;
            }
            else if (a.low == 0 && a.head < b.head)
            {
                return b;
            }
        }

        return Plus(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlanDecimal operator -(PlanDecimal a, PlanDecimal b)
    {
        if (((a.head | b.head) & Uncommon) == 0)
        {
            if (a.head == b.head && a.low >= b.low)
                return new(a.head, a.low - b.low);
            if (b.low == 0 && b.head < a.head)
                return a;
        }

        return Minus(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlanDecimal operator *(PlanDecimal a, PlanDecimal b)
    {
        var scale = a.head + b.head;
        return ((a.head | b.head) & Uncommon) == 0 && ((a.low | b.low) >> 32) == 0 && scale <= MostScale
            ? new(scale, a.low * b.low)
            : Times(a, b);
    }

    public static PlanDecimal operator /(PlanDecimal a, PlanDecimal b)
    {
        if (((a.head | b.head) & Uncommon) == 0 && a.head >= b.head && b.low != 0)
        {
            var (quotient, rest) = Math.DivRem(a.low, b.low);
            if (rest == 0)
                return new(a.head - b.head, quotient);
        }

        return a.Plain / b.Plain;
    }

    public static PlanDecimal operator %(PlanDecimal a, PlanDecimal b) => a.Plain % b.Plain;

    public static PlanDecimal operator -(PlanDecimal value) => new(value.head ^ Sign, value.low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(PlanDecimal a, PlanDecimal b) => ((a.head | b.head) & Uncommon) == 0 && (a.head == b.head || b.low == 0)
        ? a.low > b.low
        : Order(a, b) > 0;

    public static bool operator <(PlanDecimal a, PlanDecimal b) => b > a;

    public static bool operator >=(PlanDecimal a, PlanDecimal b) => !(b > a);

    public static bool operator <=(PlanDecimal a, PlanDecimal b) => !(a > b);

    public static bool operator ==(PlanDecimal a, PlanDecimal b) =>
        ((a.head | b.head) & Uncommon) == 0 && (a.head == b.head || b.low == 0) ? a.low == b.low : a.Plain == b.Plain;

    public static bool operator !=(PlanDecimal a, PlanDecimal b) => !(a == b);

    /// <summary>Half away from zero.</summary>
    public static PlanDecimal Round(PlanDecimal number, int digits) =>
        (number.head & 0xFF_0000) <= (ulong)digits << ScaleShift ? number : decimal.Round(number.Plain, digits, MidpointRounding.AwayFromZero);

    public bool Equals(PlanDecimal other) => this == other;

    public override bool Equals(object? obj) => obj is PlanDecimal other && this == other;

    public override int GetHashCode() => Plain.GetHashCode();

    public override string ToString() => Plain.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PlanDecimal Plus(PlanDecimal a, PlanDecimal b)
    {
        if (SameScale(ref a, ref b))
        {
            var sum = a.low + b.low;
            if (sum >= a.low)
                return new(a.head, sum);
        }

        return a.Plain + b.Plain;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PlanDecimal Minus(PlanDecimal a, PlanDecimal b)
    {
        var (x, y) = (a, b);
        if (SameScale(ref x, ref y))
        {
            if (x.low > y.low)
                return new(x.head, x.low - y.low);
            if (x.low < y.low)
                return new(x.head | Sign, y.low - x.low);
        }

        // Also for two that are equal: the sign of nothing is decimal's own affair.
        return a.Plain - b.Plain;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PlanDecimal Times(PlanDecimal a, PlanDecimal b)
    {
        var scale = a.head + b.head;
        if (((a.head | b.head) & Uncommon) == 0 && scale <= MostScale)
        {
            var high = Math.BigMul(a.low, b.low, out var product);

            // Nothing times a long number loses its scale.
            if (high == 0 && product != 0)
                return new(scale, product);
        }

        return a.Plain * b.Plain;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Order(PlanDecimal a, PlanDecimal b) =>
        SameScale(ref a, ref b) ? a.low.CompareTo(b.low) : decimal.Compare(a.Plain, b.Plain);

    /// <summary>Writes the one with fewer digits behind the point with more, as decimal does; false when it does not fit.</summary>
    private static bool SameScale(ref PlanDecimal a, ref PlanDecimal b)
    {
        if (((a.head | b.head) & Uncommon) != 0)
            return false;
        return a.head >= b.head ? Widen(ref b, a.head) : Widen(ref a, b.head);
    }

    private static bool Widen(ref PlanDecimal number, ulong head)
    {
        var digits = (int)((head - number.head) >> ScaleShift);
        if (digits >= Powers.Length || Math.BigMul(number.low, Powers[digits], out var widened) != 0)
            return false;
        number = new(head, widened);
        return true;
    }
}
