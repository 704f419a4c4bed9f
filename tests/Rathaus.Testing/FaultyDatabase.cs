using Npgsql;
using Rathaus.Kernel.Data;

namespace Rathaus.Testing;

/// <summary>
/// Breaks the connection at the n-th database call, before it is sent or after it was answered. Register it as
/// <see cref="IDatabaseWatch"/> (<c>app.With(s => s.AddSingleton&lt;IDatabaseWatch&gt;(faulty))</c>) and let
/// <see cref="AtEveryStepAsync"/> run an operation with every step failing in turn.
/// </summary>
public sealed class FaultyDatabase : IDatabaseWatch
{
    private int calls;
    private int failAt = int.MaxValue;

    /// <summary>How many calls were seen since the last <see cref="FailAt"/>; a lease and an answer count each.</summary>
    public int Calls => Volatile.Read(ref calls);

    public bool Failed => Calls >= failAt;

    /// <summary>Counts from zero again; the n-th call (from 1) fails, and only that one.</summary>
    public void FailAt(int n)
    {
        Volatile.Write(ref calls, 0);
        failAt = n;
    }

    public void Heal() => FailAt(int.MaxValue);

    public void BeforeCall() => Step();

    public void AfterCall() => Step();

    /// <summary>
    /// Runs <paramref name="operation"/> with the first call failing, then the second … until it runs through untouched.
    /// After each, <paramref name="check"/> sees the healed database. An unexpected exception of the operation ends the test.
    /// </summary>
    /// <returns>How many steps there are.</returns>
    public async Task<int> AtEveryStepAsync(Func<int, Task> operation, Func<int, Task> check)
    {
        for (var n = 1; ; n++)
        {
            FailAt(n);
            try
            {
                await operation(n);
            }
            catch (DatabaseUnavailableException)
            {
                // What the edge answers with 503.
            }

            var failed = Failed;
            Heal();
            await check(n);
            if (!failed)
                return n - 1;
            if (n > 1000)
                throw new InvalidOperationException("The operation never runs through");
        }
    }

    private void Step()
    {
        if (Interlocked.Increment(ref calls) == failAt)
            throw new NpgsqlException("Connection lost on purpose", new IOException("cut"));
    }
}
