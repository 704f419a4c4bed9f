using System.Globalization;

namespace Rathaus.Rescue.Areas;

/// <summary>How the files of an area write vehicles, classes, moments and times; reading is strict, with the line in each fault.</summary>
internal static class AreaWords
{
    private static readonly (VehicleType Type, string Word)[] Vehicles =
    [
        (VehicleType.Rtw, "RTW"), (VehicleType.Nef, "NEF"), (VehicleType.Ktw, "KTW"), (VehicleType.Tna, "TNA"), (VehicleType.Rth, "RTH"),
        (VehicleType.FirstResponder, "first_responder"),
    ];

    private static readonly (AreaClass Class, string Word)[] Classes =
        [(AreaClass.Urban, "urban"), (AreaClass.Rural, "rural"), (AreaClass.Excluded, "excluded")];

    private static readonly (CallKind Kind, string Word)[] Kinds =
        [(CallKind.Emergency, "emergency"), (CallKind.Transport, "transport"), (CallKind.Transfer, "transfer")];

    private static readonly (MissionEvent Event, string Word)[] Events =
    [
        (MissionEvent.CallReceived, "call_received"), (MissionEvent.CallOpened, "call_opened"), (MissionEvent.Dispatched, "dispatched"),
        (MissionEvent.EnRoute, "en_route"), (MissionEvent.OnScene, "on_scene"), (MissionEvent.AtPatient, "at_patient"),
    ];

    private static readonly string[] MomentFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static string Of(VehicleType type) => Vehicles.Single(pair => pair.Type == type).Word;

    public static string Of(AreaClass area) => Classes.Single(pair => pair.Class == area).Word;

    public static string Of(CallKind kind) => Kinds.Single(pair => pair.Kind == kind).Word;

    public static string Of(MissionEvent moment) => Events.Single(pair => pair.Event == moment).Word;

    public static VehicleType? FindVehicle(string word) => Find(Vehicles, word);

    public static CallKind? FindKind(string word) => Find(Kinds, word);

    public static VehicleType Vehicle(this CsvTable table, string column) => Word(table, column, Vehicles);

    public static AreaClass Class(this CsvTable table, string column) => Word(table, column, Classes);

    public static CallKind Kind(this CsvTable table, string column) => Word(table, column, Kinds);

    public static MissionEvent Event(this CsvTable table, string column) => Word(table, column, Events);

    /// <summary>1 or 0; empty is 0.</summary>
    public static bool Flag(this CsvTable table, string column) => table.Text(column).Trim() switch
    {
        "1" => true,
        "0" or "" => false,
        var other => throw table.Fault($"{column}: '{other}' is neither 1 nor 0"),
    };

    /// <summary>Not empty.</summary>
    public static string Named(this CsvTable table, string column) =>
        table.Text(column).Trim() is { Length: > 0 } text ? text : throw table.Fault($"{column} is empty");

    public static double NotNegative(this CsvTable table, string column) =>
        table.Number(column) is >= 0 and var value ? value : throw table.Fault($"{column} is not negative");

    public static decimal? Euro(this CsvTable table, string column) =>
        table.Text(column).Trim() is not { Length: > 0 } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
        : throw table.Fault($"{column}: '{text}' is no amount");

    public static DateOnly? Day(this CsvTable table, string column) =>
        table.Text(column).Trim() is not { Length: > 0 } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw table.Fault($"{column}: '{text}' is no date such as 2026-01-31");

    public static TimeOnly TimeOfDay(this CsvTable table, string column) =>
        TimeOnly.TryParseExact(table.Text(column).Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : throw table.Fault($"{column}: '{table.Text(column)}' is no time such as 07:30");

    /// <summary>A moment with its distance from UTC, such as <c>2026-03-29T03:15+02:00</c>; empty: null.</summary>
    public static DateTimeOffset? Moment(this CsvTable table, string column)
    {
        var text = table.Text(column);
        return text.Length == 0 ? null
            : DateTimeOffset.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
            : throw table.Fault($"{column}: '{text}' is no moment such as 2026-03-29T03:15+02:00");
    }

    public static DateTimeOffset NeededMoment(this CsvTable table, string column) =>
        table.Moment(column) ?? throw table.Fault($"{column} is empty");

    public static GeoPoint Point(this CsvTable table)
    {
        var point = new GeoPoint(table.Number("lon"), table.Number("lat"));
        return Math.Abs(point.Longitude) <= 180 && Math.Abs(point.Latitude) <= 90
            ? point
            : throw table.Fault("lon and lat are degrees, at most 180 and 90");
    }

    private static T? Find<T>((T Value, string Word)[] words, string word)
        where T : struct
    {
        foreach (var (value, known) in words)
        {
            if (known.Equals(word.Trim(), StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    private static T Word<T>(CsvTable table, string column, (T Value, string Word)[] words)
        where T : struct => Find(words, table.Text(column))
        ?? throw table.Fault($"{column}: '{table.Text(column)}' is none of {string.Join(", ", words.Select(pair => pair.Word))}");
}
