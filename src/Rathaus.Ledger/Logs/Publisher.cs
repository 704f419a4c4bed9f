using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// Signs the tree as it stands, asks all witnesses at once and publishes as soon as the policy is met; late cosignatures are
/// added. What is not cosigned by enough is shown to nobody.
/// </summary>
internal sealed partial class Publisher(
    LogStore store, WorkerDatabase database, SecondPlace second, RegionPolicy region, WitnessCalls calls, RollbackGuard guard,
    TimeProvider time, ILogger<Publisher> log)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>What each witness knew last; a wrong number costs one question more.</summary>
    private readonly ConcurrentDictionary<(string Origin, VerifierKey Witness), long> known = new();

    /// <returns>Whether a checkpoint of this size stands published now.</returns>
    public async Task<bool> PublishAsync(LogRow row, CancellationToken ct)
    {
        Learn(row);
        var policy = region.Current;
        var checkpoint = row.Checkpoint.ToString();
        var note = new SignedNote(checkpoint, [(await store.SignerAsync(row, ct)).Sign(checkpoint)]);

        // Remembered before anybody sees it.
        second.Write(RollbackGuard.SignedNotes, row.Origin, note);
        var (published, count) = (false, 0);
        if (!policy.NeedsWitnesses)
        {
            await SaveAsync(row, note, ct);
            return true;
        }

        var asked = policy.Witnesses
            .Where(witness => witness.Address is not null && !CheckpointJudge.SameHouse(witness.Key.Name, row.Origin))
            .Select(witness => CosignAsync(row, note, witness, ct));
        await foreach (var answer in Task.WhenEach(asked).WithCancellation(ct))
        {
            var lines = await answer;
            note = note.With(lines);
            if (lines.Count == 0 || !CheckpointJudge.Judge(note, policy, row.Verifier).Enough)
                continue;
            await SaveAsync(row, note, ct);
            (published, count) = (true, note.Signatures.Count - 1);
        }

        if (published)
            LogPublished(log, row.Origin, row.Size, count);
        else
            LogNoQuorum(log, row.Origin, row.Size, note.Signatures.Count - 1);
        return published;
    }

    /// <summary>What the database says of our own keys belongs to the region's policy here too.</summary>
    private void Learn(LogRow row)
    {
        if (row.KeyChange is { } text && SignedNote.TryParse(text, out var note) && KeyChange.TryParse(note, out var change)
            && second.Read(RegionPolicy.KeyChanges, change.Old.Name) is null)
            second.Write(RegionPolicy.KeyChanges, change.Old.Name, note);
    }

    private async Task<IReadOnlyList<NoteSignature>> CosignAsync(LogRow row, SignedNote note, PolicyWitness witness, CancellationToken ct)
    {
        var at = (row.Origin, witness.Key);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var old = Math.Min(known.GetValueOrDefault(at), row.Size);
            var proof = await TileTree.ConsistencyAsync(old, row.Size, LogStore.TilesOf(database.For(row.Municipality), row.Id), ct);
            var answer = await calls.AddCheckpointAsync(witness.Address!, old, proof, note, ct);
            if (answer.KnownSize is { } size)
            {
                known[at] = size;
                if (size <= row.Size)
                    continue;
                await guard.AsksAsync(row, witness, ct);
                return [];
            }

            // It has not heard yet that this log goes on for another.
            if (answer.Status == HttpStatusCode.NotFound && row.KeyChange is not null && attempt == 0)
            {
                await TellKeyChangesAsync(row, witness, ct);
                continue;
            }

            var opened = NoteOpener.Open(note with { Signatures = answer.Lines }, [witness.Key]);
            if (!opened.IsGood)
                return [];
            known[at] = row.Size;
            return [.. opened.Verified.Select(static line => line.Line)];
        }

        return [];
    }

    /// <summary>All of them in order: it may have been away for more than one.</summary>
    private async Task TellKeyChangesAsync(LogRow row, PolicyWitness witness, CancellationToken ct)
    {
        foreach (var log in await LogStore.AllAsync(database.For(row.Municipality), ct))
        {
            if (log.KeyChange is { } statement)
                await calls.KeyChangeAsync(witness.Address!, statement, ct);
        }
    }

    private Task SaveAsync(LogRow row, SignedNote note, CancellationToken ct) => database.For(row.Municipality).ExecuteBatchAsync(
    [
        new Sql(
            """
            insert into ledger.checkpoint (municipality, log, size, root, note, published_at)
            values (@Town, @Id, @Size, @Root, @text, @now)
            on conflict (municipality, log, size) do update set note = excluded.note, published_at = excluded.published_at
            """,
            new { row.Id, row.Size, row.Root, text = note.ToString(), now = time.GetUtcNow() }),
        new Sql(
            "delete from ledger.checkpoint where municipality = @Town and log = @Id and size < @Size and published_at < @before",
            new { row.Id, row.Size, before = time.GetUtcNow() - Kept }),
    ], ct);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Log {Origin} published {Size} entries with {Witnesses} cosignatures")]
    private static partial void LogPublished(ILogger logger, string origin, long size, int witnesses);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Log {Origin} has no quorum for {Size} entries: {Witnesses} cosignatures")]
    private static partial void LogNoQuorum(ILogger logger, string origin, long size, int witnesses);
}
