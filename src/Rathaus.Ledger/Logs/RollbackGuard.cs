using System.Collections.Concurrent;
using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// Nothing is integrated or signed before this holds: the database knows at least what was signed before, according to the
/// file beside the database and to every witness that answers. If it does not, the log is frozen and an alarm shown: the
/// database came from a backup, or somebody else has the key.
/// </summary>
internal sealed class RollbackGuard(
    LogStore store, WorkerDatabase database, SecondPlace second, RegionPolicy region, WitnessCalls calls, EvidenceStore evidence)
{
    public const string SignedNotes = "log";

    private readonly ConcurrentDictionary<(short, short), bool> passed = new();

    /// <returns>False: the log is frozen, now or before.</returns>
    public async Task<bool> PassesAsync(LogRow log, CancellationToken ct)
    {
        if (log.State == LogRow.Frozen)
            return false;
        if (passed.ContainsKey((log.Municipality, log.Id)))
            return true;
        if (second.Read(SignedNotes, log.Origin) is { } note && !await HoldsAsync(log, note, "the file beside the database", ct))
            return false;
        var asked = region.Current.Witnesses
            .Where(witness => witness.Address is not null && !CheckpointJudge.SameHouse(witness.Key.Name, log.Origin))
            .Select(async witness => (witness.Name, Note: await calls.LastCheckpointAsync(witness.Address!, log.Origin, ct)));
        foreach (var (name, known) in await Task.WhenAll(asked))
        {
            if (known is not null && !await HoldsAsync(log, known, $"witness {name}", ct))
                return false;
        }

        passed[(log.Municipality, log.Id)] = true;
        return true;
    }

    /// <summary>The most that we ever signed of a log, wherever that is remembered.</summary>
    public async Task<long> MostSignedAsync(LogRow log, CancellationToken ct)
    {
        var known = await Task.WhenAll(region.Current.Witnesses.Where(static witness => witness.Address is not null)
            .Select(witness => calls.LastCheckpointAsync(witness.Address!, log.Origin, ct)));
        return known.Append(second.Read(SignedNotes, log.Origin)).OfType<SignedNote>()
            .Select(note => Checkpoint.TryParse(note.Text, out var signed) && signed.Origin == log.Origin && NoteOpener.Open(note, [log.Verifier]).IsGood
                ? signed.Size
                : 0)
            .Append(log.Size).Max();
    }

    /// <summary>A witness says that it knows more: look at what it has, and freeze when our own key signed it.</summary>
    public async Task<bool> AsksAsync(LogRow log, PolicyWitness witness, CancellationToken ct) =>
        await calls.LastCheckpointAsync(witness.Address!, log.Origin, ct) is not { } note || await HoldsAsync(log, note, $"witness {witness.Name}", ct);

    private async Task<bool> HoldsAsync(LogRow log, SignedNote note, string where, CancellationToken ct)
    {
        // Only our own signature counts: no witness can freeze a log by a claim.
        if (!Checkpoint.TryParse(note.Text, out var known) || known.Origin != log.Origin || !NoteOpener.Open(note, [log.Verifier]).IsGood)
            return true;
        if (known.Size <= log.Size)
        {
            var root = await TileTree.RootAsync(known.Size, LogStore.TilesOf(database.For(log.Municipality), log.Id), ct);
            if (TreeHash.Same(known.Root, root))
                return true;
        }

        // Another host of this database may have integrated while we looked.
        var now = (await LogStore.AllAsync(database.For(log.Municipality), ct)).FirstOrDefault(row => row.Id == log.Id);
        if (now is not null && now.Size > log.Size)
            return await HoldsAsync(now, note, where, ct);
        var detail = string.Create(
            CultureInfo.InvariantCulture, $"{where} has a checkpoint of {known.Size} entries that we signed; the database has {log.Size} or others");
        await store.FreezeAsync(log, detail, ct);
        await evidence.KeepAsync(new Evidence(
            log.Origin, EvidenceKind.Rollback, detail, $"{note}\n--\n{log.Checkpoint}\n--\n{log.Verifier}\n"), ct);
        return false;
    }
}
