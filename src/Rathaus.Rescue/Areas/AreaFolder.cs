using System.Text.Json;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Areas;

/// <summary>Opens one of an area's files by its name; null: there is none.</summary>
internal delegate Stream? AreaSource(string file);

/// <summary>
/// An area as a folder of files (docs/rescue.md): <c>area.json</c>, roads, cells, stations, hospitals, vehicles and shifts.
/// What is wrong is a <see cref="RescueFileException"/> with file and line.
/// </summary>
internal static class AreaFolder
{
    /// <summary>The files an area is made of, without its history.</summary>
    public static readonly IReadOnlyList<string> Files =
        ["area.json", "nodes.csv", "arcs.csv", "cells.csv", "stations.csv", "hospitals.csv", "vehicles.csv", "shifts.csv"];

    public static RescueArea Read(string folder) => Read(SourceOf(folder));

    public static AreaSource SourceOf(string folder)
    {
        if (!Directory.Exists(folder))
            throw new RescueFileException($"{folder}: there is no such folder");
        return file => Path.Combine(folder, file) is var path && File.Exists(path) ? File.OpenRead(path) : null;
    }

    public static RescueArea Read(AreaSource source)
    {
        var (name, synthetic) = ReadName(source);
        RoadGraph roads;
        using (var nodes = Table(source, "nodes.csv", "node"))
        using (var arcs = Table(source, "arcs.csv", "from", "to", RescueArea.Emergency, RescueArea.Normal))
            roads = RoadGraph.Read(nodes, arcs);
        var stations = AreaTables.Stations(source, roads);
        var vehicles = AreaTables.Vehicles(source, stations);
        return new RescueArea(
            name, synthetic, roads, AreaTables.NodePoints(source), AreaTables.Cells(source, roads), stations,
            AreaTables.Hospitals(source, roads), vehicles, AreaTables.Shifts(source, vehicles));
    }

    /// <summary>A table of the area that has to be there.</summary>
    public static CsvTable Table(AreaSource source, string file, params ReadOnlySpan<string> required) =>
        CsvTable.Open(file, source(file) ?? throw new RescueFileException($"{file}: there is no such file"), required);

    /// <summary>Rows of <c>calls.csv</c> one after the other, in the order of the file.</summary>
    public static IEnumerable<CallRecord> ReadCalls(string folder)
    {
        using var table = CsvTable.Open(
            Path.Combine(folder, "calls.csv"), "call_id", "received_at", "opened_at", "category", "patient_class", "priority", "kind", "cell_id", "transported", "hospital_id");
        while (table.Next())
        {
            yield return new CallRecord(
                table.Named("call_id"),
                table.NeededMoment("received_at"),
                table.Moment("opened_at"),
                table.Text("category"),
                PatientClass(table),
                Priority(table),
                table.Kind("kind"),
                Known(table.Text("cell_id")),
                table.Flag("transported"),
                Known(table.Text("hospital_id")));
        }
    }

    /// <summary>Rows of <c>missions.csv</c> one after the other, in the order of the file.</summary>
    public static IEnumerable<MissionRecord> ReadMissions(string folder)
    {
        using var table = CsvTable.Open(
            Path.Combine(folder, "missions.csv"), "call_id", "vehicle_id", "type", "dispatched_at", "en_route_at", "on_scene_at", "at_patient_at", "leave_scene_at",
            "at_hospital_at", "free_at", "back_at", "blue_light", "cancelled");
        while (table.Next())
        {
            yield return new MissionRecord(
                table.Named("call_id"),
                table.Named("vehicle_id"),
                table.Vehicle("type"),
                table.NeededMoment("dispatched_at"),
                table.Moment("en_route_at"),
                table.Moment("on_scene_at"),
                table.Moment("at_patient_at"),
                table.Moment("leave_scene_at"),
                table.Moment("at_hospital_at"),
                table.Moment("free_at"),
                table.Moment("back_at"),
                table.Flag("blue_light"),
                table.Flag("cancelled"));
        }
    }

    private static string? Known(string text) => text.Length > 0 ? text : null;

    private static int? PatientClass(CsvTable table) =>
        table.Text("patient_class").Length == 0 ? null
        : table.Integer("patient_class") is >= 0 and <= 6 and var level ? level
        : throw table.Fault("patient_class is 0 to 6");

    private static bool Priority(CsvTable table) => table.Text("priority").Trim() switch
    {
        "high" => true,
        "low" => false,
        var other => throw table.Fault($"priority: '{other}' is neither high nor low"),
    };

    private static (string Name, bool Synthetic) ReadName(AreaSource source)
    {
        const string File = "area.json";
        using var stream = source(File) ?? throw new RescueFileException($"{File}: there is no such file");
        try
        {
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("name", out var name) || name.GetString() is not { Length: > 0 } text)
                throw new RescueFileException(File, 1, "name is missing");
            return (text, root.TryGetProperty("synthetic", out var synthetic) && synthetic.GetBoolean());
        }
        catch (JsonException unfit)
        {
            throw new RescueFileException(File, (int)(unfit.LineNumber ?? 0) + 1, "this is no JSON");
        }
        catch (InvalidOperationException)
        {
            throw new RescueFileException(File, 1, "name is a text, synthetic is true or false");
        }
    }
}
