using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rathaus.Rescue.Import;

/// <summary>
/// How a system's file is read: columns by our name, format of times, zone, code lists. What is not named is not read, so names,
/// telephone numbers and free text of a control centre never arrive. Kept as JSON.
/// </summary>
internal sealed record ImportMapping
{
    public const string Calls = "calls";
    public const string Missions = "missions";

    /// <summary>Radio status messages, one a row, that become missions.</summary>
    public const string Statuses = "statuses";

    private static readonly Dictionary<string, (string[] Needed, string[] Further)> Tables = new(StringComparer.Ordinal)
    {
        [Calls] = (["call_id", "received_at"], ["opened_at", "category", "patient_class", "priority", "kind", "lon", "lat", "cell_id", "transported", "hospital_id"]),
        [Missions] = (
            ["call_id", "vehicle_id", "type", "dispatched_at"],
            ["en_route_at", "on_scene_at", "at_patient_at", "leave_scene_at", "at_hospital_at", "free_at", "back_at", "blue_light", "cancelled"]),
        [Statuses] = (["vehicle_id", "status", "at"], ["call_id", "type", "blue_light"]),
    };

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public required string Table { get; init; }

    /// <summary><c>utf-8</c>, <c>windows-1252</c>, <c>iso-8859-15</c> …</summary>
    public string Encoding { get; init; } = "utf-8";

    public string Delimiter { get; init; } = ",";

    public string Decimal { get; init; } = ".";

    /// <summary>As in .NET, such as <c>dd.MM.yyyy HH:mm:ss</c>; null: ISO 8601 with the distance from UTC.</summary>
    public string? TimeFormat { get; init; }

    public string TimeZone { get; init; } = "Europe/Berlin";

    /// <summary>Our column to theirs.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Our column to: their word to ours; <c>*</c> is every other word.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Codes { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>Our column to the word for it when the file has none.</summary>
    public IReadOnlyDictionary<string, string> Defaults { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The files of this house itself: columns by their own names.</summary>
    public static ImportMapping Own(string table) => new()
    {
        Table = table,
        Columns = Tables[table].Needed.Concat(Tables[table].Further).ToDictionary(name => name, name => name, StringComparer.Ordinal),
    };

    /// <exception cref="RescueFileException">It is no mapping; the text says what is wrong.</exception>
    public static ImportMapping Parse(string name, string json)
    {
        ImportMapping mapping;
        try
        {
            mapping = JsonSerializer.Deserialize<ImportMapping>(json, Options) ?? throw new RescueFileException(name, 1, "the mapping is empty");
        }
        catch (JsonException unfit)
        {
            throw new RescueFileException(name, (int)(unfit.LineNumber ?? 0) + 1, $"this is no mapping: {unfit.Message}");
        }

        mapping.Check(name);
        return mapping;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public CsvFormat Format() => new(Delimiter[0], Strict(Encoding)!, Encoding);

    public TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>Their columns that have to be in the file.</summary>
    public IEnumerable<string> NeededColumns => Tables[Table].Needed.Where(Columns.ContainsKey).Select(name => Columns[name]);

    private void Check(string name)
    {
        if (!Tables.TryGetValue(Table, out var columns))
            throw new RescueFileException($"{name}: table '{Table}' is none of {string.Join(", ", Tables.Keys)}");
        var known = columns.Needed.Concat(columns.Further).ToHashSet(StringComparer.Ordinal);
        if (Columns.Keys.Concat(Codes.Keys).Concat(Defaults.Keys).FirstOrDefault(column => !known.Contains(column)) is { } odd)
            throw new RescueFileException($"{name}: {Table} has no column '{odd}'; there are: {string.Join(", ", known)}");
        if (columns.Needed.FirstOrDefault(column => !Columns.ContainsKey(column) && !Defaults.ContainsKey(column)) is { } missing)
            throw new RescueFileException($"{name}: column {missing} is not mapped");
        if (Delimiter is not ("," or ";" or "\t" or "|"))
            throw new RescueFileException($"{name}: delimiter is a comma, a semicolon, a tabulator or |");
        if (Decimal is not ("." or ","))
            throw new RescueFileException($"{name}: decimal is . or ,");
        if (Strict(Encoding) is null)
            throw new RescueFileException($"{name}: there is no encoding '{Encoding}'");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            throw new RescueFileException($"{name}: there is no time zone '{TimeZone}'");
        if (TimeFormat is { } format && !IsFormat(format))
            throw new RescueFileException($"{name}: time_format '{format}' is no format such as dd.MM.yyyy HH:mm:ss");
    }

    private static bool IsFormat(string format)
    {
        try
        {
            var sample = new DateTime(2026, 11, 20, 13, 47, 0, DateTimeKind.Unspecified);
            return DateTime.TryParseExact(
                sample.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var back)
                && back.Date == sample.Date && back.Hour == sample.Hour;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static Encoding? Strict(string name)
    {
        try
        {
            return System.Text.Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
    }
}
