using System.Globalization;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Witnesses;

/// <summary>
/// Takes statements that a log goes on under another key. The first one counts, for good: a second for the same log, or one that
/// ends a log before what this house cosigned, is refused and kept as evidence that the key is in more than one hand.
/// </summary>
internal sealed class KeyChangeDesk(RegionPolicy region, Witness witness, SecondPlace second, EvidenceStore evidence) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);

    public async Task<WitnessReply> TakeAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (!SignedNote.TryParse(body.Span, out var note) || !KeyChange.TryParse(note, out var change))
            return new WitnessReply(400);
        if (region.Current.FindLog(change.Old.Name) is not { } log)
            return new WitnessReply(404);
        if (log.Key != change.Old || !change.IsSigned(note))
            return new WitnessReply(403);
        await gate.WaitAsync(ct);
        try
        {
            return await DecideAsync(note, change, ct);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<WitnessReply> DecideAsync(SignedNote note, KeyChange change, CancellationToken ct)
    {
        if (second.Read(RegionPolicy.KeyChanges, change.Old.Name) is { } known)
        {
            if (known.Text == note.Text)
                return new WitnessReply(200);
            await KeepAsync(change, $"{change.Old.Name} names a second successor", $"{known}\n--\n{note}\n", ct);
            return new WitnessReply(409);
        }

        if (change.FaultUnder(region.Current) is not null)
            return new WitnessReply(422);
        if (await witness.StateAsync(change.Old.Name, change.Old, ct) is { } state && state.Size > change.Size)
        {
            await KeepAsync(
                change, string.Create(CultureInfo.InvariantCulture, $"{change.Old.Name} wants to end with {change.Size} entries, {state.Size} are cosigned"),
                $"{state.Note}\n--\n{note}\n", ct);
            return new WitnessReply(422);
        }

        // Remembered before the answer: from now on nothing beyond the end is cosigned.
        second.Write(RegionPolicy.KeyChanges, change.Old.Name, note);
        return new WitnessReply(200);
    }

    private Task KeepAsync(KeyChange change, string detail, string notes, CancellationToken ct) =>
        evidence.KeepAsync(new Evidence(change.Old.Name, EvidenceKind.Key, detail, $"{notes}--\n{change.Old}\n"), ct);
}
