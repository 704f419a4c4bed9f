using System.Text.Json;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Phone;

/// <summary>One line of an account's history.</summary>
internal sealed record HistoryEntry(
    Guid Id, DateTimeOffset At, string Action, string? Service, string? Device, string? Place, string? Method, string? Text);

/// <summary>A page of the history, newest first.</summary>
/// <param name="Older">Id to go on with, or null: that was all.</param>
internal sealed record HistoryExtract(IReadOnlyList<HistoryEntry> Entries, Guid? Older);

/// <summary>What identity.event says about one account, for its owner.</summary>
internal sealed class SecurityHistory(RegionDatabase database)
{
    public const int PageSize = 50;

    /// <param name="before">Only what is older than this event of the same account.</param>
    public async Task<HistoryExtract> OfAsync(Guid account, Guid? before, CancellationToken ct)
    {
        var rows = await database.QueryAsync<Row>(
            """
            select id, at, action, detail::text as detail
            from identity.event
            where account = @account
              and (@before::uuid is null
                   or (at, id) < (select e.at, e.id from identity.event e where e.id = @before and e.account = @account))
            order by at desc, id desc
            limit @Most
            """,
            new { account, before, Most = PageSize + 1 }, ct);
        return new HistoryExtract(
            [.. rows.Take(PageSize).Select(row => row.ToEntry())], rows.Count > PageSize ? rows[PageSize - 1].Id : null);
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }

        public required DateTimeOffset At { get; init; }

        public required string Action { get; init; }

        public required string Detail { get; init; }

        public HistoryEntry ToEntry()
        {
            using var detail = JsonDocument.Parse(Detail);
            var root = detail.RootElement;
            return new HistoryEntry(
                Id, At, Action, Text(root, "service"), Text(root, "device"), Text(root, "place"), Text(root, "method"), Text(root, "text"));
        }

        private static string? Text(JsonElement root, string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
