using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Rathaus.Host.Operations;

/// <summary>
/// Listens to the meters of the framework, the database driver and the rooms and keeps their series for
/// <c>/metrics</c>. At most 2,000 series: a label that runs away costs its own series, never memory.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private const int MaximumSeries = 2_000;

    private static readonly string[] Meters =
    [
        "Rathaus", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting",
    ];

    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), MetricSeries> series = new();
    private readonly MeterListener listener = new();
    private long dropped;

    public MetricsCollector()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (Array.Exists(Meters, meter => instrument.Meter.Name.StartsWith(meter, StringComparison.Ordinal)))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    /// <summary>All series now, observable instruments freshly read.</summary>
    public string Scrape()
    {
        listener.RecordObservableInstruments();
        var lost = new MetricSeries(
            "rathaus_metrics_dropped_total", "Measurements beyond the limit of series", "counter", string.Empty);
        lost.Set(Interlocked.Read(ref dropped));
        return PrometheusText.Write(series.Values.Append(lost));
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, PrometheusText.LabelsOf(tags));
        if (!series.TryGetValue(key, out var one))
        {
            if (series.Count >= MaximumSeries)
            {
                Interlocked.Increment(ref dropped);
                return;
            }

            one = series.GetOrAdd(key, made => Make(made.Instrument, made.Labels));
        }

        if (one.Kind == "histogram")
            one.Observe(value);
        else if (IsAbsolute(instrument))
            one.Set(value);
        else
            one.Add(value);
    }

    private static MetricSeries Make(Instrument instrument, string labels)
    {
        var type = instrument.GetType().Name;
        var kind = type switch
        {
            _ when type.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
            _ when type.StartsWith("Counter", StringComparison.Ordinal)
                || type.StartsWith("ObservableCounter", StringComparison.Ordinal) => "counter",
            _ => "gauge",
        };
        var name = PrometheusText.NameOf(instrument.Name, instrument.Unit, kind == "counter");
        return new MetricSeries(name, instrument.Description ?? string.Empty, kind, labels);
    }

    private static bool IsAbsolute(Instrument instrument) =>
        instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);
}
