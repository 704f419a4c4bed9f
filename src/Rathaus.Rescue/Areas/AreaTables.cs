using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Areas;

/// <summary>The tables of an area folder.</summary>
internal static class AreaTables
{
    /// <summary>Shares that are written with few digits may miss 1 by this much; more is a fault.</summary>
    private const double ShareTolerance = 0.01;

    public static List<GeoPoint> NodePoints(AreaSource source)
    {
        using var table = AreaFolder.Table(source, "nodes.csv", "node", "lon", "lat");
        var points = new List<GeoPoint>();
        while (table.Next())
            points.Add(table.Point());
        return points;
    }

    public static List<DemandCell> Cells(AreaSource source, RoadGraph roads)
    {
        using var table = AreaFolder.Table(source, "cells.csv", "cell", "lon", "lat", "nearest_node", "district", "area_class", "share", "population", "population_65");
        var cells = Rows(table, "cell", id => new DemandCell(
            id, table.Point(), Node(table, roads), table.Named("district"), table.Class("area_class"), table.NotNegative("share"),
            table.NotNegative("population"), table.NotNegative("population_65")));
        if (cells.Find(cell => cell.PopulationOver65 > cell.Population) is { } odd)
            throw new RescueFileException($"cells.csv: cell {odd.Id}: population_65 is more than population");
        var sum = cells.Sum(cell => cell.Share);
        if (Math.Abs(sum - 1) > ShareTolerance)
            throw new RescueFileException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cells.csv: the shares make {sum:0.####}, they must make 1"));
        return [.. cells.Select(cell => cell with { Share = cell.Share / sum })];
    }

    public static List<Station> Stations(AreaSource source, RoadGraph roads)
    {
        using var table = AreaFolder.Table(source, "stations.csv", "station", "name", "lon", "lat", "nearest_node", "capacity", "turnout_day_s", "turnout_night_s", "candidate",
            "cost_per_year");
        return Rows(table, "station", id => new Station(
            id, table.Named("name"), table.Point(), Node(table, roads), table.Integer("capacity") is >= 0 and var room ? room : throw table.Fault("capacity is not negative"),
            table.NotNegative("turnout_day_s"), table.NotNegative("turnout_night_s"), table.Flag("candidate"), table.Euro("cost_per_year")));
    }

    public static List<Hospital> Hospitals(AreaSource source, RoadGraph roads)
    {
        using var table = AreaFolder.Table(source, "hospitals.csv", "hospital", "name", "lon", "lat", "nearest_node", "specialities", "handover_minutes");
        return Rows(table, "hospital", id => new Hospital(
            id, table.Named("name"), table.Point(), Node(table, roads),
            table.Text("specialities").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), table.NotNegative("handover_minutes")));
    }

    public static List<Vehicle> Vehicles(AreaSource source, IReadOnlyList<Station> stations)
    {
        var homes = stations.Select(station => station.Id).ToHashSet(StringComparer.Ordinal);
        using var table = AreaFolder.Table(source, "vehicles.csv", "vehicle", "type", "station", "tele_doctor");
        return Rows(table, "vehicle", id => new Vehicle(
            id, table.Vehicle("type"), homes.Contains(table.Named("station")) ? table.Named("station") : throw table.Fault($"there is no station {table.Text("station")}"),
            table.Flag("tele_doctor")));
    }

    public static List<VehicleShift> Shifts(AreaSource source, IReadOnlyList<Vehicle> vehicles)
    {
        var known = vehicles.Select(vehicle => vehicle.Id).ToHashSet(StringComparer.Ordinal);
        using var table = AreaFolder.Table(source, "shifts.csv", "vehicle", "weekdays", "start", "end", "crew", "cost_per_hour", "valid_from", "valid_to");
        var shifts = new List<VehicleShift>();
        while (table.Next())
        {
            var vehicle = table.Named("vehicle");
            if (!known.Contains(vehicle))
                throw table.Fault($"there is no vehicle {vehicle}");
            var (from, to) = (table.Day("valid_from"), table.Day("valid_to"));
            if (from > to)
                throw table.Fault("valid_to is before valid_from");
            shifts.Add(new VehicleShift(
                vehicle, Weekdays(table), table.TimeOfDay("start"), table.TimeOfDay("end"), table.Integer("crew") is >= 1 and var crew ? crew : throw table.Fault("crew is at least 1"),
                table.Euro("cost_per_hour"), from, to));
        }

        return shifts;
    }

    // Digits 1 (Monday) to 7 (Sunday), such as 12345.
    private static HashSet<DayOfWeek> Weekdays(CsvTable table)
    {
        var days = new HashSet<DayOfWeek>();
        foreach (var digit in table.Named("weekdays"))
        {
            if (digit is < '1' or > '7' || !days.Add((DayOfWeek)((digit - '0') % 7)))
                throw table.Fault($"weekdays: '{table.Text("weekdays")}' is not a set of the digits 1 (Monday) to 7 (Sunday)");
        }

        return days;
    }

    private static int Node(CsvTable table, RoadGraph roads) =>
        roads.Find(table.Integer("nearest_node")) ?? throw table.Fault($"there is no node {table.Text("nearest_node")}");

    private static List<T> Rows<T>(CsvTable table, string key, Func<string, T> read)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<T>();
        while (table.Next())
        {
            var id = table.Named(key);
            if (!known.Add(id))
                throw table.Fault($"{key} {id} is there twice");
            rows.Add(read(id));
        }

        return rows.Count > 0 ? rows : throw table.Fault("there is no row");
    }
}
