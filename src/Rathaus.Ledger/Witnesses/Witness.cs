using System.Collections.Concurrent;
using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Witnesses;

/// <summary>What the witness answers: a status of HTTP, and lines or a size.</summary>
internal sealed record WitnessReply(int Status, string Body = "", long? Size = null);

/// <summary>
/// The witness of this house (C2SP tlog-witness): cosigns a log's checkpoint when the log only grew since the last one. It
/// remembers before it answers, in a table of its own role and in a file beside; two requests at once cannot take it back.
/// </summary>
internal sealed class Witness(
    WitnessDatabase database, WitnessKeys keys, RegionPolicy region, SecondPlace second, EvidenceStore evidence, TimeProvider time)
{
    private const string CosignedNotes = "witness";

    private readonly ConcurrentDictionary<string, bool> recovered = new(StringComparer.Ordinal);

    public async Task<WitnessReply> AddCheckpointAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (!AddCheckpoint.TryParse(body.Span, out var request) || !Checkpoint.TryParse(request.Note.Text, out var checkpoint))
            return new WitnessReply(400);
        if (region.Current.FindLog(checkpoint.Origin) is not { } log)
            return new WitnessReply(404);
        var opened = NoteOpener.Open(request.Note, [log.Key]);
        if (!opened.IsGood)
            return new WitnessReply(403);
        if (request.OldSize > checkpoint.Size)
            return new WitnessReply(400);

        var signed = new SignedNote(request.Note.Text, [.. opened.Verified.Select(static line => line.Line)]);
        if (region.Current.Terms.EndOf(checkpoint.Origin) is { } end && checkpoint.Size > end)
        {
            await evidence.KeepAsync(new Evidence(
                checkpoint.Origin, EvidenceKind.Key,
                string.Create(CultureInfo.InvariantCulture, $"A log that ended with {end} entries signs {checkpoint.Size}"), $"{signed}\n--\n{log.Key}\n"), ct);
            return new WitnessReply(422);
        }

        var state = await StateAsync(checkpoint.Origin, log.Key, ct);
        await KeepForkAsync(state, signed, checkpoint, log.Key, ct);
        if (request.OldSize != (state?.Size ?? 0))
            return new WitnessReply(409, Size: state?.Size ?? 0);
        if (!Follows(state, checkpoint, request.Proof))
        {
            await evidence.KeepAsync(new Evidence(
                checkpoint.Origin, EvidenceKind.Inconsistent,
                string.Create(CultureInfo.InvariantCulture, $"A signed checkpoint of {checkpoint.Size} entries does not follow the one of {request.OldSize}"),
                $"{state?.Note ?? ""}\n--\n{request}\n--\n{log.Key}\n"), ct);
            return new WitnessReply(422);
        }

        return await CosignAsync(state, signed, checkpoint, ct);
    }

    /// <summary>The last note of an origin with the log's signature and ours, or null.</summary>
    /// <param name="originHash">SHA-256 of the origin in hex.</param>
    public async Task<string?> LastAsync(string originHash, CancellationToken ct) =>
        region.Current.Logs.FirstOrDefault(log => OriginHash.Of(log.Key.Name) == originHash) is { } found
            ? (await StateAsync(found.Key.Name, found.Key, ct))?.Note
            : null;

    private static bool Follows(StateRow? state, Checkpoint checkpoint, IReadOnlyList<byte[]> proof)
    {
        if (!checkpoint.IsPossible)
            return false;
        if (state is null || state.Size == 0)
            return proof.Count == 0;
        return ConsistencyProof.Verify((ulong)state.Size, (ulong)checkpoint.Size, state.Root, checkpoint.Root, proof);
    }

    private async Task<WitnessReply> CosignAsync(StateRow? state, SignedNote signed, Checkpoint checkpoint, CancellationToken ct)
    {
        var line = (await keys.GetAsync(ct)).Cosign(signed.Text, time.GetUtcNow());
        var note = signed.With([line]);
        var moved = await database.ExecuteAsync(
            """
            insert into ledger.witness_state (origin, size, root, note, changed_at)
            values (@Origin, @Size, @Root, @text, @now)
            on conflict (origin) do update
            set size = excluded.size, root = excluded.root, note = excluded.note, changed_at = excluded.changed_at
            where ledger.witness_state.size = @old and ledger.witness_state.root = @oldRoot
            """,
            new
            {
                checkpoint.Origin, checkpoint.Size, checkpoint.Root, text = note.ToString(), now = time.GetUtcNow(),
                old = state?.Size ?? -1, oldRoot = state?.Root ?? [],
            }, ct);
        if (moved == 0)
            return new WitnessReply(409, Size: (await ReadAsync(checkpoint.Origin, ct))?.Size ?? 0);
        second.Write(CosignedNotes, checkpoint.Origin, note);
        return new WitnessReply(200, line.ToString());
    }

    /// <summary>The same size with another root, signed by the log itself: that is a fork, whatever was asked.</summary>
    private async Task KeepForkAsync(StateRow? state, SignedNote signed, Checkpoint checkpoint, VerifierKey log, CancellationToken ct)
    {
        if (state is not null && state.Size == checkpoint.Size && checkpoint.IsPossible && !TreeHash.Same(state.Root, checkpoint.Root))
        {
            await evidence.KeepAsync(new Evidence(
                checkpoint.Origin, EvidenceKind.Fork,
                string.Create(CultureInfo.InvariantCulture, $"Two signed checkpoints of {checkpoint.Size} entries with different roots"),
                $"{state.Note}\n--\n{signed}\n--\n{log}\n"), ct);
        }
    }

    /// <summary>
    /// What we remember. When the database knows less than the file (it was brought back from a backup), the file counts:
    /// it holds a note that we cosigned.
    /// </summary>
    public async Task<StateRow?> StateAsync(string origin, VerifierKey log, CancellationToken ct)
    {
        var state = await ReadAsync(origin, ct);
        if (recovered.ContainsKey(origin))
            return state;
        if (second.Read(CosignedNotes, origin) is { } note && Checkpoint.TryParse(note.Text, out var known) && known.Origin == origin
            && NoteOpener.Open(note, [log]).IsGood && known.Size > (state?.Size ?? -1))
        {
            await database.ExecuteAsync(
                """
                insert into ledger.witness_state (origin, size, root, note, changed_at)
                values (@Origin, @Size, @Root, @text, @now)
                on conflict (origin) do update
                set size = excluded.size, root = excluded.root, note = excluded.note, changed_at = excluded.changed_at
                where ledger.witness_state.size < @Size
                """,
                new { known.Origin, known.Size, known.Root, text = note.ToString(), now = time.GetUtcNow() }, ct);
            state = await ReadAsync(origin, ct);
        }

        recovered[origin] = true;
        return state;
    }

    private Task<StateRow?> ReadAsync(string origin, CancellationToken ct) => database.QuerySingleOrDefaultAsync<StateRow>(
        "select size, root, note from ledger.witness_state where origin = @origin", new { origin }, ct);

    internal sealed record StateRow
    {
        public required long Size { get; init; }

        public required byte[] Root { get; init; }

        public required string Note { get; init; }
    }
}
