using System.Globalization;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Monitors;

/// <summary>
/// Compares what a log publishes with what each witness remembers of it. Two notes with the log's own signature that exclude
/// one another prove the fork; a witness that cosigned both is named too.
/// </summary>
internal sealed class WitnessMonitor(WitnessCalls calls, EvidenceStore evidence)
{
    public async Task CompareAsync(PolicyLog log, SignedNote published, TrustPolicy policy, CancellationToken ct)
    {
        foreach (var witness in policy.Witnesses.Where(static witness => witness.Address is not null))
        {
            if (await calls.LastCheckpointAsync(witness.Address!, log.Key.Name, ct) is { } note)
                await CompareAsync(log, published, note, policy, ct);
        }
    }

    /// <summary>Two notes of one origin, wherever they were found.</summary>
    public async Task CompareAsync(PolicyLog log, SignedNote published, SignedNote other, TrustPolicy policy, CancellationToken ct)
    {
        var (one, two) = (CheckpointJudge.Judge(published, policy), CheckpointJudge.Judge(other, policy));
        if (!one.IsSigned || !two.IsSigned || one.Checkpoint.Origin != two.Checkpoint.Origin)
            return;
        if (await AgreeAsync(log, one.Checkpoint, two.Checkpoint, ct) != false)
            return;
        var bundle = $"{published}\n--\n{other}\n--\n{string.Join('\n', policy.Keys)}\n";
        await evidence.KeepAsync(new Evidence(
            log.Key.Name, EvidenceKind.Fork,
            string.Create(CultureInfo.InvariantCulture, $"Two signed checkpoints, of {one.Checkpoint.Size} and {two.Checkpoint.Size} entries, exclude one another"),
            bundle), ct);
        foreach (var witness in one.Cosigners.Select(static line => line.Key).Intersect(two.Cosigners.Select(static line => line.Key)))
            await evidence.KeepAsync(new Evidence(
                witness.Name, EvidenceKind.Equivocation, $"Cosigned two trees of {log.Key.Name} that exclude one another", bundle), ct);
    }

    /// <returns>Null: it cannot be told now.</returns>
    private async Task<bool?> AgreeAsync(PolicyLog log, Checkpoint one, Checkpoint two, CancellationToken ct)
    {
        if (one.Size == two.Size)
            return TreeHash.Same(one.Root, two.Root);

        // The published tree tells what its own beginning looked like; what is beyond it will be compared when it is published.
        if (two.Size > one.Size || log.Address is null)
            return null;
        var complete = true;
        var root = await TileTree.RootAsync(two.Size, ReadAsync, ct);
        var whole = await TileTree.RootAsync(one.Size, ReadAsync, ct);
        return complete && TreeHash.Same(whole, one.Root) ? TreeHash.Same(root, two.Root) : null;

        async Task<IReadOnlyDictionary<(int Level, long Index), byte[]>> ReadAsync(
            IReadOnlyCollection<(int Level, long Index)> wanted, CancellationToken token)
        {
            var tiles = new Dictionary<(int, long), byte[]>();
            foreach (var (level, index) in wanted)
            {
                var hashes = (one.Size >> (8 * level)) - (index * TilePath.FullWidth);
                var path = new TilePath(level, index, (int)Math.Min(TilePath.FullWidth, hashes));
                var bytes = await calls.GetAsync(WitnessCalls.Below(log.Address, path.ToString()), token);
                complete &= bytes is not null && bytes.Length == path.Width * TreeHash.Size;
                tiles[(level, index)] = complete && bytes is not null ? bytes : new byte[TilePath.FullWidth * TreeHash.Size];
            }

            return tiles;
        }
    }
}
