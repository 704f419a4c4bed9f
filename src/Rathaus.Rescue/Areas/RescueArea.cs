using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Areas;

/// <summary>
/// A carrier's area (Rettungsdienstbereich) as every calculation sees it, whether it comes from a folder of files or from the
/// database. Calls and missions are not in it: there may be ten million.
/// </summary>
/// <param name="Synthetic">Made by the generator; every page and report says so.</param>
/// <param name="Roads">Profiles <c>sec_emergency</c> and <c>sec_normal</c>.</param>
/// <param name="NodePoints">By node index.</param>
internal sealed record RescueArea(
    string Name,
    bool Synthetic,
    RoadGraph Roads,
    IReadOnlyList<GeoPoint> NodePoints,
    IReadOnlyList<DemandCell> Cells,
    IReadOnlyList<Station> Stations,
    IReadOnlyList<Hospital> Hospitals,
    IReadOnlyList<Vehicle> Vehicles,
    IReadOnlyList<VehicleShift> Shifts)
{
    public const string Emergency = "sec_emergency";

    public const string Normal = "sec_normal";
}
