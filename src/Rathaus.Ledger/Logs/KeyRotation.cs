using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// Ends a town's log and begins another with a new key, in one transaction: the statement that both keys sign is the last entry
/// of the old log and stands in the new one. A frozen log cannot take an entry: it ends with the most that was ever signed of
/// it, and only the new log tells.
/// </summary>
internal sealed class KeyRotation(
    WorkerDatabase database, LogStore store, Submissions submissions, RollbackGuard guard, RegionPolicy region, LedgerBell bell, TimeProvider time)
{
    public const string EntryKind = ProofType.KeyChange;

    private static readonly Refusal NoLog = Refusal.NotFound("log");

    /// <returns>The signed statement.</returns>
    public async Task<Outcome<SignedNote>> RotateAsync(short municipality, CancellationToken ct)
    {
        if (await LogStore.FindOpenAsync(database.For(municipality), ct) is not { } seen)
            return NoLog;

        // Also finds out now what is not known yet: that the database came from a backup.
        await guard.PassesAsync(seen, ct);
        var made = await store.MakeKeyAsync(municipality, (short)(seen.Id + 1), ct);
        var signer = await store.SignerAsync(seen, ct);
        var most = await guard.MostSignedAsync(seen, ct);
        var outcome = await database.For(municipality).InTransactionAsync<Outcome<SignedNote>>(async tx =>
        {
            await tx.ExecuteAsync("select pg_advisory_xact_lock(@LockClass, @Town::integer)", new { Sequencer.LockClass }, ct);
            if (await LogStore.FindOpenAsync(tx, ct) is not { } log || log.Id != seen.Id)
                return NoLog;
            var frozen = log.State == LogRow.Frozen;
            var change = new KeyChange(log.Verifier, made.Key.Verifier, frozen ? Math.Max(most, log.Size) : log.Size + 1, time.GetUtcNow());
            if (region.Current.NeedsWitnesses && change.FaultUnder(region.Current) is { } fault)
                return new Refusal(RefusalKind.Conflict, "ledger.key-change", $"The region would not follow: {fault}");
            var note = change.Sign(signer, made.Key);
            var previous = frozen ? null : await EndAsync(tx, log, note, ct);
            await tx.ExecuteBatchAsync(
            [
                new Sql("update ledger.log set state = 'closed' where municipality = @Town and id = @Id", new { log.Id }),
                store.BeginSql((short)(log.Id + 1), made, note.ToString()),
                submissions.Submit(municipality, Request(note, (short)(log.Id + 1)) with { Previous = previous }),
            ], ct);
            return note;
        }, ct);
        bell.Ring();
        return outcome;
    }

    /// <summary>Puts the statement behind the last entry.</summary>
    private async Task<byte[]> EndAsync(TownTransaction tx, LogRow log, SignedNote note, CancellationToken ct)
    {
        var request = Request(note, log.Id);
        await tx.ExecuteBatchAsync([submissions.Submit(log.Municipality, request)], ct);
        var entry = await tx.QuerySingleAsync<Sequencer.Waiting>(
            "select id, leaf, personal from ledger.submission where municipality = @Town and key = @Key", new { request.Key }, ct);
        await Sequencer.WriteAsync(tx, log, [entry], ct);
        return entry.Leaf;
    }

    private static ProofRequest Request(SignedNote note, short log) => new(
        EntryKind, SHA256.HashData(Encoding.UTF8.GetBytes(note.ToString())), new JsonObject { ["art"] = "rathaus-key-change/v1" },
        string.Create(CultureInfo.InvariantCulture, $"key-change/{log}")) { Public = true };
}
