using System.Runtime.InteropServices;

namespace Rathaus.Cel;

/// <summary>
/// A value of the language: 24 bytes, nothing allocated for numbers, booleans, dates and times. An error is a value
/// too and travels through the expression like one.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly partial struct CelValue : IEquatable<CelValue>
{
    private const int NanosPerSecond = 1_000_000_000;

    private readonly object? reference;
    private readonly long bits;
    private readonly int extra;
    private readonly byte kind;
    private readonly byte scale;

    private CelValue(CelKind kind, long bits, int extra = 0, byte scale = 0)
    {
        this.kind = (byte)kind;
        this.bits = bits;
        this.extra = extra;
        this.scale = scale;
    }

    /// <param name="weight">For what holds other values: how many parts it has, those within counted.</param>
    private CelValue(CelKind kind, object? reference, int weight = 0)
    {
        this.kind = (byte)kind;
        this.reference = reference;
        extra = weight;
    }

    public static CelValue Null { get; } = new(CelKind.Null, 0);

    public static CelValue True { get; } = new(CelKind.Bool, 1);

    public static CelValue False { get; } = new(CelKind.Bool, 0);

    public static CelValue OptionalNone { get; } = new(CelKind.Optional, null);

    public CelKind Kind => (CelKind)kind;

    public bool IsError => kind == (byte)CelKind.Error;

    public bool IsNull => kind == (byte)CelKind.Null;

    public bool AsBool => Kind == CelKind.Bool ? bits != 0 : throw Wrong(CelKind.Bool);

    public long AsInt => Kind == CelKind.Int ? bits : throw Wrong(CelKind.Int);

    public ulong AsUint => Kind == CelKind.Uint ? (ulong)bits : throw Wrong(CelKind.Uint);

    public double AsDouble =>
        Kind == CelKind.Double ? BitConverter.Int64BitsToDouble(bits) : throw Wrong(CelKind.Double);

    /// <summary>A decimal; an int is read as one.</summary>
    public decimal AsDecimal => Kind switch
    {
        CelKind.Decimal => new decimal((int)bits, (int)(bits >> 32), extra, (scale & 0x80) != 0, (byte)(scale & 0x7f)),
        CelKind.Int => bits,
        _ => throw Wrong(CelKind.Decimal),
    };

    public string AsString => Kind == CelKind.String ? (string)reference! : throw Wrong(CelKind.String);

    public ReadOnlyMemory<byte> AsBytes => Kind == CelKind.Bytes ? (byte[])reference! : throw Wrong(CelKind.Bytes);

    public DateOnly AsDate => Kind == CelKind.Date ? DateOnly.FromDayNumber((int)bits) : throw Wrong(CelKind.Date);

    public CelPeriod AsPeriod => Kind == CelKind.Period ? new CelPeriod((int)bits, extra) : throw Wrong(CelKind.Period);

    /// <summary>Cut to 100 ns, the resolution of .NET.</summary>
    public DateTimeOffset AsTimestamp => Kind == CelKind.Timestamp
        ? DateTimeOffset.FromUnixTimeSeconds(bits).AddTicks(extra / 100)
        : throw Wrong(CelKind.Timestamp);

    /// <summary>Cut to 100 ns, the resolution of .NET.</summary>
    public TimeSpan AsDuration => TimeSpan.FromTicks(DurationNanos / 100);

    public IReadOnlyList<CelValue> AsList =>
        Kind == CelKind.List ? (IReadOnlyList<CelValue>)reference! : throw Wrong(CelKind.List);

    public CelMap AsMap => Kind == CelKind.Map ? (CelMap)reference! : throw Wrong(CelKind.Map);

    public CelType AsType => Kind == CelKind.Type ? (CelType)reference! : throw Wrong(CelKind.Type);

    /// <summary>Whether an optional holds a value.</summary>
    public bool HasValue => Kind == CelKind.Optional ? reference is not null : throw Wrong(CelKind.Optional);

    /// <summary>The value of an optional that has one.</summary>
    public CelValue OptionalValue =>
        Kind == CelKind.Optional && reference is Box box ? box.Value : throw Wrong(CelKind.Optional);

    /// <summary>Why the evaluation failed; null for a value.</summary>
    public string? ErrorMessage => (reference as CelError)?.Message;

    /// <summary>What the function that failed handed along, for example the fact it waits for.</summary>
    public object? ErrorCause => (reference as CelError)?.Cause;

    internal long DurationNanos => Kind == CelKind.Duration ? bits : throw Wrong(CelKind.Duration);

    /// <summary>Unix seconds and nanoseconds of the second.</summary>
    internal (long Seconds, int Nanos) TimestampParts =>
        Kind == CelKind.Timestamp ? (bits, extra) : throw Wrong(CelKind.Timestamp);

    internal bool IsTrue => kind == (byte)CelKind.Bool && bits != 0;

    internal bool IsFalse => kind == (byte)CelKind.Bool && bits == 0;

    /// <summary>The bits without asking for the kind: for code that the checker has typed.</summary>
    internal long Raw => bits;

    internal object? Reference => reference;

    public static CelValue Of(bool value) => new(CelKind.Bool, value ? 1 : 0);

    public static CelValue Of(long value) => new(CelKind.Int, value);

    public static CelValue Of(ulong value) => new(CelKind.Uint, (long)value);

    public static CelValue Of(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static CelValue Of(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(value, parts);
        var scale = (byte)(value.Scale | (parts[3] < 0 ? 0x80 : 0));
        return new CelValue(CelKind.Decimal, (uint)parts[0] | ((long)parts[1] << 32), parts[2], scale);
    }

    public static CelValue Of(string value) => new(CelKind.String, value);

    public static CelValue Of(byte[] value) => new(CelKind.Bytes, value);

    public static CelValue Of(DateOnly value) => new(CelKind.Date, value.DayNumber);

    public static CelValue Of(CelPeriod value) => new(CelKind.Period, value.Months, value.Days);

    public static CelValue Of(DateTimeOffset value)
    {
        var ticks = value.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        return new CelValue(CelKind.Timestamp, seconds, (int)rest * 100);
    }

    /// <summary>A duration; beyond about 292 years (64 bit of nanoseconds) an error value.</summary>
    public static CelValue Of(TimeSpan value) => value.Ticks is > long.MaxValue / 100 or < long.MinValue / 100
        ? Error("duration out of range")
        : Duration(value.Ticks * 100);

    public static CelValue Of(CelType type) => new(CelKind.Type, type);

    /// <summary>A list that the caller no longer changes.</summary>
    public static CelValue List(IReadOnlyList<CelValue> items)
    {
        long weight = 1;
        for (var i = 0; i < items.Count; i++)
            weight += items[i].Weight;
        return new CelValue(CelKind.List, items, Clamped(weight));
    }

    public static CelValue Map(CelMap map)
    {
        long weight = 1;
        foreach (var (key, value) in map.Entries)
            weight += key.Weight + value.Weight;
        return new CelValue(CelKind.Map, map, Clamped(weight));
    }

    /// <summary>A map; a key that comes twice keeps its last value.</summary>
    public static CelValue Map(IEnumerable<KeyValuePair<CelValue, CelValue>> entries)
    {
        var map = new Dictionary<CelValue, CelValue>();
        foreach (var (key, value) in entries)
            map[key] = value;
        return Map(new EntryMap(map));
    }

    /// <summary>A map with string keys over a dictionary that the caller no longer changes.</summary>
    public static CelValue Record(IReadOnlyDictionary<string, CelValue> fields) =>
        Map(new RecordMap(fields));

    public static CelValue OptionalOf(CelValue value) => new(CelKind.Optional, new Box(value), Clamped(value.Weight + 1L));

    /// <summary>A failed evaluation. <paramref name="cause"/> comes back as <see cref="ErrorCause"/>.</summary>
    public static CelValue Error(string message, object? cause = null) =>
        new(CelKind.Error, new CelError(message, cause));

    internal static CelValue Duration(long nanos) => new(CelKind.Duration, nanos);

    internal static CelValue Timestamp(long seconds, int nanos) =>
        seconds is < -62_135_596_800 or > 253_402_300_799 || nanos is < 0 or >= NanosPerSecond
            ? Error("timestamp out of range")
            : new CelValue(CelKind.Timestamp, seconds, nanos);

    /// <summary>How many parts a value has; a text counts one for sixteen characters.</summary>
    internal int Weight => Kind switch
    {
        CelKind.List or CelKind.Map or CelKind.Optional => extra,
        CelKind.String => 1 + ((string)reference!).Length / 16,
        CelKind.Bytes => 1 + ((byte[])reference!).Length / 16,
        _ => 1,
    };

    private static int Clamped(long weight) => (int)Math.Min(weight, int.MaxValue);

    private CelKindException Wrong(CelKind wanted) =>
        new(IsError ? $"Evaluation failed: {ErrorMessage}" : $"A {Kind} was read as {wanted}");

    private sealed class Box(CelValue value)
    {
        public CelValue Value { get; } = value;
    }

    private sealed record CelError(string Message, object? Cause);
}

/// <summary>A value was read as a kind it is not.</summary>
public sealed class CelKindException(string message) : InvalidOperationException(message);
