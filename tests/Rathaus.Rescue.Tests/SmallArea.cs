using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Tests;

/// <summary>A town of crossroads on a square grid, made by hand: a block is 500 m and takes a minute.</summary>
internal static class SmallArea
{
    public const double Block = 60;

    /// <summary>Stations by crossing, a cell on every crossing with an equal share; the eastern half is another district.</summary>
    /// <param name="stations">Column and row; the turnout is 60 s by day and 90 s by night.</param>
    /// <param name="vehicles">RTW by station.</param>
    public static RescueArea Grid(int columns, int rows, IReadOnlyList<(int Column, int Row)> stations, IReadOnlyList<int> vehicles, Func<int, int, AreaClass>? classes = null)
    {
        int Node(int column, int row) => (row * columns) + column;
        var plane = new LocalPlane(new GeoPoint(6.08, 50.77));
        var nodes = Enumerable.Range(0, columns * rows).Select(node => plane.Back(node % columns * 500, node / columns * 500)).ToList();
        var arcs = new List<(int, int, double)>();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (column + 1 < columns)
                    arcs.AddRange([(Node(column, row), Node(column + 1, row), Block), (Node(column + 1, row), Node(column, row), Block)]);
                if (row + 1 < rows)
                    arcs.AddRange([(Node(column, row), Node(column, row + 1), Block), (Node(column, row + 1), Node(column, row), Block)]);
            }
        }

        var table = ArcTable.Of(nodes.Count, arcs);
        var profiles = new Dictionary<string, ArcTable>(StringComparer.Ordinal) { [RescueArea.Emergency] = table, [RescueArea.Normal] = table };
        var cells = nodes.Select((point, node) => new DemandCell(
            $"c{node}", point, node, node % columns < columns / 2 ? "West" : "Ost", classes?.Invoke(node % columns, node / columns) ?? AreaClass.Urban,
            1.0 / nodes.Count, 100, 20)).ToList();
        return new RescueArea(
            "Kleinstadt", true, new RoadGraph([.. Enumerable.Range(1, nodes.Count)], profiles), nodes, cells,
            [.. stations.Select((at, number) => new Station(
                $"s{number}", $"Wache {number}", nodes[Node(at.Column, at.Row)], Node(at.Column, at.Row), 2, 60, 90, vehicles[number] == 0, 100_000 + number))],
            [], [.. vehicles.SelectMany((count, number) => Enumerable.Range(1, count).Select(each => new Vehicle($"r{number}-{each}", VehicleType.Rtw, $"s{number}", false)))],
            []);
    }
}
