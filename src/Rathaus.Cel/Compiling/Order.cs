namespace Rathaus.Cel.Compiling;

/// <summary>Less and greater.</summary>
internal static class Order
{
    /// <summary>Compares two values; null when they are not comparable, <paramref name="unordered"/> when NaN takes part.</summary>
    public static int? Compare(in CelValue left, in CelValue right, out bool unordered)
    {
        unordered = false;
        if (left.IsNumber && right.IsNumber)
        {
            var mixed = (left.Kind, right.Kind) is (CelKind.Double, CelKind.Decimal) or (CelKind.Decimal, CelKind.Double);
            var order = CelValue.CompareNumbers(left, right);
            unordered = order is null && !mixed;
            return order;
        }

        if (left.Kind != right.Kind)
            return null;
        return left.Kind switch
        {
            CelKind.String => CompareText(left.AsString, right.AsString),
            CelKind.Bool or CelKind.Date => left.Raw.CompareTo(right.Raw),
            CelKind.Duration => left.DurationNanos.CompareTo(right.DurationNanos),
            CelKind.Timestamp => left.TimestampParts.CompareTo(right.TimestampParts),
            CelKind.Bytes => left.AsBytes.Span.SequenceCompareTo(right.AsBytes.Span),
            _ => null,
        };
    }

    /// <summary>By Unicode code points, which UTF-16 order is not beyond U+FFFF.</summary>
    private static int CompareText(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
            return left.Length.CompareTo(right.Length);
        var (a, b) = (left[shared], right[shared]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
