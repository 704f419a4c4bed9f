using System.Globalization;
using System.Text;
using Rathaus.Cel.Checking;
using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>Conversions between types, <c>type</c>, <c>dyn</c> and <c>size</c>.</summary>
internal static class Conversions
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static IEnumerable<CelFunction> Functions =>
    [
        new("bool",
            Global("bool_to_bool", CelType.Bool, Same, CelType.Bool),
            Global("string_to_bool", CelType.Bool, call => Bool(call[0].AsString), CelType.String)),
        new("int",
            Global("int64_to_int64", CelType.Int, Same, CelType.Int),
            Global("uint64_to_int64", CelType.Int, call => call[0].AsUint > long.MaxValue ? Range("int") : CelValue.Of((long)call[0].AsUint), CelType.Uint),
            Global("double_to_int64", CelType.Int, call => Int(call[0].AsDouble), CelType.Double),
            Global("string_to_int64", CelType.Int, call => long.TryParse(call[0].AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? CelValue.Of(number)
                : CelValue.Error("type conversion error: no int"), CelType.String),
            Global("timestamp_to_int64", CelType.Int, call => CelValue.Of(call[0].TimestampParts.Seconds), CelType.Timestamp),
            Global("duration_to_int64", CelType.Int, call => CelValue.Of(call[0].DurationNanos / 1_000_000_000), CelType.Duration)),
        new("uint",
            Global("uint64_to_uint64", CelType.Uint, Same, CelType.Uint),
            Global("int64_to_uint64", CelType.Uint, call => call[0].AsInt < 0 ? Range("uint") : CelValue.Of((ulong)call[0].AsInt), CelType.Int),
            Global("double_to_uint64", CelType.Uint, call => call[0].AsDouble is >= 0 and < 18_446_744_073_709_551_615.0
                ? CelValue.Of((ulong)call[0].AsDouble)
                : Range("uint"), CelType.Double),
            Global("string_to_uint64", CelType.Uint, call => ulong.TryParse(call[0].AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? CelValue.Of(number)
                : CelValue.Error("type conversion error: no uint"), CelType.String)),
        new("double",
            Global("double_to_double", CelType.Double, Same, CelType.Double),
            Global("int64_to_double", CelType.Double, call => CelValue.Of((double)call[0].AsInt), CelType.Int),
            Global("uint64_to_double", CelType.Double, call => CelValue.Of((double)call[0].AsUint), CelType.Uint),
            Global("string_to_double", CelType.Double, call => Double(call[0].AsString), CelType.String)),
        new("string",
        [
            Global("string_to_string", CelType.String, Same, CelType.String),
            .. new[] { CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Timestamp, CelType.Duration }
                .Select(type => Global($"{type.Name}_to_string", CelType.String, call => CelValue.Of(call[0].ToDisplay()), type)),
            Global("bytes_to_string", CelType.String, FromUtf8, CelType.Bytes),
        ]),
        new("bytes",
            Global("bytes_to_bytes", CelType.Bytes, Same, CelType.Bytes),
            Global("string_to_bytes", CelType.Bytes, call => CelValue.Of(Encoding.UTF8.GetBytes(call[0].AsString)), CelType.String)),
        new("timestamp",
            Global("timestamp_to_timestamp", CelType.Timestamp, Same, CelType.Timestamp),
            Global("int64_to_timestamp", CelType.Timestamp, call => CelValue.Timestamp(call[0].AsInt, 0), CelType.Int),
            Global("string_to_timestamp", CelType.Timestamp, call => Instants.Parse(call[0].AsString), CelType.String)),
        new("duration",
            Global("duration_to_duration", CelType.Duration, Same, CelType.Duration),
            Global("int64_to_duration", CelType.Duration, call => Durations.Of((Int128)call[0].AsInt * 1_000_000_000), CelType.Int),
            Global("string_to_duration", CelType.Duration, call => Durations.Parse(call[0].AsString), CelType.String)),
        new("dyn", Global("to_dyn", CelType.Dyn, Same, A)),
        new("type", Global("type", CelType.TypeOf(A), call => CelValue.Of(TypeNames.Of(call[0].Kind)), A)),
        new("size", [.. Sizes(false), .. Sizes(true)]),
    ];

    /// <summary>The shortest text that reads back as the same double: <c>0.1</c>, <c>1e+23</c>, <c>Infinity</c>.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');

    private static CelValue Same(CelCall call) => call[0];

    private static IEnumerable<CelOverload> Sizes(bool member)
    {
        foreach (var (type, size) in new (CelType, Func<CelValue, long>)[]
        {
            (CelType.String, value => CodePoints.Count(value.AsString)),
            (CelType.Bytes, value => value.AsBytes.Length),
            (CelType.List(A), value => value.AsList.Count),
            (CelType.Map(A, B), value => value.AsMap.Count),
        })
        {
            yield return new CelOverload($"{(member ? "" : "size_")}{type.Name}{(member ? "_size" : "")}", [type], CelType.Int,
                call => CelValue.Of(size(call[0])), member) { Pure = true };
        }
    }

    private static CelValue Range(string type) => CelValue.Error($"range error converting to {type}");

    private static CelValue Bool(string text) => text switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => CelValue.True,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => CelValue.False,
        _ => CelValue.Error("type conversion error: no bool"),
    };

    private static CelValue Int(double number) => number is > -9_223_372_036_854_775_808.0 and < 9_223_372_036_854_775_808.0
        ? CelValue.Of((long)number)
        : Range("int");

    private static CelValue Double(string text) => text switch
    {
        "NaN" => CelValue.Of(double.NaN),
        "Infinity" or "+Infinity" or "Inf" or "+Inf" => CelValue.Of(double.PositiveInfinity),
        "-Infinity" or "-Inf" => CelValue.Of(double.NegativeInfinity),
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? CelValue.Of(number)
            : CelValue.Error("type conversion error: no double"),
    };

    private static CelValue FromUtf8(CelCall call)
    {
        try
        {
            return CelValue.Of(StrictUtf8.GetString(call[0].AsBytes.Span));
        }
        catch (DecoderFallbackException)
        {
            return CelValue.Error("invalid UTF-8 in bytes, cannot convert to string");
        }
    }
}
