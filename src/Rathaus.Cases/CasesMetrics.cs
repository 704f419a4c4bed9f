using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Rathaus.Cases;

/// <summary>Counters of this room. Labels name town, service and outcome; never a person, a case or an address.</summary>
internal static class CasesMetrics
{
    public const string MeterName = "Rathaus.Cases";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>("rathaus.submissions");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("rathaus.submission.duration", unit: "s");

    private static readonly Counter<long> Drafts = Meter.CreateCounter<long>("rathaus.drafts.started");

    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>("rathaus.decisions");

    private static readonly Counter<long> Payments = Meter.CreateCounter<long>("rathaus.payments");

    /// <param name="outcome"><c>accepted</c>, <c>repeated</c> or the refusal's code.</param>
    public static void Submitted(string town, string service, string outcome, TimeSpan took)
    {
        var tags = new TagList { { "town", town }, { "service", service }, { "outcome", outcome } };
        Submissions.Add(1, tags);
        Duration.Record(took.TotalSeconds, tags);
    }

    public static void DraftStarted(string town, string service) =>
        Drafts.Add(1, new TagList { { "town", town }, { "service", service } });

    public static void Decided(string service, string outcome, bool automatic) =>
        Decisions.Add(1, new TagList { { "service", service }, { "outcome", outcome }, { "automatic", automatic } });

    public static void PaymentChanged(string provider, string state) =>
        Payments.Add(1, new TagList { { "provider", provider }, { "state", state } });
}
