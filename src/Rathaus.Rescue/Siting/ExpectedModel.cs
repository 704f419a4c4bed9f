using System.Globalization;
using Rathaus.Rescue.Optimisation;

namespace Rathaus.Rescue.Siting;

/// <summary>What the model of expected coverage is asked for.</summary>
internal sealed record ExpectedQuestion
{
    /// <summary>Ambulances in all.</summary>
    public required int Vehicles { get; init; }

    /// <summary>Chance that one is busy.</summary>
    public double Busy { get; init; }

    /// <summary>Doctors' cars in all; 0: the model has none.</summary>
    public int Doctors { get; init; }

    public double DoctorBusy { get; init; }

    /// <summary>Share of the calls that need a doctor.</summary>
    public double DoctorDemand { get; init; } = 0.3;

    /// <summary>Share of those that the tele emergency doctor takes over.</summary>
    public double TeleDoctorShare { get; init; }

    /// <summary>Limit of the doctor as a multiple of the rule's.</summary>
    public double DoctorLimit { get; init; } = 1.5;

    /// <summary>Every district is to have at least this share, 0 to 1.</summary>
    public double? Floor { get; init; }

    /// <summary>No district falls by more than this below what it has today.</summary>
    public double? MostWorse { get; init; }

    /// <summary>First the least share of all districts is raised as far as it goes, then the sum.</summary>
    public bool FairestFirst { get; init; }

    /// <summary>By station: at least so many; null: none has to stay.</summary>
    public IReadOnlyList<int>? AtLeast { get; init; }

    /// <summary>By station: at most so many; null: the capacity.</summary>
    public IReadOnlyList<int>? AtMost { get; init; }

    /// <summary>A placement that at most <see cref="MostMoves"/> vehicles may leave; null: none.</summary>
    public IReadOnlyList<int>? Near { get; init; }

    public int MostMoves { get; init; }
}

/// <summary>
/// MEXCLP (Daskin 1983) for ambulances and doctors' cars at shared stations, with the least share a district may have.
/// </summary>
internal static class ExpectedModel
{
    /// <summary>Steps that are worth less are left out.</summary>
    private const double LeastStep = 1e-9;

    public static AreaPlan Solve(AreaSites sites, ExpectedQuestion question, ILinearSolver solver, double seconds, int seed, CancellationToken ct)
    {
        double? fair = null;
        if (question.FairestFirst)
        {
            var (first, _, _, least) = Build(sites, question, null, fairest: true);
            var answer = solver.Solve(first, seconds / 2, null, ct);
            if (!answer.Has)
                return AreaPlan.None("expected", answer, seed, Infeasibility.Explain(first, solver, Math.Min(10, seconds), ct));
            fair = answer.Values[least] - 1e-7;
        }

        var (model, placed, second, _) = Build(sites, question, fair, fairest: false);
        var plan = CoverModels.Solved("expected", model, placed, question.Doctors > 0 ? second : null, solver, seconds, seed, ct);
        if (plan.End != LinearEnd.Infeasible)
            return plan;

        // For the reasons a cell may have more vehicles than there are, or their number would hide in the districts.
        var (whole, _, _, _) = Build(sites, question, fair, fairest: false, all: true);
        return plan with { Conflict = Infeasibility.Explain(whole, solver, Math.Min(10, seconds), ct) };
    }

    /// <summary>Expected coverage by district of a plan; the value of the whole is under the empty name.</summary>
    public static IReadOnlyDictionary<string, double> Shares(AreaSites sites, IReadOnlyList<int> vehicles, double busy)
    {
        var sums = new SortedDictionary<string, (double Within, double All)>(StringComparer.Ordinal);
        foreach (var row in sites.Rows(byDistrict: true))
        {
            var count = row.Stations.Sum(station => vehicles[station]);
            var within = row.Weight * (1 - Math.Pow(busy, count));
            foreach (var name in new[] { "", row.District }.Distinct(StringComparer.Ordinal))
                sums[name] = (sums.GetValueOrDefault(name).Within + within, sums.GetValueOrDefault(name).All + row.Weight);
        }

        return sums.ToDictionary(sum => sum.Key, sum => sum.Value.All > 0 ? sum.Value.Within / sum.Value.All : 1, StringComparer.Ordinal);
    }

