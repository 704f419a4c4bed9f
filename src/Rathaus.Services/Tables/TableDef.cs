using Rathaus.Cel;

namespace Rathaus.Services.Tables;

/// <summary>A dated table as read from <c>tables/*.yaml</c>: shapes, types and sources are right, rows are not yet ordered.</summary>
internal sealed record TableDef
{
    public required string Id { get; init; }

    public required IReadOnlyList<TableKey> Keys { get; init; }

    /// <summary>Type of a look-up: of one value, of a record of values, or a list of these for <see cref="HitPolicy.Collect"/>.</summary>
    public required CelType Type { get; init; }

    public required HitPolicy Hit { get; init; }

    public required IReadOnlyList<TableRow> Rows { get; init; }

    /// <summary>What staff read instead of the id.</summary>
    public string? Label { get; init; }

    public string? Unit { get; init; }

    public string? Basis { get; init; }

    public string? Source { get; init; }

    /// <summary>Last day the figures are known for, or null: until they are changed.</summary>
    public DateOnly? KnownUntil { get; init; }

    /// <summary>What is still to be checked about the whole table, or null.</summary>
    public string? Check { get; init; }

    public required string File { get; init; }

    public required int Line { get; init; }

    /// <summary>A decision table: cells are conditions and must leave no case open.</summary>
    public bool IsDecision => Hit != HitPolicy.Exact;
}

/// <summary>How rows that fit together are taken.</summary>
internal enum HitPolicy
{
    /// <summary>A look-up table: cells are values or bands, one row per key.</summary>
    Exact,

    /// <summary>At most one row fits.</summary>
    Unique,

    /// <summary>The first row that fits, in the order written.</summary>
    First,

    /// <summary>All rows that fit, as a list.</summary>
    Collect,
}

internal enum TableKeyKind
{
    Text,
    Integer,
    Decimal,
    YesNo,

    /// <summary>A decimal that falls into bands.</summary>
    Band,
}

/// <param name="Range">Whole numbers or decimals the key can have, or null: any.</param>
/// <param name="Of">Texts the key can have; empty: any.</param>
internal sealed record TableKey(string Name, TableKeyKind Kind, Span? Range, IReadOnlyList<string> Of)
{
    public bool IsNumber => Kind is not (TableKeyKind.Text or TableKeyKind.YesNo);

    public CelType Type => Kind switch
    {
        TableKeyKind.Text => CelType.String,
        TableKeyKind.YesNo => CelType.Bool,
        TableKeyKind.Integer => CelType.Int,
        _ => CelType.Decimal,
    };
}

/// <summary>One row. It holds from <see cref="From"/> until the next row of the same key begins, or <see cref="Until"/>.</summary>
internal sealed record TableRow
{
    /// <summary>One per key; empty for an <see cref="Otherwise"/> row.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    public required CelValue Value { get; init; }

    public required DateOnly From { get; init; }

    public DateOnly? Until { get; init; }

    public string? Source { get; init; }

    /// <summary>Id of the announced law the row belongs to, or null: law in force.</summary>
    public string? Draft { get; init; }

    public DateOnly? KnownUntil { get; init; }

    public string? Check { get; init; }

    /// <summary>Holds where no other row does.</summary>
    public bool Otherwise { get; init; }

    public required int Line { get; init; }

    /// <summary>Rows with the same text follow one another in time.</summary>
    public string Key => field ??= Otherwise ? "otherwise" : string.Join(" | ", Cells);
}

/// <summary>Announced law. Rows marked with its id are not used before it is stated as enacted.</summary>
internal sealed record DraftDef(string Id, DateOnly? From, string Title, string Source, bool Enacted, string File, int Line);
