using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rathaus.Rescue.Import;

/// <summary>What a plausibility check found: how often, and the first lines.</summary>
/// <param name="Refuses">The row was not taken; else it was taken and the check is a hint.</param>
internal sealed record CheckCount(string Check, bool Refuses, long Count, IReadOnlyList<int> Lines, string? Sample);

/// <summary>The report of one file: every check with its count, zero too, so that a reader sees what was looked for.</summary>
internal sealed record FileReport(
    string File, string Table, long Rows, long Good, long Refused, IReadOnlyList<string> IgnoredColumns, IReadOnlyList<CheckCount> Checks,
    DateTimeOffset? First, DateTimeOffset? Last)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static FileReport Parse(string json) => JsonSerializer.Deserialize<FileReport>(json, Options)!;
}

/// <summary>The checks by name (docs/rescue.md says what each means).</summary>
internal static class Checks
{
    public const string Unreadable = "unreadable";
    public const string Duplicate = "duplicate";
    public const string Future = "future";
    public const string Reversed = "reversed";
    public const string Missing = "missing";
    public const string Outside = "outside";
    public const string NoCell = "no-cell";
    public const string ClockGap = "clock-gap";
    public const string ClockDouble = "clock-double";
    public const string WholeMinutes = "whole-minutes";
    public const string ResponseShort = "response-short";
    public const string ResponseLong = "response-long";
    public const string OccupationLong = "occupation-long";
    public const string Overlap = "overlap";
    public const string StatusGap = "status-gap";
    public const string UnknownCall = "unknown-call";
    public const string FreeText = "free-text";

    public static readonly IReadOnlyList<string> OfCalls = [Unreadable, Duplicate, Future, Reversed, Missing, Outside, NoCell, ClockGap, ClockDouble, WholeMinutes, FreeText];

    public static readonly IReadOnlyList<string> OfMissions =
    [
        Unreadable, Duplicate, Future, Reversed, Missing, ResponseShort, ResponseLong, OccupationLong, Overlap, StatusGap, UnknownCall, ClockGap, ClockDouble, WholeMinutes,
    ];

    public static bool Refuses(string check) => check is Unreadable or Duplicate or Future or UnknownCall;
}

/// <summary>Counts while a file is read.</summary>
internal sealed class ReportTally(string file, string table, IReadOnlyList<string> checks)
{
    private const int MostLines = 20;

    private readonly Dictionary<string, (long Count, List<int> Lines, string? Sample)> found =
        checks.ToDictionary(check => check, _ => (0L, new List<int>(), (string?)null), StringComparer.Ordinal);

    private DateTimeOffset? first;
    private DateTimeOffset? last;

    public long Rows { get; private set; }

    public long Refused { get; private set; }

    public long Good => Rows - Refused;

    public IReadOnlyList<string> IgnoredColumns { get; set; } = [];

    public void Row() => Rows++;

    public void Taken(DateTimeOffset at)
    {
        if (first is null || at < first)
            first = at;
        if (last is null || at > last)
            last = at;
    }

    /// <param name="sample">Names the fault; never a value of a row that might be personal.</param>
    public void Add(string check, int line, string? sample = null)
    {
        var (count, lines, kept) = found[check];
        if (lines.Count < MostLines)
            lines.Add(line);
        found[check] = (count + 1, lines, kept ?? sample);
        if (Checks.Refuses(check))
            Refused++;
    }

    /// <summary>Rows a later step left out, without a line.</summary>
    public void AddMany(string check, long count)
    {
        var (before, lines, kept) = found[check];
        found[check] = (before + count, lines, kept);
        if (Checks.Refuses(check))
            Refused += count;
    }

    public FileReport Report() => new(
        file, table, Rows, Good, Refused, IgnoredColumns,
        [.. checks.Select(check => new CheckCount(check, Checks.Refuses(check), found[check].Count, found[check].Lines, found[check].Sample))], first, last);
}
