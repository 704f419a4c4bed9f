using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Recovery;

/// <summary>
/// Somebody without device and codes asks for a letter that opens the account again. Nobody is signed in, so the answer is the same for
/// everybody, and accounts and register are asked afterwards, by a job.
/// </summary>
internal sealed class RecoveryLetter(
    TownDatabase towns, RegistrationOffices offices, SecurityEvents events, IJobSignal signal, TimeProvider time)
{
    private static readonly Refusal NoTown = Refusal.Invalid(
        "person.faults", "Bitte prüfen Sie die Angaben.", new FieldFault("stadt", "person.town", "Wählen Sie die Stadt, in der Sie gemeldet sind."));

    public async Task<Outcome<Guid>> RequestAsync(PersonInput input, string? townId, Language language, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var town = offices.Find(townId);
        var person = input.Check(town?.Name ?? "", GermanClock.DayOf(now));
        if (!person.Succeeded)
            return town is null ? NoTown with { Faults = [.. person.Refusal.Faults, .. NoTown.Faults] } : person.Refusal;
        if (town is null)
            return NoTown;
        var letter = Guid.CreateVersion7(now);
        await towns.For(town.Number).ExecuteBatchAsync(
            [LetterQueue.Ask(letter, "recovery", null, person.Value, language, now), JobSql.Insert(LetterJob.For(letter))], ct);
        signal.Wake(LetterJob.KindName);
        events.Done("recovery-letter-asked");
        return letter;
    }
}
