using System.Globalization;
using System.Text;

namespace Rathaus.Rescue.Areas;

/// <summary>Response-time limits as data: the shipped ones, or <c>deadlines.csv</c> of an area folder.</summary>
internal static class DeadlineRules
{
    public const string File = "deadlines.csv";

    private const string Resource = "Areas/deadlines.csv";

    private static readonly string[] Columns =
    [
        "id", "name", "valid_from", "valid_to", "patient_classes", "vehicles", "start", "stop", "urban_s", "rural_s", "target_share", "alarm_share",
        "to_be_confirmed", "source",
    ];

    /// <summary>NRW before and since July 2025, and the doctor's; what nobody has confirmed says so.</summary>
    public static IReadOnlyList<DeadlineRule> Shipped { get; } = Read(CsvTable.Open(
        File, typeof(DeadlineRules).Assembly.GetManifestResourceStream(Resource)!, Columns));

    /// <summary>The rules of an area folder; without a file the shipped ones.</summary>
    public static IReadOnlyList<DeadlineRule> Of(string folder) =>
        Path.Combine(folder, File) is var path && System.IO.File.Exists(path) ? Read(CsvTable.Open(path, Columns)) : Shipped;

    /// <param name="text">Lines as <see cref="Text"/> writes them, below the header.</param>
    public static IReadOnlyList<DeadlineRule> Parse(string text) => Read(CsvTable.Open(File, new MemoryStream(Encoding.UTF8.GetBytes(text)), Columns));

    /// <summary>Rules that hold on a day.</summary>
    public static IEnumerable<DeadlineRule> On(this IEnumerable<DeadlineRule> rules, DateOnly day) =>
        rules.Where(rule => rule.ValidFrom <= day && (rule.ValidTo is not { } end || day <= end));

    public static string Text(DeadlineRule rule) => string.Join(',', new[]
    {
        rule.Id, rule.Name, Day(rule.ValidFrom), rule.ValidTo is { } end ? Day(end) : "", string.Join(' ', rule.PatientClasses),
        string.Join(' ', rule.Vehicles.Select(AreaWords.Of)), AreaWords.Of(rule.Start), AreaWords.Of(rule.Stop), Seconds(rule, AreaClass.Urban), Seconds(rule, AreaClass.Rural),
        rule.TargetShare.ToString(CultureInfo.InvariantCulture), rule.AlarmShare?.ToString(CultureInfo.InvariantCulture) ?? "", rule.ToBeConfirmed ?? "", rule.Source,
    }.Select(CsvText.Field));

    public static string Header => string.Join(',', Columns);

    private static List<DeadlineRule> Read(CsvTable table)
    {
        using (table)
        {
            var rules = new List<DeadlineRule>();
            while (table.Next())
            {
                var rule = One(table);
                if (rules.Exists(known => known.Id == rule.Id))
                    throw table.Fault($"rule {rule.Id} is there twice");
                rules.Add(rule);
            }

            return rules.Count > 0 ? rules : throw table.Fault("there is no rule");
        }
    }

    private static DeadlineRule One(CsvTable table)
    {
        var seconds = new Dictionary<AreaClass, double>();
        foreach (var (area, column) in new[] { (AreaClass.Urban, "urban_s"), (AreaClass.Rural, "rural_s") })
        {
            if (table.Text(column).Length > 0)
                seconds[area] = table.Number(column) is > 0 and var limit ? limit : throw table.Fault($"{column} is above zero");
        }

        if (seconds.Count == 0)
            throw table.Fault("urban_s or rural_s is needed");
        var from = table.Day("valid_from") ?? throw table.Fault("valid_from is empty");
        var until = table.Day("valid_to");
        if (until < from)
            throw table.Fault("valid_to is before valid_from");
        var (start, stop) = (table.Event("start"), table.Event("stop"));
        if (start >= stop)
            throw table.Fault("start comes before stop");
        return new DeadlineRule(
            table.Named("id"), table.Named("name"), from, until,
            [.. Words(table, "patient_classes").Select(word => word is [>= '0' and <= '6'] ? word[0] - '0' : throw table.Fault($"patient_classes: '{word}' is not 0 to 6"))],
            [.. Words(table, "vehicles").Select(word => AreaWords.FindVehicle(word) ?? throw table.Fault($"vehicles: there is no {word}"))],
            start, stop, seconds, Share(table, "target_share") ?? throw table.Fault("target_share is empty"), Share(table, "alarm_share"),
            table.Text("to_be_confirmed") is { Length: > 0 } open ? open : null, table.Text("source"));
    }

    private static double? Share(CsvTable table, string column) =>
        table.Text(column).Length == 0 ? null
        : table.Number(column) is > 0 and <= 1 and var share ? share
        : throw table.Fault($"{column} is above 0 and at most 1");

    private static string[] Words(CsvTable table, string column) => table.Text(column).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Seconds(DeadlineRule rule, AreaClass area) =>
        rule.Seconds.TryGetValue(area, out var limit) ? limit.ToString(CultureInfo.InvariantCulture) : "";
}