    private static (LinearModel Model, List<int> Placed, List<int> Doctors, int Least) Build(AreaSites sites, ExpectedQuestion question, double? fair, bool fairest, bool all = false)
    {
        var model = new LinearModel(maximise: true);
        var stations = sites.Area.Stations;
        var placed = stations.Select((station, at) => model.Column(
            0, Math.Min(station.Capacity, question.AtLeast?[at] ?? 0), Math.Min(station.Capacity, question.AtMost?[at] ?? station.Capacity), true)).ToList();
        var doctors = question.Doctors > 0 ? stations.Select(station => model.Column(0, 0, Math.Min(station.Capacity, question.Doctors), true)).ToList() : [];
        var least = fairest ? model.Column(1, 0, 1, false) : -1;
        var districts = new SortedDictionary<string, (List<(int, double)> Terms, double All)>(StringComparer.Ordinal);
        foreach (var row in sites.Rows(byDistrict: true))
        {
            if (!districts.TryGetValue(row.District, out var district))
                district = ([], 0);
            district.Terms.AddRange(Steps(model, row, placed, sites, row.Weight, all ? int.MaxValue : question.Vehicles, question.Busy, fairest));
            districts[row.District] = (district.Terms, district.All + row.Weight);
        }

        if (question.Doctors > 0)
        {
            var needing = question.DoctorDemand * (1 - question.TeleDoctorShare);
            foreach (var row in sites.Rows(byDistrict: false, question.DoctorLimit))
                Steps(model, row, doctors, sites, row.Weight * needing, question.Doctors, question.DoctorBusy, fairest);
            model.Row("doctors' cars", doctors.Select(column => (column, 1.0)), most: question.Doctors);
            for (var station = 0; station < stations.Count; station++)
                model.Row($"room at {stations[station].Name}", [(placed[station], 1), (doctors[station], 1)], most: stations[station].Capacity);
        }

        if (question.Near is { } near)
        {
            var leaving = placed.Select((_, station) => model.Column(0, 0, near[station], false)).ToList();
            for (var station = 0; station < placed.Count; station++)
                model.Row("", [(placed[station], 1), (leaving[station], 1)], least: near[station]);
            model.Row("moves", leaving.Select(column => (column, 1.0)), most: question.MostMoves);
        }

        model.Row("vehicles", placed.Select(column => (column, 1.0)), most: question.Vehicles);
        Floors(model, sites, question, fair, least, districts);
        return (model, placed, doctors, least);
    }

    private static void Floors(
        LinearModel model, AreaSites sites, ExpectedQuestion question, double? fair, int least, SortedDictionary<string, (List<(int, double)> Terms, double All)> districts)
    {
        var today = question.MostWorse is null ? null : Shares(sites, sites.Today, question.Busy);
        foreach (var (name, (terms, all)) in districts)
        {
            if (all <= 0)
                continue;
            if (question.Floor is { } floor)
                model.Row(string.Create(CultureInfo.InvariantCulture, $"at least {100 * floor:0.#} % in {name}"), terms, least: floor * all);
            if (today is not null)
                model.Row($"not worse than today in {name}", terms, least: Math.Max(0, today[name] - question.MostWorse!.Value) * all);
            if (fair is { } share)
                model.Row($"the fairest share in {name}", terms, least: share * all);
            if (least >= 0)
                model.Row("", [.. terms, (least, -all)], least: 0);
        }
    }

    /// <summary>One column for each vehicle that may come, each worth less than the one before.</summary>
    private static List<(int Column, double Value)> Steps(
        LinearModel model, CoverRow row, List<int> placed, AreaSites sites, double weight, int vehicles, double busy, bool fairest)
    {
        var terms = new List<(int, double)>();
        if (row.Stations.Length == 0 || weight <= 0)
            return terms;
        var room = Math.Min(vehicles, row.Stations.Sum(station => sites.Area.Stations[station].Capacity));
        for (var step = 0; step < room; step++)
        {
            var gain = weight * (1 - busy) * Math.Pow(busy, step);
            if (gain <= LeastStep * weight)
                break;
            terms.Add((model.Column(fairest ? 0 : gain, 0, 1, false), gain));
        }

        model.Row("", [.. row.Stations.Select(station => (placed[station], 1.0)), .. terms.Select(term => (term.Item1, -1.0))], least: 0);
        return terms;
    }
}
