using System.Globalization;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Coverage;

/// <summary>
/// Deadline rules as data: <c>deadlines.csv</c> of the area folder, or the ones that come with the product when it has none. A
/// change of the law is a new row with its own dates.
/// </summary>
internal static class DeadlineRules
{
    private const string Name = "deadlines.csv";

    /// <param name="folder">Null: the rules that come with the product.</param>
    public static IReadOnlyList<DeadlineRule> Read(string? folder)
    {
        var own = folder is null ? null : Path.Combine(folder, Name);
        using var table = own is not null && File.Exists(own)
            ? CsvTable.Open(own, Columns)
            : CsvTable.Open(Name, typeof(DeadlineRules).Assembly.GetManifestResourceStream($"Rules/{Name}")!, Columns);
        var rules = new List<DeadlineRule>();
        while (table.Next())
        {
            var rule = Row(table);
            if (rules.Exists(other => other.Id == rule.Id))
                throw table.Fault($"rule {rule.Id} is there twice");
            rules.Add(rule);
        }

        return rules.Count > 0 ? rules : throw table.Fault("there is no rule");
    }

    /// <summary>The rule of this id, or the last one without an end when none is named.</summary>
    public static DeadlineRule Choose(IReadOnlyList<DeadlineRule> rules, string? id) => id is null
        ? rules.FirstOrDefault(rule => rule.ValidTo is null) ?? rules[^1]
        : rules.FirstOrDefault(rule => rule.Id == id)
            ?? throw new RescueFileException($"there is no rule {id}; there are: {string.Join(", ", rules.Select(rule => rule.Id))}");

    private static ReadOnlySpan<string> Columns => (string[])
    [
        "rule", "name", "valid_from", "valid_to", "patient_classes", "vehicles", "start", "stop", "urban_s", "rural_s", "target_share", "alarm_share",
        "to_be_confirmed", "source",
    ];

    private static DeadlineRule Row(CsvTable table)
    {
        var seconds = new Dictionary<AreaClass, double>();
        if (table.Text("urban_s").Length > 0)
            seconds[AreaClass.Urban] = table.NotNegative("urban_s");
        if (table.Text("rural_s").Length > 0)
            seconds[AreaClass.Rural] = table.NotNegative("rural_s");
        if (seconds.Count == 0)
            throw table.Fault("no area class has a limit");
        return new DeadlineRule(
            table.Named("rule"), table.Named("name"), table.Day("valid_from") ?? throw table.Fault("valid_from is empty"), table.Day("valid_to"),
            [.. Words(table, "patient_classes").Select(word => Class(table, word))],
            [.. Words(table, "vehicles").Select(word => AreaWords.FindVehicle(word) ?? throw table.Fault($"vehicles: '{word}' is no vehicle"))],
            table.Event("start"), table.Event("stop"), seconds, Share(table, "target_share"),
            table.Text("alarm_share").Length == 0 ? null : Share(table, "alarm_share"),
            table.Text("to_be_confirmed") is { Length: > 0 } open ? open : null, table.Text("source"));
    }

    private static string[] Words(CsvTable table, string column) => table.Text(column).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int Class(CsvTable table, string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= 6
            ? level
            : throw table.Fault($"patient_classes: '{word}' is none of 0 to 6");

    private static double Share(CsvTable table, string column) =>
        table.Number(column) is >= 0 and <= 1 and var share ? share : throw table.Fault($"{column} is a share from 0 to 1");
}
