using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Rathaus.Kernel.Jobs;

/// <summary>One bell for all kinds: whoever rings while it rings already only adds the kind to look for.</summary>
internal sealed class JobSignal : IJobSignal
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ConcurrentDictionary<string, byte> rung = new(StringComparer.Ordinal);

    public void Wake(string kind)
    {
        rung[kind] = 0;
        bell.Writer.TryWrite(true);
    }

    /// <summary>The kinds that were rung for since the last call.</summary>
    public IReadOnlyCollection<string> Take() => [.. rung.Keys.Where(kind => rung.TryRemove(kind, out _))];

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
