using System.Linq.Expressions;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Plans;

internal sealed partial class Lowering
{
    /// <summary>A look-up in a table that the plan has frozen: array access in place of a search. Null when it is no such call.</summary>
    private Lowered? Table(CallNode call)
    {
        if (scope.Lookups is not { } lookups || call.Target is not null)
            return null;
        var known = call.Arguments.Select(argument => IsConstant(argument) && Folded(argument) is { IsError: false } value ? value : (CelValue?)null).ToList();
        if (lookups(call.Function, known) is not { } lookup)
            return null;
        Node[] open = [.. call.Arguments.Where((_, i) => known[i] is null)];
        if (FrozenTable.Of(lookup, [.. open.Select(argument => argument.Type)]) is not { } table)
            return null;
        if (open.Length == 0)
            return table.Places[0] < 0 ? NoRow(call.Type) : FromConstant(table.Values[table.Places[0]], call.Type);

        Expression? place = null;
        for (var i = 0; i < open.Length; i++)
        {
            var code = Code(table.Keys[i], open[i]);
            place = place is null ? code : Expression.Add(Expression.Multiply(place, Expression.Constant(table.Keys[i].Count)), code);
        }

        var row = Runtime(nameof(PlanRuntime.Row), Expression.ArrayIndex(scope.Constant(table.Places), place!));
        return Row(table, row, call.Type);
    }

    /// <summary>Nothing on this day: only a row that gets here is odd.</summary>
    private static Lowered NoRow(CelType type) => type.Kind == CelKind.Record
        ? new LoweredRecord(type, name => type.Fields.TryGetValue(name, out var field) ? NoRow(field) : null)
        : new LoweredScalar(Expression.Block(Runtime(nameof(PlanRuntime.Require), Expression.Constant(false)), Expression.Default(Lowered.Clr(type))), type);

    private Expression Code(KeyCodes key, Node argument) => key switch
    {
        IntCodes ints => Runtime(nameof(PlanRuntime.IntCode), Scalar(argument, CelType.Int), Expression.Constant(ints.First), Expression.Constant(ints.Span)),
        TextCodes => Expression.Call(scope.Constant(key), nameof(TextCodes.Code), null, Scalar(argument, CelType.String)),
        _ => Expression.Call(scope.Constant(key), nameof(BandCodes.Code), null, Expression.Convert(Scalar(argument, CelType.Decimal), typeof(decimal))),
    };

    private Lowered Row(FrozenTable table, Expression row, CelType type)
    {
        if (Lowered.IsScalar(type))
            return new LoweredScalar(Expression.ArrayIndex(Cells(table.Values, type), row), type);
        if (type.Kind != CelKind.Record)
            throw new NotLoweredException($"a table of {type}");
        return new LoweredRecord(type, name => type.Fields.TryGetValue(name, out var field) && Lowered.IsScalar(field)
            ? new LoweredScalar(Expression.ArrayIndex(Cells([.. table.Values.Select(value => FieldOf(value, name))], field), row), field)
            : null)
        {
            Whole = Expression.ArrayIndex(scope.Constant(table.Values.ToArray()), row),
            Row = row,
            Rebased = known => Row(table, known, type),
        };
    }

    private static CelValue FieldOf(CelValue record, string name) =>
        record.IsError ? record
        : record.AsMap.TryGet(name, out var field) ? field : throw new NotLoweredException($"a row without {name}");

    private ParameterExpression Cells(IReadOnlyList<CelValue> values, CelType type) => type.Kind switch
    {
        CelKind.Bool => Cells(values, value => value.AsBool),
        CelKind.Int => Cells(values, value => value.AsInt),
        CelKind.Decimal => Cells(values, value => (PlanDecimal)value.AsDecimal),
        CelKind.Double => Cells(values, value => value.AsDouble),
        CelKind.Date => Cells(values, value => value.AsDate),
        _ => Cells(values, value => value.AsString),
    };

    /// <summary>A row that stands for none has no cell; no place leads to it.</summary>
    private ParameterExpression Cells<T>(IReadOnlyList<CelValue> values, Func<CelValue, T> unboxed) =>
        scope.Constant(values.Select(value => value.IsError ? default : unboxed(value)).ToArray());
}
