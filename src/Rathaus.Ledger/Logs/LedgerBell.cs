using System.Threading.Channels;

namespace Rathaus.Ledger.Logs;

/// <summary>Wakes the keeper of this process; whoever rings while it rings already changes nothing.</summary>
internal sealed class LedgerBell
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => bell.Writer.TryWrite(true);

    /// <summary>Waits for the bell, or for <paramref name="pause"/>.</summary>
    public async Task WaitAsync(TimeSpan pause, CancellationToken ct)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(pause);
        try
        {
            await bell.Reader.ReadAsync(timer.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time to look all the same.
        }
    }
}
