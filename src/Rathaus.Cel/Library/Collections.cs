using Rathaus.Cel.Compiling;
using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>Lists, optionals, encoders.</summary>
internal static class Collections
{
    private static readonly CelType ListOfA = CelType.List(A);
    private static readonly CelType OptionalOfA = CelType.Optional(A);

    public static IEnumerable<CelFunction> Functions =>
    [
        new("distinct", Member("list_distinct", ListOfA, call => CelValue.List([.. call[0].AsList.Distinct()]), ListOfA)),
        new("reverse", Member("list_reverse", ListOfA, call => CelValue.List([.. call[0].AsList.Reverse()]), ListOfA)),
        new("slice", Member("list_slice", ListOfA, Slice, ListOfA, CelType.Int, CelType.Int)),
        new("sort", Member("list_sort", ListOfA, Sort, ListOfA)),
        new("flatten", Member("list_flatten", ListOfA, call => CelValue.List([.. call[0].AsList.SelectMany(inner => inner.AsList)]), CelType.List(ListOfA))),
        new("first", Member("list_first", OptionalOfA, call => call[0].AsList is [var first, ..] ? CelValue.OptionalOf(first) : CelValue.OptionalNone, ListOfA)),
        new("last", Member("list_last", OptionalOfA, call => call[0].AsList is [.., var last] ? CelValue.OptionalOf(last) : CelValue.OptionalNone, ListOfA)),
        new("optional.of", Global("optional_of", OptionalOfA, call => CelValue.OptionalOf(call[0]), A)),
        new("optional.ofNonZeroValue", Global("optional_ofNonZeroValue", OptionalOfA, call => IsZero(call[0]) ? CelValue.OptionalNone : CelValue.OptionalOf(call[0]), A)),
        new("optional.none", Global("optional_none", OptionalOfA, _ => CelValue.OptionalNone)),
        new("hasValue", Member("optional_hasValue", CelType.Bool, call => CelValue.Of(call[0].HasValue), OptionalOfA)),
        new("value", Member("optional_value", A, call => call[0].HasValue ? call[0].OptionalValue : CelValue.Error("optional.none() dereference"), OptionalOfA)),
        new("or", Member("optional_or_optional", OptionalOfA, call => call[0].HasValue ? call[0] : call[1], OptionalOfA, OptionalOfA)),
        new("orValue", Member("optional_orValue_value", A, call => call[0].HasValue ? call[0].OptionalValue : call[1], OptionalOfA, A)),
        new("base64.encode", Global("base64_encode_bytes", CelType.String, call => CelValue.Of(Convert.ToBase64String(call[0].AsBytes.Span)), CelType.Bytes)),
        new("base64.decode", Global("base64_decode_string", CelType.Bytes, Decode, CelType.String)),
    ];

    private static CelValue Slice(CelCall call)
    {
        var (list, from, to) = (call[0].AsList, call[1].AsInt, call[2].AsInt);
        if (from < 0 || to < from || to > list.Count)
            return CelValue.Error($"cannot slice({from}, {to}) a list of {list.Count}");
        return CelValue.List([.. list.Skip((int)from).Take((int)(to - from))]);
    }

    private static CelValue Sort(CelCall call)
    {
        var list = call[0].AsList;
        for (var i = 1; i < list.Count; i++)
        {
            if (Order.Compare(list[0], list[i], out _) is null)
                return CelValue.Error("the elements of a sorted list must be comparable");
        }

        return CelValue.List([.. list.Order(Comparer<CelValue>.Create((left, right) => Order.Compare(left, right, out _) ?? 0))]);
    }

    private static bool IsZero(in CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => value.Raw == 0,
        CelKind.Double => value.AsDouble.Equals(0.0),
        CelKind.Decimal => value.AsDecimal == 0,
        CelKind.String => value.AsString.Length == 0,
        CelKind.Bytes => value.AsBytes.Length == 0,
        CelKind.List => value.AsList.Count == 0,
        CelKind.Map => value.AsMap.Count == 0,
        CelKind.Optional => !value.HasValue,
        CelKind.Timestamp => value.TimestampParts == (0, 0),
        CelKind.Period => value.AsPeriod == default,
        _ => false,
    };

    private static CelValue Decode(CelCall call)
    {
        // Padding may be left out, as RFC 4648 (3.2) allows.
        var text = call[0].AsString.TrimEnd('=');
        try
        {
            return CelValue.Of(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            return CelValue.Error("illegal base64 data");
        }
    }
}
