using System.Text.Json.Nodes;

namespace Rathaus.Cases.Domain;

/// <summary>
/// A step of the computation a decision rests on, as it was shown when it was made. It is part of the history: later
/// versions of package or program change nothing of it.
/// </summary>
/// <param name="Value">Canonical value; amounts as numbers or "12.34".</param>
/// <param name="Display">For people, in German, with unit.</param>
/// <param name="Basis">Paragraph, or null.</param>
internal sealed record DecidedStep(
    string Id, string Label, JsonNode? Value, string Display, string? Unit, string? Basis, IReadOnlyList<DecidedRead> Reads)
{
    /// <summary>The values read, in one line.</summary>
    public string Numbers => string.Join(", ", Reads.Select(read => $"{read.Label}: {read.Display}"));
}

/// <summary>A value that a step read.</summary>
internal sealed record DecidedRead(string Id, string Label, string Display);
