namespace Rathaus.Cel;

/// <summary>A value that every row has, under the name by which expressions read it.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its type; an optional one may be missing.</param>
public sealed record CelPlanInput(string Name, CelType Type);

/// <summary>A named expression of a plan. It reads inputs and steps before it by their names.</summary>
/// <param name="Id">The name by which later steps read it.</param>
/// <param name="Value">The checked expression.</param>
public sealed record CelPlanStep(string Id, CelProgram Value)
{
    /// <summary>
    /// Name of a list input: the step is computed once per entry, which it reads as <c>item</c>; a step with the same
    /// list is read as that entry's value, and outside as the list of all values.
    /// </summary>
    public string? Each { get; init; }

    /// <summary>When it is false there is no value.</summary>
    public CelProgram? When { get; init; }

    /// <summary>An error is no value rather than the row's error: for a remark that nobody needs.</summary>
    public bool Quiet { get; init; }

    /// <summary>Applied to a decimal result.</summary>
    public Func<decimal, decimal>? Round { get; init; }
}

/// <summary>
/// Tables that stand behind functions: for a call whose arguments are partly known when the plan is made, the rows that
/// are left; null when the function is no table or cannot be frozen.
/// </summary>
/// <param name="function">Name of the function called.</param>
/// <param name="known">Per argument its value, or null when it differs from row to row.</param>
public delegate CelLookup? CelLookups(string function, IReadOnlyList<CelValue?> known);

/// <summary>Rows of a table; the first that fits gives the value.</summary>
/// <param name="Rows">In order of precedence.</param>
public sealed record CelLookup(IReadOnlyList<CelLookupRow> Rows);

/// <summary>
/// A row: one cell per argument that was not known, and its value (a map for a record). An error value says that there
/// is no row where this one fits.
/// </summary>
public sealed record CelLookupRow(IReadOnlyList<CelLookupCell> Cells, CelValue Value);

/// <summary>What an argument must be for a row to fit.</summary>
public abstract record CelLookupCell
{
    private CelLookupCell()
    {
    }

    /// <summary>Whether a number fits.</summary>
    internal abstract bool Holds(decimal number);

    /// <summary>Anything.</summary>
    public sealed record Any : CelLookupCell
    {
        internal override bool Holds(decimal number) => true;
    }

    /// <summary>This very int or string.</summary>
    public sealed record Equal(CelValue Value) : CelLookupCell
    {
        internal override bool Holds(decimal number) => Value.AsDecimal == number;
    }

    /// <summary>A number between two bounds; a bound that is null is open.</summary>
    public sealed record Between(decimal? From, bool FromIncluded, decimal? To, bool ToIncluded) : CelLookupCell
    {
        internal override bool Holds(decimal number) =>
            (From is not { } from || (FromIncluded ? number >= from : number > from)) &&
            (To is not { } to || (ToIncluded ? number <= to : number < to));
    }
}
