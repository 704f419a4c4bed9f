using System.Data.Common;
using Dapper;

namespace Rathaus.Kernel.Data;

/// <summary>
/// The result sets of a batch in their order; statements without a result are skipped. It only reads: by the time the
/// rows arrive, the commit is on its way.
/// </summary>
public sealed class TownReader
{
    private readonly DbDataReader reader;
    private readonly CancellationToken ct;
    private bool atResult = true;

    internal TownReader(DbDataReader reader, CancellationToken ct)
    {
        this.reader = reader;
        this.ct = ct;
    }

    /// <summary>All rows of the next result set.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>()
    {
        if (!atResult || reader.FieldCount == 0)
            throw new InvalidOperationException("The batch has no further result set");

        var rows = new List<T>();
        Func<DbDataReader, T>? parse = null;
        while (await reader.ReadAsync(ct))
        {
            parse ??= SingleValue.ParserOf<T>() ?? reader.GetRowParser<T>();
            rows.Add(parse(reader));
        }

        atResult = await reader.NextResultAsync(ct);
        return rows;
    }

    /// <summary>The only row of the next result set, or nothing.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public async Task<T?> ReadSingleOrDefaultAsync<T>()
    {
        var rows = await ReadAsync<T>();
        return rows.Count switch
        {
            0 => default,
            1 => rows[0],
            _ => throw new InvalidOperationException($"One row expected, {rows.Count} came"),
        };
    }

    /// <summary>The only row of the next result set.</summary>
    public async Task<T> ReadSingleAsync<T>()
    {
        var rows = await ReadAsync<T>();
        return rows.Count == 1
            ? rows[0]
            : throw new InvalidOperationException($"One row expected, {rows.Count} came");
    }

    /// <summary>To the end, or a failing commit would go unseen.</summary>
    internal async Task FinishAsync()
    {
        while (await reader.NextResultAsync(ct))
        {
            // The rest is not wanted, but its errors are.
        }
    }
}
