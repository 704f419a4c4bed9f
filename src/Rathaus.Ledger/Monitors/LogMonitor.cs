using System.Globalization;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Monitors;

/// <summary>
/// Follows the log of another house: reads every new entry, builds the tree itself and compares the root. A published
/// checkpoint that does not follow from the last one is a finding with both notes.
/// </summary>
internal sealed class LogMonitor(
    FollowedLogs followed, WitnessCalls calls, RegionPolicy region, Mirror mirror, WitnessName own, EvidenceStore evidence, TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromHours(24);

    /// <returns>The checkpoint as published, when it is signed as the policy wants it; else null.</returns>
    public async Task<SignedNote?> FollowAsync(PolicyLog log, CancellationToken ct)
    {
        var origin = log.Key.Name;
        var known = await followed.FindAsync(origin, ct) ?? FollowedLog.New(origin);
        var bytes = await calls.GetAsync(WitnessCalls.Below(log.Address!, "checkpoint"), ct);
        if (bytes is null || !SignedNote.TryParse(bytes, out var note))
        {
            await KeepSilenceAsync(known, ct);
            return null;
        }

        var verdict = CheckpointJudge.Judge(note, region.Current);
        if (!verdict.IsSigned || verdict.Checkpoint.Origin != origin || !verdict.Enough)
        {
            await evidence.KeepAsync(new Evidence(
                origin, EvidenceKind.Key, "The published checkpoint is not signed as the policy wants it", $"{note}\n--\n{log.Key}\n"), ct);
            return null;
        }

        var checkpoint = verdict.Checkpoint;
        if (checkpoint.Size == known.Size && !TreeHash.Same(checkpoint.Root, known.Root))
            await KeepForkAsync(origin, EvidenceKind.Fork, checkpoint.Size, known.Note, note, log.Key, ct);
        else if (checkpoint.Size >= known.Size)
            await ReadOnAsync(log, known, note, checkpoint, verdict.Latest ?? time.GetUtcNow(), ct);
        return note;
    }

    private async Task ReadOnAsync(
        PolicyLog log, FollowedLog known, SignedNote note, Checkpoint checkpoint, DateTimeOffset cosigned, CancellationToken ct)
    {
        var org = known.Org;
        while (known.Edge.Size < checkpoint.Size)
        {
            var index = known.Edge.Size / TilePath.FullWidth;
            var first = index * TilePath.FullWidth;
            var width = (int)Math.Min(TilePath.FullWidth, checkpoint.Size - first);
            var entries = await EntriesAsync(log, new TilePath(TilePath.Entries, index, width), ct);
            if (entries is null)
                return;
            var news = entries.Skip((int)(known.Edge.Size - first)).ToList();
            if (!CheckpointJudge.SameHouse(own.Value, log.Key.Name))
                await mirror.KeepAsync(log.Key.Name, known.Edge.Size, news, ct);
            foreach (var entry in news)
            {
                if (EntryCheck.FaultOf(entry, known.Edge.Size, org, known.CheckedAt, cosigned) is { } fault)
                    await evidence.KeepAsync(new Evidence(
                        log.Key.Name, EvidenceKind.Entry, fault, $"{Convert.ToBase64String(entry)}\n--\n{note}\n--\n{log.Key}\n"), ct);
                if (org.Length == 0 && LedgerEntry.TryParse(entry, out var read))
                    org = read.Org;
                known.Edge.Append(TreeHash.Leaf(entry));
            }
        }

        if (!TreeHash.Same(known.Edge.Root(), checkpoint.Root))
            await KeepForkAsync(log.Key.Name, EvidenceKind.Inconsistent, checkpoint.Size, known.Note, note, log.Key, ct);
        else
            await followed.SaveAsync(known with { Size = checkpoint.Size, Root = checkpoint.Root, Note = note.ToString(), Org = org }, ct);
    }

    /// <summary>A partial bundle may be gone when the full one is there.</summary>
    private async Task<IReadOnlyList<byte[]>?> EntriesAsync(PolicyLog log, TilePath path, CancellationToken ct)
    {
        var bundle = await calls.GetAsync(WitnessCalls.Below(log.Address!, path.ToString()), ct);
        if (bundle is null && !path.IsFull)
            bundle = await calls.GetAsync(WitnessCalls.Below(log.Address!, (path with { Width = TilePath.FullWidth }).ToString()), ct);
        return bundle is null ? null : EntryCheck.Split(bundle, path.Width);
    }

    private Task KeepForkAsync(
        string origin, string kind, long size, string before, SignedNote now, VerifierKey key, CancellationToken ct) => evidence.KeepAsync(
        new Evidence(
            origin, kind,
            string.Create(CultureInfo.InvariantCulture, $"The published checkpoint of {size} entries does not follow from what was published before"),
            $"{before}\n--\n{now}\n--\n{key}\n"), ct);

    private async Task KeepSilenceAsync(FollowedLog known, CancellationToken ct)
    {
        if (known.CheckedAt is { } last && time.GetUtcNow() - last > Silence)
            await evidence.KeepAsync(new Evidence(
                known.Origin, EvidenceKind.Silence, string.Create(CultureInfo.InvariantCulture, $"No checkpoint since {last:u}"), $"{known.Note}\n"), ct);
    }
}
