namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>
/// A city that does not exist, for the worked example and the demonstration: equal parameters give an equal city. Every page, file
/// and report made from it says that it is synthetic.
/// </summary>
internal sealed class SyntheticCity
{
    public const string Name = "Beispielstadt (synthetisch)";

    private readonly CityParameters city;
    private readonly IReadOnlyList<(double East, double North)> cellPlaces;

    private SyntheticCity(CityParameters city, RescueArea area, IReadOnlyList<(double East, double North)> cellPlaces)
    {
        this.city = city;
        this.cellPlaces = cellPlaces;
        Area = area;
    }

    public RescueArea Area { get; }

    public static SyntheticCity Make(CityParameters city)
    {
        var streets = CityStreets.Make(city);
        var cells = CityPlaces.Cells(city, streets);
        var (vehicles, shifts) = CityPlaces.Fleet(city);
        var area = new RescueArea(
            Name, Synthetic: true, streets.Graph, [.. streets.Nodes.Select(node => CityGround.Place(node.East, node.North))], cells,
            CityPlaces.Stations(streets), CityPlaces.Hospitals(streets), vehicles, shifts);
        return new SyntheticCity(city, area, [.. cells.Select(cell => CityGround.Plane(cell.Centre))]);
    }

    /// <summary>Calls in the order of their time, and what the vehicles did for them.</summary>
    public (IReadOnlyList<CallRecord> Calls, IReadOnlyList<MissionRecord> Missions) History() =>
        new CityDispatch(city, Area).Serve(new CityCalls(city, Area.Cells, cellPlaces).Draw());
}
