using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Services.Adoption;

/// <summary>A row of <c>services.overlay_draft</c>.</summary>
internal sealed record DraftRow
{
    public required string Service { get; init; }

    public required string Lead { get; init; }

    public string? FromVersion { get; init; }

    public required string ToVersion { get; init; }

    public string? Base { get; init; }

    public required string Overlay { get; init; }

    /// <summary>JSON: key of a conflict to <c>ours</c> or <c>theirs</c>.</summary>
    public required string Decisions { get; init; }

    public required string State { get; init; }

    public DateOnly? ValidFrom { get; init; }

    public string? Note { get; init; }

    public required Guid[] Editors { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public bool IsSubmitted => State == "submitted";

    public IReadOnlyDictionary<string, UpgradeChoice> Decided() =>
        (JsonSerializer.Deserialize<Dictionary<string, string>>(Decisions) ?? []).ToDictionary(
            one => one.Key, one => one.Value == "theirs" ? UpgradeChoice.Theirs : UpgradeChoice.Ours, StringComparer.Ordinal);

    public DraftRow With(string key, UpgradeChoice choice)
    {
        var decided = JsonSerializer.Deserialize<Dictionary<string, string>>(Decisions) ?? [];
        decided[key] = choice == UpgradeChoice.Theirs ? "theirs" : "ours";
        return this with { Decisions = JsonSerializer.Serialize(decided) };
    }
}

/// <summary>Drafts and history of a town's adoptions.</summary>
internal sealed class AdoptionStore(TownDatabase database, IProofs proofs, IActor actor, TimeProvider time)
{
    private const string Columns = "service, lead, from_version, to_version, base, overlay, decisions::text as decisions, state, valid_from, note, editors, version, changed_at";

    public async Task<DraftRow?> FindAsync(Municipality town, string service, CancellationToken ct) =>
        await database.For(town.Number).QuerySingleOrDefaultAsync<DraftRow>(
            $"select {Columns} from services.overlay_draft where municipality = @Town and service = @service", new { service }, ct);

    public async Task<IReadOnlyList<DraftRow>> AllAsync(Municipality town, CancellationToken ct) =>
        await database.For(town.Number).QueryAsync<DraftRow>(
            $"select {Columns} from services.overlay_draft where municipality = @Town order by service", null, ct);

    public async Task<IReadOnlyList<AdoptionEvent>> HistoryAsync(Municipality town, string service, CancellationToken ct)
    {
        var rows = await database.For(town.Number).QueryAsync<HistoryRow>(
            """
            select at, staff_name, action, package_version, note
            from services.overlay_history
            where municipality = @Town and service = @service
            order by number desc
            limit 100
            """, new { service }, ct);
        return [.. rows.Select(row => new AdoptionEvent(row.At, row.StaffName, row.Action, row.PackageVersion, row.Note))];
    }

    /// <returns>False: somebody else began one just now.</returns>
    public async Task<bool> InsertAsync(Municipality town, DraftRow draft, CancellationToken ct) =>
        (await database.For(town.Number).ExecuteBatchAsync(
        [
            new Sql(
                """
                insert into services.overlay_draft (
                  municipality, service, lead, from_version, to_version, base, overlay, decisions, state, valid_from, note, editors, version, changed_at)
                values (
                  @Town, @Service, @Lead, @FromVersion, @ToVersion, @Base, @Overlay, @Decisions::jsonb, @State, @ValidFrom, @Note, @Editors, @Version, @ChangedAt)
                on conflict do nothing
                """, draft),
            .. Trace(draft, "begun", null),
        ], ct))[0] == 1;

    /// <summary>Replaces the draft when it is still the one that was read.</summary>
    /// <returns>The new version, or null: somebody was faster.</returns>
    public async Task<int?> UpdateAsync(Municipality town, DraftRow draft, string action, string? note, CancellationToken ct) =>
        await database.For(town.Number).InTransactionAsync<int?>(async tx =>
        {
            var changed = await tx.ExecuteAsync(
                """
                update services.overlay_draft
                set overlay = @Overlay, decisions = @Decisions::jsonb, state = @State, valid_from = @ValidFrom, note = @Note, editors = @Editors,
                    version = version + 1, changed_at = @ChangedAt
                where municipality = @Town and service = @Service and version = @Version
                """, draft, ct);
            if (changed == 0)
                return null;
            await tx.ExecuteBatchAsync(Trace(draft, action, note), ct);
            return draft.Version + 1;
        }, ct);

