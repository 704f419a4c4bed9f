using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Siting;

/// <summary>
/// An area as the siting models see it: cells that count with their weight, all stations and candidates, response times and
/// the chance to be in time.
/// </summary>
internal sealed class AreaSites
{
    private readonly int[] cells;
    private readonly TravelMatrix travel;

    public AreaSites(RescueArea area, CoverageQuestion question)
    {
        Area = area;
        Question = question;
        cells = [.. Enumerable.Range(0, area.Cells.Count).Where(cell => question.Budget(area.Cells[cell].Class) is not null)];
        var all = cells.Sum(cell => ShareOf(cell));
        if (cells.Length == 0 || all <= 0)
            throw new RescueFileException("no cell with calls counts for this rule");
        if (area.Stations.Count == 0)
            throw new RescueFileException("there is no station");
        Weights = [.. cells.Select(cell => ShareOf(cell) / all)];
        Districts = [.. cells.Select(cell => area.Cells[cell].District)];
        travel = TravelMatrix.Of(
            TimeBlocks.Emergency(area.Roads, question.Block), [.. area.Stations.Select(station => station.Node)], [.. cells.Select(cell => area.Cells[cell].Node)]);
    }

    public RescueArea Area { get; }

    public CoverageQuestion Question { get; }

    /// <summary>Of the calls that count; they sum to 1.</summary>
    public double[] Weights { get; }

    public string[] Districts { get; }

    public int Cells => cells.Length;

    public int Stations => Area.Stations.Count;

    /// <summary>Vehicles by station, as they are today.</summary>
    public int[] Today => [.. Area.Stations.Select(station => Base.InService(Area, Question with { Plan = null }).GetValueOrDefault(station.Id))];

    public string CellName(int cell) => Area.Cells[cells[cell]].Id;

    /// <summary>Alarm to arrival.</summary>
    public double Seconds(int cell, int station) => TimeBlocks.Turnout(Area.Stations[station], Question.Block) + travel[station, cell];

    /// <summary>Chance to be in time.</summary>
    /// <param name="factor">Of the rule's limit; above 1 for a second, longer one.</param>
    public double Reliability(int cell, int station, double factor = 1) => NormalCurve.InTime(
        travel[station, cell],
        (Limit(cell) * factor) - TimeBlocks.Turnout(Area.Stations[station], Question.Block) - Dispatch, Question.Sigma);

    public bool Covers(int cell, int station, double factor = 1) => Reliability(cell, station, factor) >= Question.Needed;

    /// <summary>Cells by the stations that cover them; a weight each. Cells of different districts stay apart when asked.</summary>
    public IReadOnlyList<CoverRow> Rows(bool byDistrict, double factor = 1)
    {
        var rows = new Dictionary<string, CoverRow>(StringComparer.Ordinal);
        for (var cell = 0; cell < Cells; cell++)
        {
            var stations = Enumerable.Range(0, Stations).Where(station => Covers(cell, station, factor)).ToArray();
            var key = $"{string.Join(',', stations)}|{(byDistrict ? Districts[cell] : "")}";
            if (rows.TryGetValue(key, out var row))
                row.Cells.Add(cell);
            else
                rows[key] = row = new CoverRow(stations, byDistrict ? Districts[cell] : "", [cell]);
            row.Weight += Weights[cell];
        }

        return [.. rows.Values];
    }

    private double Dispatch => Question.Rule.Start is MissionEvent.CallReceived or MissionEvent.CallOpened ? Question.DispatchSeconds : 0;

    private double Limit(int cell) => Question.Rule.Seconds[Area.Cells[cells[cell]].Class];

    private double ShareOf(int cell) => Question.Shares?[cell] ?? Area.Cells[cell].Share;
}

/// <summary>Cells that the same stations cover.</summary>
internal sealed record CoverRow(int[] Stations, string District, List<int> Cells)
{
    public double Weight { get; set; }
}

/// <summary>A plan for an area with its proof.</summary>
/// <param name="Vehicles">By station: vehicles, or 1 for an open site.</param>
/// <param name="SecondKind">Doctors' cars by station; empty: the model has none.</param>
/// <param name="Binding">Constraints that hold the value where it is.</param>
/// <param name="Conflict">Constraints that cannot be kept together; then there is no plan.</param>
internal sealed record AreaPlan(
    string Model, LinearEnd End, double Value, double Bound, double Gap, double Seconds, int Seed, string Solver,
    IReadOnlyList<int> Vehicles, IReadOnlyList<int> SecondKind, IReadOnlyList<string> Binding, IReadOnlyList<string> Conflict)
{
    public static AreaPlan Of(string model, LinearAnswer answer, int seed, IReadOnlyList<int> vehicles, IReadOnlyList<int>? second, IReadOnlyList<string> binding) => new(
        model, answer.End, answer.Value, answer.Bound, answer.Gap, answer.Seconds, seed, answer.Solver, vehicles, second ?? [], binding, []);

    public static AreaPlan None(string model, LinearAnswer answer, int seed, IReadOnlyList<string> conflict) => new(
        model, answer.End, double.NaN, answer.Bound, double.NaN, answer.Seconds, seed, answer.Solver, [], [], [], conflict);
}
