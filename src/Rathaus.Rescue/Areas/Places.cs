namespace Rathaus.Rescue.Areas;

/// <summary>WGS 84, degrees.</summary>
internal readonly record struct GeoPoint(double Longitude, double Latitude);

/// <summary>How a place counts for the deadline; excluded places (forest, motorway …) do not count at all.</summary>
internal enum AreaClass
{
    Urban,
    Rural,
    Excluded,
}

/// <summary>A square of the demand grid (specs/rescue.md section 8: 500 m).</summary>
/// <param name="Node">Index of the road node nearest to the centre, in <see cref="RescueArea.Roads"/>.</param>
/// <param name="Share">Of all emergencies, 0 to 1; all cells sum to 1.</param>
internal sealed record DemandCell(
    string Id, GeoPoint Centre, int Node, string District, AreaClass Class, double Share, double Population, double PopulationOver65);

/// <summary>A station (Rettungswache) that is there or could be built.</summary>
/// <param name="Node">Index of the nearest road node.</param>
/// <param name="Capacity">Vehicles that fit.</param>
/// <param name="TurnoutDaySeconds">Alarm to departure from 7 to 22 h.</param>
/// <param name="Candidate">Does not exist today.</param>
/// <param name="CostPerYear">Euro without staff; null: not known.</param>
internal sealed record Station(
    string Id, string Name, GeoPoint Point, int Node, int Capacity, double TurnoutDaySeconds, double TurnoutNightSeconds, bool Candidate, decimal? CostPerYear);

/// <param name="Specialities">Patient groups it takes, lower case; empty: all.</param>
/// <param name="HandoverMinutes">Mean from arrival to the crew's being free to clean up.</param>
internal sealed record Hospital(string Id, string Name, GeoPoint Point, int Node, IReadOnlyList<string> Specialities, double HandoverMinutes);
