using System.Collections.Concurrent;

namespace Rathaus.Ledger.Http;

/// <summary>How much each program may hand in per hour on this host: a faulty one fills no log for good.</summary>
internal sealed class EntryQuota(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long Hour, int Count)> used = new(StringComparer.Ordinal);

    public bool Takes(LedgerService service)
    {
        var hour = time.GetUtcNow().ToUnixTimeSeconds() / 3600;
        var now = used.AddOrUpdate(
            service.Name, _ => (hour, 1), (_, before) => before.Hour == hour ? (hour, before.Count + 1) : (hour, 1));
        return now.Count <= service.PerHour;
    }
}
