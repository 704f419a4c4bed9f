namespace Rathaus.Kernel.Jobs;

/// <summary>
/// How many requests this host is answering right now. Jobs ask it: in a rush, receipts come first and what follows them
/// (automatic decisions, notices) a little later.
/// </summary>
public sealed class ForegroundLoad
{
    private static readonly int Many = 4 * Environment.ProcessorCount;
    private int open;

    /// <summary>More requests are open than the cores can be answering.</summary>
    public bool Busy => Volatile.Read(ref open) > Many;

    public void Enter() => Interlocked.Increment(ref open);

    public void Leave() => Interlocked.Decrement(ref open);
}
