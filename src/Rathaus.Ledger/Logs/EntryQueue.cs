using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// Entries that programs hand in one by one: what arrives together is committed together, and each is answered after its commit.
/// Rooms of the house do not come here, their entries belong into the transaction of the event.
/// </summary>
internal sealed class EntryQueue(TownDatabase database, Submissions submissions) : IAsyncDisposable
{
    private readonly MicroBatcher<ProofRequest, string> batcher = new(
        database, new Batch(submissions), new MicroBatchOptions { Largest = 256 });

    /// <returns>The key, once the entry is durable; the same key a second time changes nothing.</returns>
    public async Task<Outcome<string>> SubmitAsync(short municipality, ProofRequest request, CancellationToken ct)
    {
        var taken = await batcher.SubmitAsync(municipality, request, ct);
        submissions.Wake();
        return taken;
    }

    public ValueTask DisposeAsync() => batcher.DisposeAsync();

    private sealed class Batch(Submissions submissions) : IMicroBatch<ProofRequest, string>
    {
        public string KeyOf(ProofRequest item) => item.Key;

        public async Task<IReadOnlyList<string>> WriteAsync(TownScope town, IReadOnlyList<ProofRequest> items, CancellationToken ct)
        {
            await town.ExecuteBatchAsync([submissions.Submit(town.Municipality, items)], ct);
            return [.. items.Select(static item => item.Key)];
        }

        public async Task<string?> FindAsync(TownScope town, ProofRequest item, CancellationToken ct) =>
            await town.QuerySingleOrDefaultAsync<string>(
                "select key from ledger.submission where municipality = @Town and key = @Key", new { item.Key }, ct);
    }
}
