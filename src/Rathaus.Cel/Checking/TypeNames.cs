namespace Rathaus.Cel.Checking;

/// <summary>Types by the names expressions know them by.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, CelType> Named = new(StringComparer.Ordinal)
    {
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["decimal"] = CelType.Decimal,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["date"] = CelType.Date,
        ["period"] = CelType.Period,
        ["null_type"] = CelType.Null,
        ["type"] = CelType.Type,
        ["list"] = CelType.List(CelType.Dyn),
        ["map"] = CelType.Map(CelType.Dyn, CelType.Dyn),
        ["optional_type"] = CelType.Optional(CelType.Dyn),
        ["google.protobuf.Timestamp"] = CelType.Timestamp,
        ["google.protobuf.Duration"] = CelType.Duration,
    };

    /// <summary>Protobuf's boxes of one value, with the value of an empty one.</summary>
    private static readonly Dictionary<string, CelValue> Wrappers = new(StringComparer.Ordinal)
    {
        ["google.protobuf.BoolValue"] = CelValue.False,
        ["google.protobuf.BytesValue"] = CelValue.Of(Array.Empty<byte>()),
        ["google.protobuf.DoubleValue"] = CelValue.Of(0.0),
        ["google.protobuf.FloatValue"] = CelValue.Of(0.0),
        ["google.protobuf.Int32Value"] = CelValue.Of(0L),
        ["google.protobuf.Int64Value"] = CelValue.Of(0L),
        ["google.protobuf.StringValue"] = CelValue.Of(""),
        ["google.protobuf.UInt32Value"] = CelValue.Of(0UL),
        ["google.protobuf.UInt64Value"] = CelValue.Of(0UL),
    };

    public static CelType? Find(string name) => Named.GetValueOrDefault(name);

    public static bool IsWrapper(string name) => Wrappers.ContainsKey(name);

    public static CelValue EmptyWrapper(string name) => Wrappers[name];

    public static CelType Of(CelKind kind) => kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.Decimal => CelType.Decimal,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.Duration => CelType.Duration,
        CelKind.Date => CelType.Date,
        CelKind.Period => CelType.Period,
        CelKind.List => CelType.List(CelType.Dyn),
        CelKind.Map => CelType.Map(CelType.Dyn, CelType.Dyn),
        CelKind.Optional => CelType.Optional(CelType.Dyn),
        CelKind.Type => CelType.Type,
        _ => CelType.Dyn,
    };
}
