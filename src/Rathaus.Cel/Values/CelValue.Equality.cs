namespace Rathaus.Cel;

public readonly partial struct CelValue
{
    public static bool operator ==(CelValue left, CelValue right) => left.Equals(right);

    public static bool operator !=(CelValue left, CelValue right) => !left.Equals(right);

    /// <summary>Equality of the language: numbers by value across kinds, NaN equals nothing, other kinds differ.</summary>
    public bool Equals(CelValue other)
    {
        if (kind != other.kind)
            return IsNumber && other.IsNumber && CompareNumbers(this, other) == 0;
        return Kind switch
        {
            CelKind.Double => !double.IsNaN(AsDouble) && AsDouble.CompareTo(other.AsDouble) == 0,
            CelKind.Decimal => AsDecimal == other.AsDecimal,
            CelKind.String => string.Equals((string?)reference, (string?)other.reference, StringComparison.Ordinal),
            CelKind.Bytes => AsBytes.Span.SequenceEqual(other.AsBytes.Span),
            CelKind.Type => AsType.RuntimeName == other.AsType.RuntimeName,
            CelKind.List => ListsEqual(AsList, other.AsList),
            CelKind.Map => MapsEqual(AsMap, other.AsMap),
            CelKind.Optional => HasValue == other.HasValue && (!HasValue || OptionalValue.Equals(other.OptionalValue)),
            CelKind.Error => ReferenceEquals(reference, other.reference),
            _ => bits == other.bits && extra == other.extra,
        };
    }

    public override bool Equals(object? obj) => obj is CelValue other && Equals(other);

    public override int GetHashCode() => Kind switch
    {
        CelKind.String => string.GetHashCode((string)reference!, StringComparison.Ordinal),
        CelKind.Int => ((double)bits).GetHashCode(),
        CelKind.Uint => ((double)(ulong)bits).GetHashCode(),
        CelKind.Double => (AsDouble + 0.0).GetHashCode(),
        CelKind.Decimal => ((double)AsDecimal).GetHashCode(),
        CelKind.List => HashOf(AsList),
        CelKind.Map => HashOf(AsMap),
        CelKind.Bytes => HashCode.Combine(CelKind.Bytes, AsBytes.Length),
        CelKind.Type => AsType.RuntimeName.GetHashCode(StringComparison.Ordinal),
        CelKind.Optional => HasValue ? OptionalValue.GetHashCode() : 0,
        _ => HashCode.Combine(kind, bits, extra),
    };

    // Of every part: with less, lists made to collide would make a set of them quadratic.
    private static int HashOf(IReadOnlyList<CelValue> list)
    {
        var hash = list.Count;
        for (var i = 0; i < list.Count; i++)
            hash = HashCode.Combine(hash, list[i].GetHashCode());
        return hash;
    }

    private static int HashOf(CelMap map)
    {
        var hash = map.Count;
        foreach (var (key, value) in map.Entries)
            hash += HashCode.Combine(key.GetHashCode(), value.GetHashCode());
        return hash;
    }

    internal bool IsNumber => Kind is CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.Decimal;

    /// <summary>Less, equal, greater across kinds; null when NaN takes part or a double meets a decimal.</summary>
    internal static int? CompareNumbers(in CelValue left, in CelValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                return left.bits.CompareTo(right.bits);
            case (CelKind.Uint, CelKind.Uint):
                return ((ulong)left.bits).CompareTo((ulong)right.bits);
            case (CelKind.Int, CelKind.Uint):
                return left.bits < 0 ? -1 : ((ulong)left.bits).CompareTo((ulong)right.bits);
            case (CelKind.Uint, CelKind.Int):
                return Turned(right, left);
            case (CelKind.Double, CelKind.Double):
                return CompareDoubles(left.AsDouble, right.AsDouble);
            case (CelKind.Int, CelKind.Double):
                return CompareWhole(left.bits, right.AsDouble, long.MinValue, long.MaxValue);
            case (CelKind.Uint, CelKind.Double):
                return CompareWhole((ulong)left.bits, right.AsDouble, 0, ulong.MaxValue);
            case (CelKind.Double, CelKind.Int or CelKind.Uint):
                return Turned(right, left);
            case (CelKind.Decimal, CelKind.Decimal or CelKind.Int):
            case (CelKind.Int, CelKind.Decimal):
                return left.AsDecimal.CompareTo(right.AsDecimal);
            case (CelKind.Decimal, CelKind.Uint):
                return left.AsDecimal.CompareTo((ulong)right.bits);
            case (CelKind.Uint, CelKind.Decimal):
                return Turned(right, left);
            default:
                return null;
        }
    }

    private static int? Turned(in CelValue first, in CelValue second) => -CompareNumbers(first, second);

    private static int? CompareDoubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);

    /// <summary>
    /// A whole number against a double: beyond the whole number's range by sign, else as doubles. The conformance suite
    /// asks for that rounding: 9223372036854775807 is not less than 9223372036854775808.0.
    /// </summary>
    private static int? CompareWhole(double whole, double value, double least, double most)
    {
        if (double.IsNaN(value))
            return null;
        if (value > most)
            return -1;
        return value < least ? 1 : whole.CompareTo(value);
    }

    private static bool ListsEqual(IReadOnlyList<CelValue> left, IReadOnlyList<CelValue> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!left[i].Equals(right[i]))
                return false;
        }

        return true;
    }

    private static bool MapsEqual(CelMap left, CelMap right)
    {
        if (left.Count != right.Count)
            return false;
        foreach (var (key, value) in left.Entries)
        {
            if (!right.TryGet(key, out var other) || !value.Equals(other))
                return false;
        }

        return true;
    }
}
