using Npgsql;

namespace Rathaus.Kernel.Data;

/// <summary>A transaction of several round trips; begins with its first statement.</summary>
public abstract class ScopeTransaction : SqlScope
{
    private readonly SqlRunner runner;
    private readonly NpgsqlConnection connection;
    private readonly short? town;
    private bool begun;

    private protected ScopeTransaction(SqlRunner runner, NpgsqlConnection connection, short? town)
    {
        this.runner = runner;
        this.connection = connection;
        this.town = town;
    }

    private protected override bool RetriesReads => false;

    internal bool Abandoned { get; private set; }

    /// <summary>Nothing of this transaction shall stay; the work's return value is still handed back.</summary>
    public void Abandon() => Abandoned = true;

    public override Task<IReadOnlyList<int>> ExecuteBatchAsync(IReadOnlyList<Sql> commands, CancellationToken ct) =>
        SendAsync(commands, SqlRunner.CountAsync, ct);

    public override Task<T> QueryBatchAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct) =>
        SendAsync(commands, (reader, _) => read(reader), ct);

    private Task<T> SendAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, IReadOnlyList<NpgsqlBatchCommand>, Task<T>> read, CancellationToken ct)
    {
        var first = !begun;
        begun = true;
        return runner.SendAsync(connection, town, commands, begin: first, commit: false, read, ct);
    }

    internal static async Task<TResult> RunAsync<TTransaction, TResult>(
        SqlRunner runner, Func<NpgsqlConnection, TTransaction> make, Func<TTransaction, Task<TResult>> work,
        CancellationToken ct)
        where TTransaction : ScopeTransaction
    {
        // Leaving without commit is enough to undo: the pool rolls an open transaction back before the next lease.
        await using var connection = await runner.OpenAsync(ct);
        var transaction = make(connection);
        var result = await work(transaction);
        if (transaction.begun && !transaction.Abandoned)
            await runner.SendAsync(connection, null, [], begin: false, commit: true, SqlRunner.CountAsync, ct);
        return result;
    }
}

/// <summary>A transaction in one town's scope.</summary>
public sealed class TownTransaction : ScopeTransaction
{
    internal TownTransaction(SqlRunner runner, NpgsqlConnection connection, short municipality)
        : base(runner, connection, municipality) => Municipality = municipality;

    public short Municipality { get; }
}

/// <summary>A transaction on region tables.</summary>
public sealed class RegionTransaction : ScopeTransaction
{
    internal RegionTransaction(SqlRunner runner, NpgsqlConnection connection)
        : base(runner, connection, null)
    {
    }
}
