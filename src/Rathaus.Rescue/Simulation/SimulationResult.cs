namespace Rathaus.Rescue.Simulation;

/// <summary>One number of a result.</summary>
/// <param name="Unit">share, s, h/week, 1/week, calls/week, calls.</param>
/// <param name="Rule">Id of the rule it belongs to; null: none.</param>
/// <param name="District">Null: the whole area.</param>
internal sealed record Metric(string Name, string Unit, string? Rule = null, string? District = null);

/// <summary>A metric with its estimate.</summary>
internal sealed record MetricValue(string Name, string Unit, string? Rule, string? District, double Mean, double Low, double High);

/// <summary>What a rule comes to.</summary>
/// <param name="Verdict">met, missed or alarm by the whole interval, else open.</param>
internal sealed record RuleValue(string Rule, string Name, double Share, double Low, double High, double Target, double? Alarm, string Verdict, string? ToBeConfirmed);

/// <summary>Values of all replications, and what they come to.</summary>
internal sealed class SimulationResult(SimulationModel model, IReadOnlyList<Metric> metrics, IReadOnlyList<double[]> values, IReadOnlyList<long> responses)
{
    public SimulationRun Run => model.Run;

    public IReadOnlyList<Metric> Metrics { get; } = metrics;

    /// <summary>By replication and metric.</summary>
    public IReadOnlyList<double[]> Values { get; } = values;

    public int Replications => Values.Count;

    /// <summary>Emergencies of all replications by whole seconds from the call to the first vehicle.</summary>
    public IReadOnlyList<long> Responses { get; } = responses;

    public Estimate this[string name] => Of(Metrics.ToList().FindIndex(metric => metric.Name == name && metric.District is null));

    public Estimate Share(string rule) => Of(Metrics.ToList().FindIndex(metric => metric.Rule == rule && metric.District is null));

    public IReadOnlyList<MetricValue> Summary() => [.. Metrics.Select((metric, at) => Value(metric, Of(at)))];

    public IReadOnlyList<RuleValue> Rules() =>
    [
        .. model.Rules.Select(setup =>
        {
            var (rule, share) = (setup.Rule, Share(setup.Rule.Id));
            var verdict = share.Low >= rule.TargetShare ? "met" : share.High < rule.AlarmShare ? "alarm" : share.High < rule.TargetShare ? "missed" : "open";
            return new RuleValue(rule.Id, rule.Name, share.Mean, share.Low, share.High, rule.TargetShare, rule.AlarmShare, verdict, rule.ToBeConfirmed);
        }),
    ];

    /// <summary>
    /// This minus the other, replication by replication: both saw the same calls, so what differs is the variant.
    /// </summary>
    /// <exception cref="ArgumentException">They were not run with equal seeds, times and numbers of replications.</exception>
    public IReadOnlyList<MetricValue> Minus(SimulationResult other)
    {
        if (Run.Seed != other.Run.Seed || Run.Start != other.Run.Start || Run.Weeks != other.Run.Weeks || Run.WarmUpHours != other.Run.WarmUpHours)
            throw new ArgumentException("variants are compared with equal seed, start and weeks", nameof(other));
        var pairs = Math.Min(Replications, other.Replications);
        var places = other.Metrics.Select((metric, at) => (metric, at)).ToDictionary(place => place.metric, place => place.at);
        return
        [
            .. Metrics.Select((metric, at) => (metric, at)).Where(pair => places.ContainsKey(pair.metric)).Select(pair => Value(
                pair.metric, Estimate.Of(Enumerable.Range(0, pairs).Select(run => Values[run][pair.at] - other.Values[run][places[pair.metric]])))),
        ];
    }

    private Estimate Of(int metric) => metric < 0 ? new(double.NaN, double.NaN, double.NaN, 0) : Estimate.Of(Values.Select(run => run[metric]));

    private static MetricValue Value(Metric metric, Estimate found) =>
        new(metric.Name, metric.Unit, metric.Rule, metric.District, found.Mean, found.Low, found.High);

    /// <summary>What is reported of a model, and how it is read from a tally. Vehicles only as groups, never one by one.</summary>
    public static IReadOnlyList<(Metric Metric, Func<Tally, double> Read)> Of(SimulationModel model)
    {
        double weeks = model.Run.Weeks;
        var rows = new List<(Metric, Func<Tally, double>)>();
        for (var at = 0; at < model.Rules.Length; at++)
        {
            var (rule, id) = (at, model.Rules[at].Rule.Id);
            rows.Add((new Metric("reached", "share", id), tally => tally.Share(rule)));
            for (var place = 0; place < model.Districts.Length; place++)
            {
                var district = place;
                rows.Add((new Metric("reached", "share", id, model.Districts[district]), tally => tally.Share(rule, district)));
            }
        }

        rows.Add((new("response_mean", "s"), tally => tally.MeanResponse));
        foreach (var level in new[] { 0.5, 0.75, 0.9, 0.95 })
            rows.Add((new($"response_p{level * 100:0}", "s"), tally => tally.ResponseQuantile(level)));
        foreach (var type in model.Vehicles.Select(vehicle => vehicle.Type).Distinct().Order())
            rows.Add((new($"utilisation_{type.ToString().ToLowerInvariant()}", "share"), tally => tally.Utilisation(type)));
        rows.AddRange(
        [
            (new("calls", "calls/week"), tally => tally.Calls / weeks),
            (new("emergencies", "calls/week"), tally => tally.Emergencies / weeks),
            (new("missed", "calls/week"), tally => tally.Missed / weeks),
            (new("by_neighbour", "calls/week"), tally => tally.ByNeighbour / weeks),
            (new("waiting", "share"), tally => tally.Emergencies == 0 ? double.NaN : (double)tally.Waited / tally.Emergencies),
            (new("wait_mean", "s"), tally => tally.Emergencies == 0 ? double.NaN : tally.WaitSeconds / tally.Emergencies),
            (new("queue_longest", "calls"), tally => tally.LongestQueue),
            (new("transports_waiting", "share"), tally => tally.Transports == 0 ? double.NaN : (double)tally.TransportsWaited / tally.Transports),
            (new("transport_wait_mean", "s"), tally => tally.Transports == 0 ? double.NaN : tally.TransportWaitSeconds / tally.Transports),
            (new("overtime", "h/week"), tally => tally.OvertimeHours / weeks),
            (new("breaks_missed", "1/week"), tally => tally.BreaksMissed / weeks),
            (new("redirected", "1/week"), tally => tally.Redirected / weeks),
            (new("relocations", "1/week"), tally => tally.Relocations / weeks),
            (new("breakdowns", "1/week"), tally => tally.Breakdowns / weeks),
            (new("hospital_not_nearest", "1/week"), tally => tally.Diverted / weeks),
            (new("doctor_needed", "calls/week"), tally => tally.DoctorNeeded / weeks),
            (new("doctor_by_tele", "share"), tally => tally.DoctorNeeded == 0 ? double.NaN : (double)tally.DoctorByTele / tally.DoctorNeeded),
            (new("doctor_too_late", "share"), tally => tally.DoctorNeeded == 0 ? double.NaN : (double)tally.DoctorTooLate / tally.DoctorNeeded),
        ]);
        return rows;
    }
}
