namespace Rathaus.Kernel.Data;

/// <summary>
/// The door to the towns' tables for requests (role <c>rathaus_app</c>, row-level security). Singleton:
/// <code>
/// var town = database.For(municipality.Number);
/// var row = await town.QuerySingleOrDefaultAsync&lt;Row&gt;("select … where municipality = @Town and id = @id", new { id }, ct);
/// </code>
/// </summary>
public sealed class TownDatabase
{
    private readonly SqlRunner runner;

    internal TownDatabase(SqlRunner runner) => this.runner = runner;

    /// <param name="municipality">The town's number from its <c>municipality.yaml</c>, 1 or more.</param>
    public TownScope For(short municipality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(municipality, (short)1);
        return new TownScope(runner, municipality);
    }
}

/// <summary>
/// One town's rows and no others. Each call is one round trip: <c>begin</c>, <c>set local rathaus.municipality</c>, the
/// statements, <c>commit</c>. Cheap to make, keeps no connection.
/// </summary>
public sealed class TownScope : SqlScope
{
    private readonly SqlRunner runner;

    internal TownScope(SqlRunner runner, short municipality)
    {
        this.runner = runner;
        Municipality = municipality;
    }

    public short Municipality { get; }

    public override Task<IReadOnlyList<int>> ExecuteBatchAsync(IReadOnlyList<Sql> commands, CancellationToken ct) =>
        runner.OnceExecuteAsync(Municipality, commands, ct);

    public override Task<T> QueryBatchAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct) =>
        runner.OnceAsync(Municipality, commands, read, ct);

    /// <summary>
    /// Several round trips in one transaction (READ COMMITTED; guard with <c>version</c>, unique indexes or
    /// <c>for update</c>). Commits when <paramref name="work"/> returns, undoes everything when it throws or when it
    /// called <see cref="ScopeTransaction.Abandon"/>.
    /// </summary>
    public Task<T> InTransactionAsync<T>(Func<TownTransaction, Task<T>> work, CancellationToken ct) =>
        ScopeTransaction.RunAsync(runner, connection => new TownTransaction(runner, connection, Municipality), work, ct);
}

/// <summary>
/// The region's own tables, which hold no town's data: accounts, sessions, document hashes, keys. Each call is one round
/// trip and one transaction.
/// </summary>
public sealed class RegionDatabase : SqlScope
{
    private readonly SqlRunner runner;

    internal RegionDatabase(SqlRunner runner) => this.runner = runner;

    public override Task<IReadOnlyList<int>> ExecuteBatchAsync(IReadOnlyList<Sql> commands, CancellationToken ct) =>
        runner.OnceExecuteAsync(null, commands, ct);

    public override Task<T> QueryBatchAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct) =>
        runner.OnceAsync(null, commands, read, ct);

    /// <inheritdoc cref="TownScope.InTransactionAsync"/>
    public Task<T> InTransactionAsync<T>(Func<RegionTransaction, Task<T>> work, CancellationToken ct) =>
        ScopeTransaction.RunAsync(runner, connection => new RegionTransaction(runner, connection), work, ct);
}

/// <summary>
/// Reads the rows of all towns and changes none (role <c>rathaus_backup</c>): for invariants of the doctor and nothing a
/// request does.
/// </summary>
public sealed class InspectionDatabase : SqlScope
{
    private readonly SqlRunner runner;

    internal InspectionDatabase(SqlRunner runner) => this.runner = runner;

    public override Task<IReadOnlyList<int>> ExecuteBatchAsync(IReadOnlyList<Sql> commands, CancellationToken ct) =>
        runner.OnceExecuteAsync(null, commands, ct);

    public override Task<T> QueryBatchAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct) =>
        runner.OnceAsync(null, commands, read, ct);
}

/// <summary>
/// Background work (role <c>rathaus_worker</c>): region-wide on tables whose migration says so, else per town by
/// <see cref="For"/>. Never used for a request.
/// </summary>
public sealed class WorkerDatabase : SqlScope
{
    private readonly SqlRunner runner;

    internal WorkerDatabase(SqlRunner runner) => this.runner = runner;

    public TownScope For(short municipality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(municipality, (short)1);
        return new TownScope(runner, municipality);
    }

    public override Task<IReadOnlyList<int>> ExecuteBatchAsync(IReadOnlyList<Sql> commands, CancellationToken ct) =>
        runner.OnceExecuteAsync(null, commands, ct);

    public override Task<T> QueryBatchAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct) =>
        runner.OnceAsync(null, commands, read, ct);

    /// <inheritdoc cref="TownScope.InTransactionAsync"/>
    public Task<T> InTransactionAsync<T>(Func<RegionTransaction, Task<T>> work, CancellationToken ct) =>
        ScopeTransaction.RunAsync(runner, connection => new RegionTransaction(runner, connection), work, ct);
}

/// <summary>The memory of the witness of this house (role <c>rathaus_witness</c>): its tables and nothing else.</summary>
public sealed class WitnessDatabase : SqlScope
{
    private readonly SqlRunner runner;

    internal WitnessDatabase(SqlRunner runner) => this.runner = runner;

    public override Task<IReadOnlyList<int>> ExecuteBatchAsync(IReadOnlyList<Sql> commands, CancellationToken ct) =>
        runner.OnceExecuteAsync(null, commands, ct);

    public override Task<T> QueryBatchAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct) =>
        runner.OnceAsync(null, commands, read, ct);
}
