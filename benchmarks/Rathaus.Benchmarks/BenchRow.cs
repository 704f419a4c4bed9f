namespace Rathaus.Benchmarks;

/// <summary>One measured figure beside its bar and its peers of the same run.</summary>
/// <param name="What">What was measured, for example <c>submissions, 32 clients</c>.</param>
/// <param name="Value">The figure seen.</param>
/// <param name="Unit">For example <c>1/s</c>, <c>ms p99</c>, <c>MB</c>.</param>
/// <param name="Bar">The limit to hold, or null when the row is for comparison only.</param>
/// <param name="HigherIsBetter">Whether the bar is a floor (true) or a ceiling.</param>
public sealed record BenchRow(string What, double Value, string Unit, double? Bar, bool HigherIsBetter)
{
    /// <summary>Peers measured in the same run.</summary>
    public IReadOnlyList<BenchPeer> Against { get; init; } = [];

    public bool Holds => Bar is null || (HigherIsBetter ? Value >= Bar : Value <= Bar);
}

/// <summary>A peer's figure in the unit of the row.</summary>
public sealed record BenchPeer(string Name, double Value);
