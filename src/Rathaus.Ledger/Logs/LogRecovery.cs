using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Logs;

/// <summary>What was recovered.</summary>
internal sealed record RecoveredLog(string Origin, string From, long Before, long After);

/// <summary>
/// Gives a frozen log back what its database forgot: the entries from another town's mirror, under the newest checkpoint that we signed and
/// enough other towns cosigned. Database and mirror together must make exactly that tree; then the log goes on. Openings do not come back:
/// of what was issued after the backup the house can show no proof any more, the bundles that people have stay good.
/// </summary>
internal sealed class LogRecovery(
    WorkerDatabase database, RollbackGuard guard, RegionPolicy region, WitnessCalls calls, LedgerBell bell, TimeProvider time)
{
    public async Task<Outcome<RecoveredLog>> RecoverAsync(short municipality, CancellationToken ct)
    {
        if (await LogStore.FindOpenAsync(database.For(municipality), ct) is not { } log)
            return Refusal.NotFound("log");

        // Finds out now what nobody has looked at since the restart.
        await guard.PassesAsync(log, ct);
        log = await LogStore.FindOpenAsync(database.For(municipality), ct) ?? log;
        if (log.State != LogRow.Frozen)
            return Refusal.Conflict("ledger.log-not-frozen", "The log is not frozen: there is nothing to recover");
        var mirrors = region.Current.Witnesses
            .Where(witness => witness.Address is not null && !CheckpointJudge.SameHouse(witness.Key.Name, log.Origin)).ToList();
        var most = await guard.MostSignedAsync(log, ct);
        if (await NewestAsync(log, mirrors, ct) is not { } target || target.Checkpoint.Size <= log.Size || target.Checkpoint.Size < most)
        {
            return Refusal.Conflict("ledger.not-recoverable", string.Create(
                CultureInfo.InvariantCulture,
                $"We signed {most} entries, and no checkpoint of so many has enough cosignatures. 'rotate' goes on in a new log"));
        }

        foreach (var mirror in mirrors)
        {
            if (await EntriesAsync(mirror, log, target.Checkpoint, ct) is { } entries && await WriteAsync(log, entries, target, ct))
            {
                bell.Ring();
                return new RecoveredLog(log.Origin, mirror.Name, log.Size, target.Checkpoint.Size);
            }
        }

        return Refusal.Conflict("ledger.not-recoverable", string.Create(
            CultureInfo.InvariantCulture,
            $"No other town has entries {log.Size} to {target.Checkpoint.Size - 1} that make the tree we signed. 'rotate' goes on in a new log"));
    }

    /// <summary>The largest tree that we signed and of which the witnesses together remember enough cosignatures.</summary>
    private async Task<(Checkpoint Checkpoint, SignedNote Note)?> NewestAsync(LogRow log, List<PolicyWitness> mirrors, CancellationToken ct)
    {
        var notes = await Task.WhenAll(mirrors.Select(witness => calls.LastCheckpointAsync(witness.Address!, log.Origin, ct)));
        return notes.OfType<SignedNote>()
            .GroupBy(static note => note.Text, StringComparer.Ordinal)
            .Select(static same => same.Skip(1).Aggregate(same.First(), static (all, note) => all.With(note.Signatures.Except(all.Signatures))))
            .Select(note => (Verdict: CheckpointJudge.Judge(note, region.Current, log.Verifier), Note: note))
            .Where(static one => one.Verdict.Enough && one.Verdict.Checkpoint is not null)
            .OrderByDescending(static one => one.Verdict.Checkpoint!.Size)
            .Select(static one => ((Checkpoint, SignedNote)?)(one.Verdict.Checkpoint!, one.Note))
            .FirstOrDefault();
    }

    /// <returns>Null: the mirror has not all of them, or they do not make the tree.</returns>
    private async Task<IReadOnlyList<byte[]>?> EntriesAsync(PolicyWitness mirror, LogRow log, Checkpoint target, CancellationToken ct)
    {
        var partial = TreeEdge.PartialTiles(log.Size).ToList();
        var stored = await LogStore.TilesOf(database.For(log.Municipality), log.Id)(partial, ct);
        var edge = new TreeEdge(log.Size, partial.Where(stored.ContainsKey).Select(at => new Tile(at.Level, at.Index, stored[at])));
        var entries = new List<byte[]>();
        for (var next = log.Size; next < target.Size; next = log.Size + entries.Count)
        {
            var count = (int)Math.Min(Mirror.Most, target.Size - next);
            var path = string.Create(CultureInfo.InvariantCulture, $"{OriginHash.Of(log.Origin)}/entries?from={next}&count={count}");
            if (await calls.GetAsync(WitnessCalls.Below(mirror.Address!, path), ct) is not { } bundle || EntryCheck.Split(bundle, count) is not { } some)
                return null;
            foreach (var entry in some)
            {
                if (!LedgerEntry.TryParse(entry, out _))
                    return null;
                edge.Append(TreeHash.Leaf(entry));
            }

            entries.AddRange(some);
        }

        return TreeHash.Same(edge.Root(), target.Root) ? entries : null;
    }

    /// <returns>False: somebody else moved the log meanwhile.</returns>
    private Task<bool> WriteAsync(LogRow seen, IReadOnlyList<byte[]> entries, (Checkpoint Checkpoint, SignedNote Note) target, CancellationToken ct) =>
        database.For(seen.Municipality).InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync("select pg_advisory_xact_lock(@LockClass, @Town::integer)", new { Sequencer.LockClass }, ct);
            if (await LogStore.FindOpenAsync(tx, ct) is not { State: LogRow.Frozen } log || log.Id != seen.Id || log.Size != seen.Size)
                return false;
            var waiting = await SubmissionsAsync(tx, entries, ct);
            await tx.ExecuteAsync("update ledger.log set state = 'open', reason = null where municipality = @Town and id = @Id", new { log.Id }, ct);
            await Sequencer.WriteAsync(tx, log with { State = LogRow.Open, Reason = null }, waiting, ct);
            if (await LogStore.FindOpenAsync(tx, ct) is not { } now || now.Size != target.Checkpoint.Size || !TreeHash.Same(now.Root, target.Checkpoint.Root))
                throw new InvalidOperationException($"Log {log.Origin} did not become the tree that was signed");
            await tx.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    insert into ledger.checkpoint (municipality, log, size, root, note, published_at)
                    values (@Town, @Id, @Size, @Root, @text, @now)
                    on conflict do nothing
                    """,
                    new { log.Id, target.Checkpoint.Size, target.Checkpoint.Root, text = target.Note.ToString(), now = time.GetUtcNow() }),
            ], ct);
            return true;
        }, ct);

    /// <summary>
    /// A submission for each entry: the one that the backup still has waiting, else one without key and opening. All of them wait when this is done.
    /// </summary>
    private static async Task<IReadOnlyList<Sequencer.Waiting>> SubmissionsAsync(TownTransaction tx, IReadOnlyList<byte[]> entries, CancellationToken ct)
    {
        var leaves = entries.Select(static entry => TreeHash.Leaf(entry)).ToArray();
        var parsed = entries.Select(static entry => LedgerEntry.TryParse(entry, out var read) ? read : throw new InvalidOperationException("No entry")).ToList();
        var rows = await tx.QueryAsync<Found>(
            """
            with made as (
              insert into ledger.submission (municipality, entry, leaf, personal, previous, submitted_at)
              select @Town, n.entry, n.leaf, n.personal, nullif(n.previous, ''::bytea), n.at
              from unnest(@entries, @leaves, @personal, @previous, @at) as n(entry, leaf, personal, previous, at)
              where not exists (
                select from ledger.submission s
                where s.municipality = @Town and s.leaf = n.leaf
                  and not exists (select from ledger.place p where p.municipality = @Town and p.submission = s.id))
              returning id, leaf
            )
            select id, leaf from made
            union all
            select s.id, s.leaf
            from ledger.submission s
            where s.municipality = @Town and s.leaf = any(@leaves)
              and not exists (select from ledger.place p where p.municipality = @Town and p.submission = s.id)
            """,
            new
            {
                entries = entries.ToArray(), leaves, personal = parsed.Select(static one => EntryType.Find(one.Type)?.Personal == true).ToArray(),
                previous = parsed.Select(static one => one.Previous ?? []).ToArray(), at = parsed.Select(static one => one.At.UtcDateTime).ToArray(),
            }, ct);

        // The same entry twice in one log has a submission for each place.
        var byLeaf = rows.GroupBy(static row => Convert.ToHexString(row.Leaf), StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => new Queue<long>(same.Select(static row => row.Id)), StringComparer.Ordinal);
        var waiting = leaves.Select((leaf, number) => new Sequencer.Waiting
        {
            Id = byLeaf[Convert.ToHexString(leaf)].Dequeue(), Leaf = leaf, Personal = EntryType.Find(parsed[number].Type)?.Personal == true,
        }).ToList();
        await tx.ExecuteBatchAsync(
        [
            new Sql(
                "insert into ledger.pending (municipality, submission) select @Town, s from unnest(@submissions) as n(s) on conflict do nothing",
                new { submissions = waiting.Select(static one => one.Id).ToArray() }),
        ], ct);
        return waiting;
    }

    internal sealed record Found
    {
        public required long Id { get; init; }

        public required byte[] Leaf { get; init; }
    }
}
