using System.Runtime.InteropServices;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Durations;

/// <summary>
/// Fits durations from recorded missions (specs/rescue.md section 6.3). A stamp that is missing leaves bounds, not a hole: the
/// stretch ended before the next stamp that is there. Log-normal laws by class, hours and hospital are drawn to the next coarser
/// ones, the more the fewer missions they have; where the logarithm is plainly not normal its own shape is kept.
/// </summary>
/// <param name="hospitals">Ids in the order of the area.</param>
/// <param name="resolution">Seconds to which stamps were kept: 1, or 60 for a register that knows minutes.</param>
internal sealed class DurationFit(IReadOnlyList<string> hospitals, TimeZoneInfo zone, int resolution = 1)
{
    private const int Longest = 8 * 3_600;
    private const int LeastForShape = 300;
    private const int ShapeParts = 200;
    private const double LeastKnown = 0.75;
    private const double VarianceKappa = 20;
    private const double MostKappa = 1_000;

    private readonly Dictionary<DurationKey, DurationSample> leaves = [];
    private readonly Dictionary<string, int> places = hospitals.Select((id, at) => (id, at)).ToDictionary(place => place.id, place => place.at);
    private readonly Dictionary<(DurationKey Key, bool Behind), Dictionary<int, int>> bounds = [];
    private readonly Dictionary<(MissionPhase Phase, bool Behind), Dictionary<int, int>> gaps = [];
    private int implausible;

    /// <param name="call">What the mission was for; null: an urgent emergency.</param>
    /// <param name="first">The first vehicle of its call: only its alarm tells how long deciding took.</param>
    public void Add(MissionRecord mission, CallRecord? call, bool first)
    {
        if (mission.Cancelled)
            return;
        var kind = DurationKey.ClassOf(mission.Type, call?.Kind ?? CallKind.Emergency, call?.HighPriority ?? true);
        var block = DurationKey.BlockOf(TimeZoneInfo.ConvertTime(mission.DispatchedAt, zone).Hour);
        var hospital = call?.Hospital is { } id && places.TryGetValue(id, out var at) ? at : -1;
        if (first && call is not null)
        {
            Stretch(new(MissionPhase.Taking, kind, block, -1), null, call.ReceivedAt, call.OpenedAt, mission.DispatchedAt);
            Stretch(new(MissionPhase.Deciding, kind, block, -1), call.ReceivedAt, call.OpenedAt, mission.DispatchedAt, null);
        }

        var transported = mission.AtHospitalAt is not null || mission.LeaveSceneAt is not null || (call?.Transported ?? false);
        var treated = mission.LeaveSceneAt ?? mission.AtHospitalAt ?? mission.FreeAt;
        Stretch(new(MissionPhase.Turnout, kind, block, -1), null, mission.DispatchedAt, mission.EnRouteAt, mission.OnSceneAt ?? mission.AtPatientAt ?? treated);
        Stretch(new(MissionPhase.Access, kind, block, -1), mission.EnRouteAt ?? mission.DispatchedAt, mission.OnSceneAt, mission.AtPatientAt, treated);
        if (transported)
        {
            Stretch(new(MissionPhase.Treating, kind, block, -1), mission.EnRouteAt ?? mission.DispatchedAt, mission.OnSceneAt, mission.LeaveSceneAt, mission.AtHospitalAt ?? mission.FreeAt);
            Stretch(new(MissionPhase.Handover, kind, block, hospital), mission.LeaveSceneAt ?? mission.OnSceneAt, mission.AtHospitalAt, mission.FreeAt, mission.BackAt);
        }
        else
        {
            // Without a stamp on scene nothing says that it got there: most likely it was called off.
            Stretch(new(MissionPhase.Attending, kind, block, -1), null, mission.OnSceneAt ?? mission.AtPatientAt, mission.FreeAt, mission.BackAt);
        }
    }

    public MissionDurations Fit()
    {
        PlaceBounds();
        var samples = new Dictionary<DurationKey, DurationSample>();
        foreach (var (leaf, sample) in leaves)
        {
            for (DurationKey? key = leaf; key is { } now; key = now.Coarser)
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(samples, now, out _);
                (sum ??= new DurationSample()).Add(sample);
            }
        }

        // Coarse ones first: each finer one leans on the one before.
        var order = samples.Keys.OrderBy(Depth).ThenBy(key => key.Phase).ThenBy(key => key.Class).ThenBy(key => key.Block).ThenBy(key => key.Hospital).ToList();
        var raw = order.ToDictionary(key => key, key => samples[key].Fit());
        var kappa = order.GroupBy(key => (key.Phase, Depth(key))).ToDictionary(level => level.Key, level => Kappa([.. level], samples, raw));
        var fitted = new Dictionary<DurationKey, (double Mu, double Variance)>();
        var laws = new Dictionary<DurationKey, DurationLaw>();
        var rows = new List<DurationRow>();
        var shapes = new Dictionary<(MissionPhase, int), double[]?>();
        foreach (var key in order)
        {
            var (mu, variance) = raw[key];
            if (key.Coarser is { } above)
            {
                var (parent, count, drawn) = (fitted[above], samples[key].Count, kappa[(key.Phase, Depth(key))]);
                mu = ((count * mu) + (drawn * parent.Mu)) / (count + drawn);
                variance = ((count * variance) + (VarianceKappa * parent.Variance)) / (count + VarianceKappa);
            }

            fitted[key] = (mu, variance);
            if (key.Block < 0)
                shapes[(key.Phase, key.Class)] = Shape(samples[key], raw[key]);
            var shape = shapes[(key.Phase, key.Class)];
            laws[key] = shape is null ? new LogNormalDuration(mu, Math.Sqrt(variance)) : new ShapedDuration(mu, Math.Sqrt(variance), shape);
            rows.Add(new DurationRow(key, samples[key].Count, samples[key].Bounded, laws[key].Seconds(0.5), Math.Sqrt(variance), shape is not null));
        }

