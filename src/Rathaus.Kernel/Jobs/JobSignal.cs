using System.Threading.Channels;

namespace Rathaus.Kernel.Jobs;

/// <summary>One bell for all kinds: whoever rings while it rings already changes nothing.</summary>
internal sealed class JobSignal : IJobSignal
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake(string kind) => bell.Writer.TryWrite(true);

    /// <summary>Waits for the bell or for <paramref name="pause"/>.</summary>
    public async Task WaitAsync(TimeSpan pause, CancellationToken ct)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(pause);
        try
        {
            await bell.Reader.ReadAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look again, or to stop: the caller knows.
        }
    }
}