    /// <returns>False: somebody was faster.</returns>
    public async Task<bool> DeleteAsync(Municipality town, DraftRow draft, CancellationToken ct) =>
        await database.For(town.Number).InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(Delete, draft, ct) == 0)
                return false;
            await tx.ExecuteBatchAsync(Trace(draft, "discarded", null), ct);
            return true;
        }, ct);

    /// <summary>Releases the draft: one transaction for the service, the overlay, the end of the draft, history and audit.</summary>
    /// <returns>False: somebody was faster.</returns>
    public async Task<bool> PublishAsync(Municipality town, DraftRow draft, EffectiveService service, DateOnly validFrom, CancellationToken ct) =>
        await database.For(town.Number).InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(Delete, draft, ct) == 0)
                return false;
            var now = time.GetUtcNow();
            await tx.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    insert into services.effective_service (town, service, hash, version, canonical, stored_at)
                    values (@tenant, @service, @hash, @version, @canonical, @now)
                    on conflict do nothing
                    """,
                    new { tenant = town.Id, service = service.Id, hash = service.Hash, version = service.Version, canonical = service.Runtime.Canonical(), now }),
                new Sql(
                    """
                    update services.published_overlay set withdrawn_at = @now
                    where town = @tenant and service = @service and withdrawn_at is null and valid_from >= @validFrom
                    """, new { tenant = town.Id, service = service.Id, validFrom, now }),
                new Sql(
                    """
                    insert into services.published_overlay (town, service, lead, version, overlay, hash, valid_from, published_at)
                    values (@tenant, @service, @lead, @version, @overlay, @hash, @validFrom, @now)
                    """,
                    new { tenant = town.Id, service = service.Id, lead = draft.Lead, version = service.Version, overlay = draft.Overlay, hash = service.Hash, validFrom, now }),
                .. Trace(draft, "published", draft.Note),
                proofs.Submit(town.Number, ReleaseOf(service, validFrom)),
            ], ct);
            return true;
        }, ct);

    /// <summary>What a town released is public: everybody may compare its rules with the entry in the town's log.</summary>
    private static ProofRequest ReleaseOf(EffectiveService service, DateOnly validFrom) => new(
        ProofType.CatalogueRelease, SHA256.HashData(Encoding.UTF8.GetBytes(service.Runtime.Canonical())),
        new JsonObject
        {
            ["service"] = service.Id,
            ["version"] = service.Version,
            ["hash"] = service.Hash,
            ["valid_from"] = validFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        },
        string.Create(CultureInfo.InvariantCulture, $"release/{service.Id}/{service.Hash}/{validFrom:yyyyMMdd}"))
    {
        Public = true,
    };

    /// <returns>How many releases were taken back.</returns>
    public async Task<int> WithdrawAsync(Municipality town, DraftRow about, DateOnly today, CancellationToken ct) =>
        await database.For(town.Number).InTransactionAsync(async tx =>
        {
            var taken = await tx.ExecuteAsync(
                "update services.published_overlay set withdrawn_at = @now where town = @tenant and service = @service and withdrawn_at is null and valid_from > @today",
                new { tenant = town.Id, service = about.Service, today, now = time.GetUtcNow() }, ct);
            if (taken > 0)
                await tx.ExecuteBatchAsync(Trace(about, "withdrawn", null), ct);
            return taken;
        }, ct);

    private const string Delete = "delete from services.overlay_draft where municipality = @Town and service = @Service and version = @Version";

    private IReadOnlyList<Sql> Trace(DraftRow draft, string action, string? note)
    {
        var now = time.GetUtcNow();
        return
        [
            new Sql(
                """
                insert into services.overlay_history (municipality, service, at, staff, staff_name, action, package_version, note)
                values (@Town, @service, @now, @staff, @name, @action, @version, @note)
                """,
                new { service = draft.Service, now, staff = actor.StaffId, name = actor.DisplayName, action, version = draft.ToVersion, note }),
            new AuditEntry(
                Guid.CreateVersion7(now), now, AuditActor.Staff, actor.StaffId, $"adoption.{action}", $"service/{draft.Lead}/{draft.Service}",
                JsonSerializer.Serialize(new { version = draft.ToVersion })).Insert(),
        ];
    }

    private sealed record HistoryRow
    {
        public required DateTimeOffset At { get; init; }

        public string? StaffName { get; init; }

        public required string Action { get; init; }

        public required string PackageVersion { get; init; }

        public string? Note { get; init; }
    }
}