        return new MissionDurations(laws, rows, implausible);
    }

    /// <summary>How many missions the coarser law is worth: the variance within over that between (by moments).</summary>
    private static double Kappa(DurationKey[] level, Dictionary<DurationKey, DurationSample> samples, Dictionary<DurationKey, (double Mu, double Variance)> raw)
    {
        if (level[0].Coarser is null || level.Length < 2)
            return 0;
        var count = level.Sum(key => (double)samples[key].Count);
        var within = level.Sum(key => samples[key].Count * raw[key].Variance) / count;
        var between = level.Sum(key => samples[key].Count * Math.Pow(raw[key].Mu - raw[key.Coarser!.Value].Mu, 2)) / count;
        var noise = within * level.Length / count;
        return between - noise <= within / MostKappa ? MostKappa : within / (between - noise);
    }

    /// <summary>Null: the logarithm may be normal (Kolmogorov and Smirnov, one in a hundred), or there are too few to say.</summary>
    private static double[]? Shape(DurationSample sample, (double Mu, double Variance) fitted)
    {
        var values = sample.Standardised(fitted.Mu, Math.Sqrt(fitted.Variance)).ToArray();
        var count = values.Sum(value => value.Times);
        if (count < LeastForShape || count < LeastKnown * sample.Count)
            return null;
        var (before, distance) = (0, 0.0);
        foreach (var (value, times) in values)
        {
            // Rounded stamps fall in heaps: the middle of the heap is compared.
            distance = Math.Max(distance, Math.Abs(Normal.UpTo(value) - ((before + (times / 2.0)) / count)));
            before += times;
        }

        return distance <= 1.63 / Math.Sqrt(count) ? null : Quantiles(values, count);
    }

    private static double[] Quantiles((double Value, int Times)[] values, int count)
    {
        var quantiles = new double[ShapeParts];
        var (at, before) = (0, values[0].Times);
        for (var part = 0; part < ShapeParts; part++)
        {
            while (before < (part + 0.5) / ShapeParts * count && at + 1 < values.Length)
                before += values[++at].Times;
            quantiles[part] = values[at].Value;
        }

        return quantiles;
    }

    /// <param name="before">The last stamp before the stretch, for when its begin is missing.</param>
    /// <param name="after">The first stamp behind it, for when its end is missing.</param>
    private void Stretch(DurationKey key, DateTimeOffset? before, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset? after)
    {
        if ((from, to) is ({ } began, { } ended))
        {
            var took = Between(began, ended);
            if (took is < 0 or > Longest)
            {
                implausible++;
                return;
            }

            Leaf(key).Add(resolution > 1 ? Math.Max(0, took - resolution) : took, resolution > 1 ? took + resolution : took);
            if (after is { } next && next >= ended)
                Count(gaps, (key.Phase, true), Between(ended, next));
            if (before is { } last && last <= began)
                Count(gaps, (key.Phase, false), Between(last, began));
            return;
        }

        var bound = (from, to) switch
        {
            ({ } start, null) when after is { } next => Between(start, next),
            (null, { } end) when before is { } last => Between(last, end),
            _ => -1,
        };
        if (bound is >= 0 and <= Longest)
            Count(bounds, (key, from is not null), bound + resolution - 1);
    }

    /// <summary>
    /// What is known with a stamp missing is the stretch together with the one next to it. That one, as long as it is in other missions
    /// (the middle four fifths), is taken off: the bound alone would make every stretch too long or, taken as free below, too short.
    /// </summary>
    private void PlaceBounds()
    {
        foreach (var ((key, behind), counts) in bounds)
        {
            var (low, high) = gaps.TryGetValue((key.Phase, behind), out var seen) ? (Quantile(seen, 0.1), Quantile(seen, 0.9)) : (0, Longest);
            foreach (var (most, times) in counts)
                Leaf(key).Add(Math.Max(0, most - high), Math.Max(1, most - low), times);
        }

        bounds.Clear();
    }

    private static int Quantile(Dictionary<int, int> counts, double level)
    {
        var (left, result) = (level * counts.Values.Sum(), 0);
        foreach (var (seconds, times) in counts.OrderBy(row => row.Key))
        {
            result = seconds;
            left -= times;
            if (left <= 0)
                break;
        }

        return result;
    }

    private static void Count<TKey>(Dictionary<TKey, Dictionary<int, int>> all, TKey key, int seconds)
        where TKey : notnull
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(all, key, out _);
        CollectionsMarshal.GetValueRefOrAddDefault(counts ??= [], seconds, out _)++;
    }

    private DurationSample Leaf(DurationKey key)
    {
        ref var sample = ref CollectionsMarshal.GetValueRefOrAddDefault(leaves, key, out _);
        return sample ??= new DurationSample();
    }

    private static int Between(DateTimeOffset from, DateTimeOffset to) => (int)Math.Clamp((to - from).TotalSeconds, -1, int.MaxValue - 1);

    private static int Depth(DurationKey key) => (key.Class >= 0 ? 1 : 0) + (key.Block >= 0 ? 1 : 0) + (key.Hospital >= 0 ? 1 : 0);
}
