namespace Rathaus.Cel;

/// <summary>The values of one input or step for many rows at once. Values of a list lie behind each other, row by row.</summary>
public abstract class CelColumn
{
    private protected CelColumn(string name, CelType type, bool optional)
    {
        Name = name;
        Type = type;
        IsOptional = optional;
    }

    public string Name { get; }

    /// <summary>Type of a value that is there.</summary>
    public CelType Type { get; }

    /// <summary>Whether a value may be missing: <see cref="Present"/> says which are there.</summary>
    public bool IsOptional { get; }

    /// <summary>For an optional column, whether the value at a place is there; else empty.</summary>
    public Span<bool> Present => PresentFlags;

    private protected CelValue? Same { get; private set; }

    internal bool[] PresentFlags { get; set; } = [];

    /// <summary>The value as one of the language; an optional one as an optional.</summary>
    public CelValue this[int index]
    {
        get => !IsOptional ? Get(index) : PresentFlags[index] ? CelValue.OptionalOf(Get(index)) : CelValue.OptionalNone;
        set
        {
            if (!IsOptional)
            {
                Set(index, value);
                return;
            }

            PresentFlags[index] = value.HasValue;
            if (value.HasValue)
                Set(index, value.OptionalValue);
        }
    }

    internal abstract CelValue Get(int index);

    internal abstract void Set(int index, in CelValue value);

    internal abstract void Take(CelColumn other);

    internal virtual void Grow(int capacity)
    {
        if (!IsOptional || PresentFlags.Length >= capacity)
            return;
        var flags = PresentFlags;
        Array.Resize(ref flags, capacity);
        PresentFlags = flags;
    }

    /// <param name="name">Name of the input or step.</param>
    /// <param name="type">Type of a value.</param>
    /// <param name="optional">Whether a value may be missing.</param>
    /// <param name="same">The value at every place, or null.</param>
    internal static CelColumn Of(string name, CelType type, bool optional, CelValue? same)
    {
        var column = Of(name, type, optional);
        column.Same = same;
        return column;
    }

    private static CelColumn Of(string name, CelType type, bool optional) => type.Kind switch
    {
        CelKind.Bool => new CelColumn<bool>(name, type, optional, CelValue.Of, value => value.AsBool),
        CelKind.Int => new CelColumn<long>(name, type, optional, CelValue.Of, value => value.AsInt),
        CelKind.Decimal => new CelColumn<decimal>(name, type, optional, CelValue.Of, value => value.AsDecimal),
        CelKind.Double => new CelColumn<double>(name, type, optional, CelValue.Of, value => value.AsDouble),
        CelKind.String => new CelColumn<string>(name, type, optional, CelValue.Of, value => value.AsString),
        CelKind.Date => new CelColumn<DateOnly>(name, type, optional, CelValue.Of, value => value.AsDate),
        _ => new CelColumn<CelValue>(name, type, optional, value => value, value => value),
    };
}

/// <summary>A column of unboxed values: <c>bool</c>, <c>long</c>, <c>decimal</c>, <c>double</c>, <c>string</c>, <c>DateOnly</c>, else <c>CelValue</c>.</summary>
public sealed class CelColumn<T> : CelColumn
{
    private readonly Func<T, CelValue> box;
    private readonly Func<CelValue, T> unbox;
    private T[] values = [];

    internal CelColumn(string name, CelType type, bool optional, Func<T, CelValue> box, Func<CelValue, T> unbox)
        : base(name, type, optional)
    {
        this.box = box;
        this.unbox = unbox;
    }

    /// <summary>To be written (inputs) and read, up to the batch's count of rows or entries.</summary>
    public Span<T> Values => values;

    internal T[] Array => values;

    internal override CelValue Get(int index) => box(values[index]);

    internal override void Set(int index, in CelValue value) => values[index] = unbox(value);

    internal override void Take(CelColumn other)
    {
        var from = ((CelColumn<T>)other).values;
        Grow(from.Length);
        System.Array.Copy(from, values, from.Length);
        other.PresentFlags.CopyTo(PresentFlags, 0);
    }

    internal override void Grow(int capacity)
    {
        base.Grow(capacity);
        var filled = values.Length;
        if (filled >= capacity)
            return;
        System.Array.Resize(ref values, capacity);
        if (Same is { } same)
            System.Array.Fill(values, unbox(same), filled, capacity - filled);
    }
}
