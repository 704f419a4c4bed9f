using System.Text;

namespace Rathaus.Host.Operations;

/// <summary>One time series: an instrument with one set of labels.</summary>
internal sealed class MetricSeries(string name, string help, string kind, string labels)
{
    /// <summary>Bounds in seconds for durations, fine around the bars of docs/operations.md.</summary>
    private static readonly double[] Bounds =
        [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly long[]? buckets = kind == "histogram" ? new long[Bounds.Length + 1] : null;
    private readonly Lock gate = new();
    private double sum;
    private long count;

    public string Name { get; } = name;

    public string Help { get; } = help;

    public string Kind { get; } = kind;

    public string Labels { get; } = labels;

    public void Set(double value)
    {
        lock (gate)
            sum = value;
    }

    public void Add(double value)
    {
        lock (gate)
            sum += value;
    }

    public void Observe(double value)
    {
        var index = Array.BinarySearch(Bounds, value);
        lock (gate)
        {
            buckets![index < 0 ? ~index : index]++;
            sum += value;
            count++;
        }
    }

    public void AppendTo(StringBuilder text)
    {
        lock (gate)
        {
            if (buckets is null)
            {
                text.Append(Name).Append(Labels).Append(' ').Append(PrometheusText.Number(sum)).Append('\n');
                return;
            }

            var inner = Labels.Length == 0 ? "{" : Labels[..^1] + ",";
            long below = 0;
            for (var i = 0; i < buckets.Length; i++)
            {
                below += buckets[i];
                var bound = i < Bounds.Length ? PrometheusText.Number(Bounds[i]) : "+Inf";
                text.Append(Name).Append("_bucket").Append(inner).Append("le=\"").Append(bound).Append("\"} ")
                    .Append(below).Append('\n');
            }

            text.Append(Name).Append("_sum").Append(Labels).Append(' ').Append(PrometheusText.Number(sum)).Append('\n');
            text.Append(Name).Append("_count").Append(Labels).Append(' ').Append(count).Append('\n');
        }
    }
}
