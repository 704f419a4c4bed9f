using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>The extension "sets" (lists taken as sets) and the later parts of "lists".</summary>
internal static class Sets
{
    /// <summary>Name of what <c>sortBy</c> calls; not to be written.</summary>
    public const string SortByKeys = "@sortByKeys";

    private const int MostNumbers = 1_000_000;

    private static readonly CelType ListOfA = CelType.List(A);

    public static IEnumerable<CelFunction> Functions =>
    [
        new("sets.contains", Global("list_sets_contains_list", CelType.Bool, call => CelValue.Of(Contains(call[0], call[1])), ListOfA, ListOfA)),
        new("sets.equivalent", Global("list_sets_equivalent_list", CelType.Bool, call => CelValue.Of(Contains(call[0], call[1]) && Contains(call[1], call[0])), ListOfA, ListOfA)),
        new("sets.intersects", Global("list_sets_intersects_list", CelType.Bool, call =>
        {
            var set = call[0].AsList.ToHashSet();
            return CelValue.Of(call[1].AsList.Any(set.Contains));
        }, ListOfA, ListOfA)),
        new("lists.range", Global("lists_range", CelType.List(CelType.Int), Range, CelType.Int)),
        new("flatten", Member("list_flatten_int", CelType.List(CelType.Dyn), call => call[1].AsInt < 0
            ? CelValue.Error("flatten() takes a depth of 0 or more")
            : CelValue.List([.. Flat(call[0].AsList, call[1].AsInt)]), CelType.List(CelType.Dyn), CelType.Int)),
        new(SortByKeys, Member("list_sortByKeys", ListOfA, SortBy, ListOfA, CelType.List(B))),
        new("unwrap", Member("optional_list_unwrap", ListOfA, call => Present(call[0].AsList), CelType.List(CelType.Optional(A)))),
        new("unwrapOpt", Member("optional_list_unwrapOpt", ListOfA, call => Present(call[0].AsList), CelType.List(CelType.Optional(A)))),
        new("optional.unwrap", Global("optional_unwrap", ListOfA, call => Present(call[0].AsList), CelType.List(CelType.Optional(A)))),
    ];

    private static bool Contains(in CelValue list, in CelValue part)
    {
        var set = list.AsList.ToHashSet();
        return part.AsList.All(set.Contains);
    }

    private static CelValue Range(CelCall call) => call[0].AsInt is < 0 or > MostNumbers
        ? CelValue.Error($"lists.range() takes 0 to {MostNumbers}")
        : CelValue.List([.. Enumerable.Range(0, (int)call[0].AsInt).Select(number => CelValue.Of((long)number))]);

    private static IEnumerable<CelValue> Flat(IReadOnlyList<CelValue> list, long depth) => list.SelectMany(item =>
        item.Kind == CelKind.List && depth > 0 ? Flat(item.AsList, depth - 1) : [item]);

    private static CelValue Present(IReadOnlyList<CelValue> options) =>
        CelValue.List([.. options.Where(option => option.HasValue).Select(option => option.OptionalValue)]);

    private static CelValue SortBy(CelCall call)
    {
        var (list, keys) = (call[0].AsList, call[1].AsList);
        if (keys.Skip(1).Any(key => Compiling.Order.Compare(keys[0], key, out _) is null))
            return CelValue.Error("the keys of a sorted list must be comparable");
        var order = Comparer<CelValue>.Create((left, right) => Compiling.Order.Compare(left, right, out _) ?? 0);
        return CelValue.List([.. list.Zip(keys).OrderBy(pair => pair.Second, order).Select(pair => pair.First)]);
    }
}
