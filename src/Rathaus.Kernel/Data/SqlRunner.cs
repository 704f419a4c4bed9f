using Npgsql;

namespace Rathaus.Kernel.Data;

/// <summary>Sends batches, reads them to the end and sorts the failures. The only place that talks to the driver for rooms.</summary>
internal sealed class SqlRunner(NpgsqlDataSource source, IDatabaseWatch watch)
{
    public NpgsqlDataSource Source => source;

    /// <summary>One transaction in one round trip; <paramref name="town"/> states the scope, null for region work.</summary>
    public async Task<T> OnceAsync<T>(
        short? town, IReadOnlyList<Sql> commands, Func<TownReader, Task<T>> read, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var framed = town is not null || commands.Count > 1;
        return await SendAsync(connection, town, commands, framed, framed, (reader, _) => read(reader), ct);
    }

    public async Task<IReadOnlyList<int>> OnceExecuteAsync(
        short? town, IReadOnlyList<Sql> commands, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var framed = town is not null || commands.Count > 1;
        return await SendAsync(connection, town, commands, framed, framed, CountAsync, ct);
    }

    public static async Task<IReadOnlyList<int>> CountAsync(TownReader reader, IReadOnlyList<NpgsqlBatchCommand> commands)
    {
        await reader.FinishAsync();
        return [.. commands.Select(command => checked((int)command.Rows))];
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        try
        {
            watch.BeforeCall();
            return await source.OpenConnectionAsync(ct);
        }
        catch (Exception exception) when (DatabaseFailures.Translates(exception))
        {
            throw DatabaseFailures.Translate(exception, sent: false)!;
        }
        catch (PostgresException refused)
        {
            // Nothing was asked yet: a server that lets nobody in, for whatever reason (a full disk gives XX000), is away.
            throw new DatabaseUnavailableException(DatabaseFailures.Down, inDoubt: false, refused);
        }
    }

    /// <param name="begin">Open a transaction first and state the town in it.</param>
    /// <param name="commit">Commit at the end of the same batch.</param>
    public async Task<T> SendAsync<T>(
        NpgsqlConnection connection, short? town, IReadOnlyList<Sql> commands, bool begin, bool commit,
        Func<TownReader, IReadOnlyList<NpgsqlBatchCommand>, Task<T>> read, CancellationToken ct)
    {
        await using var batch = connection.CreateBatch();
        if (begin)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
            if (town is { } number)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(TownSetting.For(number)));
        }

        var own = new NpgsqlBatchCommand[commands.Count];
        for (var i = 0; i < commands.Count; i++)
        {
            own[i] = new NpgsqlBatchCommand(commands[i].Text);
            SqlArguments.Bind(commands[i].Args, own[i].Parameters);
            if (town is { } number && commands[i].Text.Contains("@Town", StringComparison.OrdinalIgnoreCase))
                own[i].Parameters.Add(new NpgsqlParameter<short>("Town", number));
            batch.BatchCommands.Add(own[i]);
        }

        if (commit)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));

        try
        {
            T result;
            await using (var reader = await batch.ExecuteReaderAsync(ct))
            {
                var rows = new TownReader(reader, ct);
                result = await read(rows, own);
                await rows.FinishAsync();
            }

            watch.AfterCall();
            return result;
        }
        catch (Exception exception) when (DatabaseFailures.Translates(exception))
        {
            throw DatabaseFailures.Translate(exception, sent: commit)!;
        }
    }
}

/// <summary>The text that states the town; made by us from a number, once per town.</summary>
internal static class TownSetting
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<short, string> Texts = new();

    public static string For(short town) => Texts.GetOrAdd(town, static number =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"set local rathaus.municipality='{number}'"));
}
