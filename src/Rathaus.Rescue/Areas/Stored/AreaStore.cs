using System.Collections.Concurrent;
using System.Text;
using Rathaus.Kernel.Data;

namespace Rathaus.Rescue.Areas.Stored;

/// <summary>A town's area as it is kept, with the rules that came with it.</summary>
/// <param name="Batch">The import it comes from.</param>
internal sealed record StoredArea(Guid Id, RescueArea Area, Guid Batch, DateTimeOffset Since, IReadOnlyList<DeadlineRule> Rules);

/// <summary>The areas of the towns: the newest counts. Areas do not change, so a read one is kept in memory.</summary>
internal sealed class AreaStore
{
    private const int MostKept = 16;

    private readonly ConcurrentDictionary<Guid, StoredArea> kept = new();

    /// <summary>The town's area now; null: none was imported yet.</summary>
    public async Task<StoredArea?> CurrentAsync(SqlScope town, CancellationToken ct)
    {
        var row = await town.QuerySingleOrDefaultAsync<AreaRow>(
            "select id, batch, since from rescue.area where municipality = @Town order by since desc, id desc limit 1", null, ct);
        if (row is null)
            return null;
        if (kept.TryGetValue(row.Id, out var known))
            return known;
        var files = (await town.QueryAsync<FileRow>(
            "select name, content from rescue.area_file where municipality = @Town and area = @Id", new { row.Id }, ct)).ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
        var read = new StoredArea(row.Id, AreaFolder.Read(SourceOf(files)), row.Batch, row.Since, RulesOf(files));
        if (kept.Count >= MostKept)
            kept.Clear();
        return kept.GetOrAdd(row.Id, read);
    }

    /// <summary>Statements that make these files the town's area; they have been read before, so they are sound.</summary>
    public static IEnumerable<Sql> Insert(Guid id, RescueArea area, Guid batch, IReadOnlyDictionary<string, string> files, DateTimeOffset now)
    {
        yield return new Sql(
            "insert into rescue.area (municipality, id, name, synthetic, batch, since) values (@Town, @id, @Name, @Synthetic, @batch, @now)",
            new { id, area.Name, area.Synthetic, batch, now });
        yield return new Sql(
            """
            insert into rescue.area_file (municipality, area, name, content)
            select @Town, @id, f.name, f.content
            from unnest(@Names, @Contents) as f (name, content)
            """,
            new { id, Names = files.Keys.ToArray(), Contents = files.Values.ToArray() });
    }

    public static AreaSource SourceOf(IReadOnlyDictionary<string, string> files) =>
        name => files.TryGetValue(name, out var text) ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : null;

    private static IReadOnlyList<DeadlineRule> RulesOf(IReadOnlyDictionary<string, string> files) =>
        files.TryGetValue(DeadlineRules.File, out var text) ? DeadlineRules.Parse(text) : DeadlineRules.Shipped;

    private sealed record AreaRow
    {
        public required Guid Id { get; init; }

        public required Guid Batch { get; init; }

        public required DateTimeOffset Since { get; init; }
    }

    private sealed record FileRow
    {
        public required string Name { get; init; }

        public required string Content { get; init; }
    }
}
