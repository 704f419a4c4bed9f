namespace Rathaus.Cel.Compiling;

/// <summary>Fields, elements and keys.</summary>
internal static class Access
{
    public static CelValue NoOverload(string function, ReadOnlySpan<CelValue> arguments)
    {
        var kinds = new List<string>();
        foreach (var argument in arguments)
            kinds.Add(Checking.TypeNames.Of(argument.Kind).RuntimeName);
        return CelValue.Error($"no such overload: {function}({string.Join(", ", kinds)})");
    }

    public static CelValue Field(in CelValue operand, string field, bool optional)
    {
        switch (operand.Kind)
        {
            case CelKind.Map:
                if (operand.AsMap.TryGet(field, out var value))
                    return optional ? Wrapped(value) : value;
                return optional ? CelValue.OptionalNone : CelValue.Error($"no such key: {field}");
            case CelKind.Optional:
                return operand.HasValue ? Field(operand.OptionalValue, field, optional: true) : operand;
            case CelKind.Error:
                return operand;
            default:
                return CelValue.Error($"type '{Checking.TypeNames.Of(operand.Kind)}' does not support field selection");
        }
    }

    /// <summary>A field declared optional: absent from the map, it is none.</summary>
    public static CelValue OptionalField(in CelValue operand, string field)
    {
        if (operand.Kind != CelKind.Map)
            return Field(operand, field, optional: false);
        return operand.AsMap.TryGet(field, out var value) ? Wrapped(value) : CelValue.OptionalNone;
    }

    public static CelValue Has(in CelValue operand, string field) => operand.Kind switch
    {
        CelKind.Map => CelValue.Of(operand.AsMap.TryGet(field, out var value) && (value.Kind != CelKind.Optional || value.HasValue)),
        CelKind.Optional => operand.HasValue ? Has(operand.OptionalValue, field) : CelValue.False,
        CelKind.Error => operand,
        _ => CelValue.Error($"type '{Checking.TypeNames.Of(operand.Kind)}' does not support field selection"),
    };

    public static CelValue Index(in CelValue operand, in CelValue index, bool optional)
    {
        switch (operand.Kind)
        {
            case CelKind.Error:
                return operand;
            case CelKind.Optional:
                return operand.HasValue ? Index(operand.OptionalValue, index, optional: true) : operand;
            case CelKind.List:
                return Element(operand.AsList, index, optional);
            case CelKind.Map:
                if (operand.AsMap.TryGet(index, out var value))
                    return optional ? Wrapped(value) : value;
                return optional ? CelValue.OptionalNone : CelValue.Error($"no such key: {index.ToDisplay()}");
            default:
                return NoOverload("_[_]", [operand, index]);
        }
    }

    public static CelValue? AddEntry(Dictionary<CelValue, CelValue> entries, in CelValue key, in CelValue value)
    {
        if (key.Kind is not (CelKind.String or CelKind.Int or CelKind.Uint or CelKind.Bool))
            return CelValue.Error($"unsupported key type: {Checking.TypeNames.Of(key.Kind)}");
        return entries.TryAdd(key, value) ? null : CelValue.Error($"failed with repeated key: {key.ToDisplay()}");
    }

    private static CelValue Element(IReadOnlyList<CelValue> list, in CelValue index, bool optional)
    {
        long at;
        switch (index.Kind)
        {
            case CelKind.Int:
                at = index.AsInt;
                break;
            case CelKind.Uint:
                at = index.AsUint > int.MaxValue ? -1 : (long)index.AsUint;
                break;
            case CelKind.Double when double.IsInteger(index.AsDouble) && Math.Abs(index.AsDouble) < int.MaxValue:
                at = (long)index.AsDouble;
                break;
            default:
                return CelValue.Error($"invalid_argument: a list has no index {index.ToDisplay()}");
        }

        if (at >= 0 && at < list.Count)
            return optional ? Wrapped(list[(int)at]) : list[(int)at];
        return optional ? CelValue.OptionalNone : CelValue.Error($"invalid_argument: index out of bounds: {index.ToDisplay()}");
    }

    private static CelValue Wrapped(in CelValue value) =>
        value.Kind is CelKind.Optional or CelKind.Error ? value : CelValue.OptionalOf(value);
}
