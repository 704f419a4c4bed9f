using System.Globalization;
using System.Text.Json;
using Rathaus.Kernel.Time;

namespace Rathaus.Rescue.Areas;

/// <summary>Writes an area, its rules and its history as the files that <see cref="AreaFolder"/> reads.</summary>
internal static class AreaFolderWriter
{
    public const string CallHeader = "call_id,received_at,opened_at,category,patient_class,priority,kind,cell_id,transported,hospital_id";

    public const string MissionHeader =
        "call_id,vehicle_id,type,dispatched_at,en_route_at,on_scene_at,at_patient_at,leave_scene_at,at_hospital_at,free_at,back_at,blue_light,cancelled";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string folder, RescueArea area, IReadOnlyList<DeadlineRule> rules)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "area.json"), JsonSerializer.Serialize(new { name = area.Name, synthetic = area.Synthetic, epsg = 4326 }, Json) + "\n");
        var roads = area.Roads;
        WriteRows(folder, "nodes.csv", "node,lon,lat", area.NodePoints.Select((point, at) => CsvText.Line(roads.NodeNumbers[at], Degrees(point.Longitude), Degrees(point.Latitude))));
        WriteRows(folder, "arcs.csv", $"from,to,{RescueArea.Emergency},{RescueArea.Normal}", roads.Profiles[RescueArea.Emergency].Arcs()
            .Zip(roads.Profiles[RescueArea.Normal].Arcs(), (fast, slow) => CsvText.Line(
                roads.NodeNumbers[fast.From], roads.NodeNumbers[fast.To], Math.Round(fast.Seconds, 3), Math.Round(slow.Seconds, 3))));
        WriteRows(folder, "cells.csv", "cell,lon,lat,nearest_node,district,area_class,share,population,population_65", area.Cells.Select(cell => CsvText.Line(
            cell.Id, Degrees(cell.Centre.Longitude), Degrees(cell.Centre.Latitude), roads.NodeNumbers[cell.Node], cell.District, AreaWords.Of(cell.Class), cell.Share, cell.Population,
            cell.PopulationOver65)));
        WriteRows(folder, "stations.csv", "station,name,lon,lat,nearest_node,capacity,turnout_day_s,turnout_night_s,candidate,cost_per_year", area.Stations.Select(station => CsvText.Line(
            station.Id, station.Name, Degrees(station.Point.Longitude), Degrees(station.Point.Latitude), roads.NodeNumbers[station.Node], station.Capacity,
            station.TurnoutDaySeconds, station.TurnoutNightSeconds, station.Candidate, station.CostPerYear)));
        WriteRows(folder, "hospitals.csv", "hospital,name,lon,lat,nearest_node,specialities,handover_minutes", area.Hospitals.Select(hospital => CsvText.Line(
            hospital.Id, hospital.Name, Degrees(hospital.Point.Longitude), Degrees(hospital.Point.Latitude), roads.NodeNumbers[hospital.Node],
            string.Join(' ', hospital.Specialities), hospital.HandoverMinutes)));
        WriteRows(folder, "vehicles.csv", "vehicle,type,station,tele_doctor", area.Vehicles.Select(vehicle =>
            CsvText.Line(vehicle.Id, AreaWords.Of(vehicle.Type), vehicle.Station, vehicle.TeleDoctor)));
        WriteRows(folder, "shifts.csv", "vehicle,weekdays,start,end,crew,cost_per_hour,valid_from,valid_to", area.Shifts.Select(shift => CsvText.Line(
            shift.Vehicle, Weekdays(shift), shift.Start, shift.End, shift.Crew, shift.CostPerHour, shift.ValidFrom, shift.ValidTo)));
        WriteRows(folder, DeadlineRules.File, DeadlineRules.Header, rules.Select(DeadlineRules.Text));
        File.WriteAllText(Path.Combine(folder, "zones.geojson"), AreaGeometry.Zones(area));
    }

    public static void WriteHistory(string folder, IEnumerable<CallRecord> calls, IEnumerable<MissionRecord> missions)
    {
        WriteRows(folder, "calls.csv", CallHeader, calls.Select(call => CsvText.Line(
            call.Id, GermanClock.Local(call.ReceivedAt), Local(call.OpenedAt), call.Category, call.PatientClass, call.HighPriority ? "high" : "low", AreaWords.Of(call.Kind), call.Cell,
            call.Transported, call.Hospital)));
        WriteRows(folder, "missions.csv", MissionHeader, missions.Select(mission => CsvText.Line(
            mission.Call, mission.Vehicle, AreaWords.Of(mission.Type), GermanClock.Local(mission.DispatchedAt), Local(mission.EnRouteAt), Local(mission.OnSceneAt), Local(mission.AtPatientAt),
            Local(mission.LeaveSceneAt), Local(mission.AtHospitalAt), Local(mission.FreeAt), Local(mission.BackAt), mission.BlueLight, mission.Cancelled)));
    }

    private static DateTimeOffset? Local(DateTimeOffset? moment) => moment is { } at ? GermanClock.Local(at) : null;

    /// <summary>Six digits of a degree are a tenth of a metre.</summary>
    private static string Degrees(double degrees) => degrees.ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Weekdays(VehicleShift shift) => string.Concat(shift.Weekdays.Select(day => ((int)day + 6) % 7 + 1).Order());

    private static void WriteRows(string folder, string file, string header, IEnumerable<string> rows) =>
        File.WriteAllLines(Path.Combine(folder, file), rows.Prepend(header));
}
