using System.Diagnostics.Metrics;

namespace Rathaus.Kernel.Data;

/// <summary>Metrics of database work (docs/operations.md); labels name kinds, never persons or cases.</summary>
public static class DataMeter
{
    public const string Name = "Rathaus.Data";

    internal static readonly Meter Meter = new(Name);

    internal static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("rathaus.microbatch.size", description: "Items committed together");

    internal static readonly Counter<long> Refused =
        Meter.CreateCounter<long>("rathaus.rls.refused", description: "Writes that row-level security refused");

    internal static readonly Histogram<double> JobDuration =
        Meter.CreateHistogram<double>("rathaus.job.duration", "s", "One run of a job, by kind and outcome");
}
