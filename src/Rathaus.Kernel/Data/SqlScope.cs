namespace Rathaus.Kernel.Data;

/// <summary>
/// What rooms do with a database: query, execute, batch. One call is one round trip and one transaction (inside a
/// <see cref="TownTransaction"/> or <see cref="RegionTransaction"/>: one round trip of that transaction). Rows map by
/// snake_case column to property; rows are records with <c>required … { get; init; }</c>, or single values.
/// </summary>
/// <remarks>
/// Throws <see cref="DatabaseUnavailableException"/> (503 at the edge) when the database is away, full or overloaded, and
/// <see cref="UniqueViolationException"/> for a lost race. Text parameters need a cast for other types: <c>@json::jsonb</c>.
/// </remarks>
public abstract class SqlScope
{
    private protected SqlScope()
    {
    }

    /// <summary>All rows.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args, CancellationToken ct) =>
        ReadOneAsync(new Sql(sql, args), static reader => reader.ReadAsync<T>(), ct);

    /// <summary>The only row, or <c>default</c>; several rows are a bug.</summary>
    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? args, CancellationToken ct) =>
        ReadOneAsync(new Sql(sql, args), static reader => reader.ReadSingleOrDefaultAsync<T>(), ct);

    /// <summary>The only row.</summary>
    public Task<T> QuerySingleAsync<T>(string sql, object? args, CancellationToken ct) =>
        ReadOneAsync(new Sql(sql, args), static reader => reader.ReadSingleAsync<T>(), ct);

    /// <summary>Not inside a transaction: what came before it is lost with the connection.</summary>
    private protected virtual bool RetriesReads => true;

    /// <summary>A plain select outside a transaction is tried a second time when its connection turns out to be dead.</summary>
    private async Task<T> ReadOneAsync<T>(Sql sql, Func<TownReader, Task<T>> read, CancellationToken ct)
    {
        try
        {
            return await QueryBatchAsync([sql], read, ct);
        }
        catch (DatabaseUnavailableException exception)
            when (RetriesReads && exception.ConnectionLost
                && sql.Text.AsSpan().TrimStart().StartsWith("select", StringComparison.OrdinalIgnoreCase))
        {
            return await QueryBatchAsync([sql], read, ct);
        }
    }

    /// <returns>How many rows were changed.</returns>
    public async Task<int> ExecuteAsync(string sql, object? args, CancellationToken ct) =>
        (await ExecuteBatchAsync([new Sql(sql, args)], ct))[0];

    /// <summary>Several statements, all or none.</summary>
    /// <returns>How many rows each changed.</returns>
    public abstract Task<IReadOnlyList<int>> ExecuteBatchAsync(IReadOnlyList<Sql> commands, CancellationToken ct);

    /// <summary>Several statements, all or none, whose result sets <paramref name="read"/> takes in their order.</summary>
    public abstract Task<T> QueryBatchAsync<T>(
        IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct);
}
