using System.Collections.Frozen;

namespace Rathaus.Cel;

/// <summary>A type of the language. Compared by structure; records by name.</summary>
public sealed class CelType : IEquatable<CelType>
{
    private CelType(CelKind kind, string name, IReadOnlyList<CelType>? parameters = null,
        IReadOnlyDictionary<string, CelType>? fields = null)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters ?? [];
        Fields = fields ?? FrozenDictionary<string, CelType>.Empty;
    }

    public static CelType Bool { get; } = new(CelKind.Bool, "bool");

    /// <summary>64 bit, signed, overflow is an error.</summary>
    public static CelType Int { get; } = new(CelKind.Int, "int");

    public static CelType Uint { get; } = new(CelKind.Uint, "uint");

    public static CelType Double { get; } = new(CelKind.Double, "double");

    /// <summary>28 decimal digits; amounts of money. Mixes with int, never with double.</summary>
    public static CelType Decimal { get; } = new(CelKind.Decimal, "decimal");

    public static CelType String { get; } = new(CelKind.String, "string");

    public static CelType Bytes { get; } = new(CelKind.Bytes, "bytes");

    public static CelType Timestamp { get; } = new(CelKind.Timestamp, "timestamp");

    public static CelType Duration { get; } = new(CelKind.Duration, "duration");

    /// <summary>A day of the calendar without a time zone.</summary>
    public static CelType Date { get; } = new(CelKind.Date, "date");

    /// <summary>Days, months and years to be added to a date.</summary>
    public static CelType Period { get; } = new(CelKind.Period, "period");

    public static CelType Null { get; } = new(CelKind.Null, "null");

    /// <summary>Anything; checked when it is used.</summary>
    public static CelType Dyn { get; } = new(CelKind.Dyn, "dyn");

    /// <summary>The type of a type, its parameter unknown.</summary>
    public static CelType Type { get; } = new(CelKind.Type, "type", [Dyn]);

    public CelKind Kind { get; }

    public string Name { get; }

    /// <summary>Element of a list, key and value of a map, value of an optional.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>The known fields of a record; empty for every other type.</summary>
    public IReadOnlyDictionary<string, CelType> Fields { get; }

    internal bool IsDyn => Kind == CelKind.Dyn;

    public static CelType List(CelType element) => new(CelKind.List, "list", [element]);

    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "map", [key, value]);

    public static CelType Optional(CelType value) => new(CelKind.Optional, "optional_type", [value]);

    /// <summary>The type of the values that name <paramref name="of"/>.</summary>
    public static CelType TypeOf(CelType of) => new(CelKind.Type, "type", [of]);

    /// <summary>Fields known when checked; at run time a map with string keys.</summary>
    public static CelType Record(string name, IReadOnlyDictionary<string, CelType> fields) =>
        new(CelKind.Record, name, null, fields);

    /// <summary>A type parameter such as <c>T</c> in the declaration of a generic overload.</summary>
    public static CelType Parameter(string name) => new(CelKind.Parameter, name);

    /// <summary>A named type whose values only pass through functions.</summary>
    public static CelType Abstract(string name, params IReadOnlyList<CelType> parameters) =>
        new(CelKind.Abstract, name, parameters);

    public bool Equals(CelType? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || other.Kind != Kind || other.Name != Name || other.Parameters.Count != Parameters.Count)
            return false;
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (!Parameters[i].Equals(other.Parameters[i]))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Count);

    /// <summary>As the checker prints it: <c>map(string, list(int))</c>.</summary>
    public override string ToString() => Parameters.Count == 0 || ReferenceEquals(this, Type)
        ? Name
        : $"{Name}({string.Join(", ", Parameters)})";

    internal CelType With(IReadOnlyList<CelType> parameters) => new(Kind, Name, parameters, Fields);

    /// <summary>The name a type value has at run time, parameters erased.</summary>
    internal string RuntimeName => Kind switch
    {
        CelKind.Null => "null_type",
        CelKind.Timestamp => "google.protobuf.Timestamp",
        CelKind.Duration => "google.protobuf.Duration",
        CelKind.Record => "map",
        _ => Name,
    };
}
