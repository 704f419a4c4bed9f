namespace Rathaus.Cel;

/// <summary>What an expression may cost. Beyond a limit compiling yields a fault and evaluating an error.</summary>
public sealed record CelLimits
{
    /// <summary>Characters of a source text.</summary>
    public int SourceLength { get; init; } = 100_000;

    /// <summary>How deep a syntax tree may nest; keeps every recursion within the stack.</summary>
    public int Depth { get; init; } = 200;

    /// <summary>Highest <see cref="CelProgram.CostBound"/> that is accepted.</summary>
    public long Cost { get; init; } = 1_000_000_000;

    /// <summary>How long a list or map is taken to be for the bound when nobody knows.</summary>
    public int AssumedSize { get; init; } = 100;

    /// <summary>Steps of one evaluation: every call and every round of a comprehension counts.</summary>
    public long Steps { get; init; } = 1_000_000;

    /// <summary>Characters, bytes or elements that one value made by the expression may have.</summary>
    public int ValueSize { get; init; } = 1_000_000;

    /// <summary>Time for one match of a regular expression.</summary>
    public TimeSpan RegexTime { get; init; } = TimeSpan.FromMilliseconds(100);
}
