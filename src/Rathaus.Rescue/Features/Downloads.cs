using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rathaus.Rescue.Coverage;

namespace Rathaus.Rescue.Features;

/// <summary>Files of the pages. A count of a cell below five is left out: it might be somebody's.</summary>
internal static class Downloads
{
    public static IResult CoverageTable(PlannedTown town, CoverageModel model)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        CoverageFilesOut.Csv(text, model.Map, model.CallsAYear);
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"abdeckung-{town.Town.Id}-{model.Rule.Id}-{model.Hour}.csv");
    }

    public static IResult CoverageMap(PlannedTown town, CoverageModel model)
    {
        using var stream = new MemoryStream();
        CoverageFilesOut.GeoJson(stream, town.Area.Area, model.Map, model.CallsAYear, []);
        return Results.File(stream.ToArray(), "application/geo+json", $"abdeckung-{town.Town.Id}-{model.Rule.Id}-{model.Hour}.geojson");
    }

    public static IResult Demand(PlannedTown town, DemandFigures? figures)
    {
        var text = new StringBuilder("cell,district,area_class,population,emergencies\n");
        foreach (var (cell, at) in town.Area.Area.Cells.Select((cell, at) => (cell, at)))
        {
            var calls = figures?.ByCell[at] ?? 0;
            text.Append(CsvText.Line(cell.Id, cell.District, Areas.AreaWords.Of(cell.Class), cell.Population, calls >= CoverageFilesOut.FewestCalls ? calls : null)).Append('\n');
        }

        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"bedarf-{town.Town.Id}.csv");
    }
}
