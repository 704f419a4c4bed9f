using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Phone;

/// <summary>What of hand-overs goes into the history of the person, with the words the person saw.</summary>
internal sealed class HandoverEvents(RegionDatabase database, HandoverStore store, SecurityEvents events)
{
    public async Task ApprovedAsync(Handover handover, Guid account, string shown, bool networkDiffers, CancellationToken ct)
    {
        List<Sql> rows = [Row(handover.IsLogin ? "handover-approved" : "approval-given", account, handover, shown)];
        if (networkDiffers)
            rows.Add(Row("handover-other-network", account, handover, null));
        await database.ExecuteBatchAsync(rows, ct);
        events.Done("handover-approved");
        if (networkDiffers)
            events.Alert("handover-other-network");
    }

    /// <summary>Something the person should look at, told to whoever took the hand-over.</summary>
    public Task AlertAsync(string action, Handover handover, CancellationToken ct) =>
        handover.ClaimedAccount is { } account ? AlertAsync(action, account, handover, ct) : Task.CompletedTask;

    public async Task AlertAsync(string action, Guid account, Handover handover, CancellationToken ct)
    {
        await database.ExecuteBatchAsync([Row(action, account, handover, null)], ct);
        events.Alert(action);
    }

    /// <summary>Both sides of a second claim are told.</summary>
    public async Task ConflictAsync(byte[] id, Guid second, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } handover)
            return;
        await AlertAsync("handover-conflict", handover, ct);
        if (handover.ClaimedAccount != second)
            await AlertAsync("handover-conflict", second, handover, ct);
    }

    private Sql Row(string action, Guid account, Handover handover, string? shown) => events.Row(action, account, null, new
    {
        service = $"{handover.Service}, {handover.Town}",
        device = handover.Device,
        place = handover.Place,
        text = shown,
    });
}
