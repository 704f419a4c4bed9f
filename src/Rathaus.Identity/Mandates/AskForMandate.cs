using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Mandates;

/// <summary>
/// Somebody asks to act for a child or a person under care whom no register names: a clerk of the chosen town checks the
/// document (birth certificate and custody decision, or Betreuerausweis, § 290 FamFG) and decides.
/// </summary>
internal sealed class AskForMandate(RegionDatabase database, MandateStore store, ITownOffices towns, SecurityEvents events, TimeProvider time)
{
    public const string PersonField = "person";

    public const string KindField = "art";

    public const string TownField = "stadt";

    private const int MostOpen = 10;

    public async Task<Outcome<Guid>> RunAsync(IActor actor, IFormCollection form, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (actor.ActsFor is not null)
            return Mandate.OwnOnly;
        var today = time.Today();
        var faults = new List<FieldFault>();
        MandateKind? kind = form[KindField].ToString() switch { "kind" => MandateKind.Child, "betreuung" => MandateKind.Care, _ => null };
        if (kind is null)
            faults.Add(new FieldFault(KindField, "mandate.no-kind", "Wählen Sie, für wen Sie handeln."));
        var person = FormValues.Person(form, PersonField, today);
        if (!person.Succeeded)
            faults.AddRange(person.Refusal.Faults);
        if (towns.Find(form[TownField].ToString()) is not { } town)
            faults.Add(new FieldFault(TownField, "mandate.no-town", "Wählen Sie eine Stadt."));
        else if (faults.Count == 0)
            return await WriteAsync(actor, account, kind!.Value, person.Value!, town, today, ct);
        return Refusal.Invalid("mandate.faults", "Bitte prüfen Sie Ihre Angaben.", faults);
    }

    private async Task<Outcome<Guid>> WriteAsync(IActor actor, Guid account, MandateKind kind, ConfirmedPerson person, TownEntry town, DateOnly today, CancellationToken ct)
    {
        if (kind == MandateKind.Child && Majority.On(person.BirthDate) <= today)
            return Refusal.Invalid("mandate.of-age", "Diese Person ist volljährig.", new FieldFault(PersonField, "mandate.of-age", "Diese Person ist volljährig."));
        if (await database.QuerySingleAsync<long>(
                "select count(*) from identity.mandate where holder = @account and confirmed_at is null and ended_at is null", new { account }, ct) >= MostOpen)
            return Refusal.Conflict("mandate.too-many-asked", "Es warten schon viele Anfragen von Ihnen.");
        var now = time.GetUtcNow();
        var fresh = new NewMandate
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            Holder = account,
            Principal = await store.PrincipalAsync(account, kind, person, ct),
            Name = $"{person.GivenNames} {person.FamilyName}",
            Person = person,
            Trust = TrustLevel.Substantial,
            Simulated = actor.Simulated,
            From = today,
            Until = kind == MandateKind.Child ? Majority.LastDayBefore(person.BirthDate) : null,
            Town = town.Number,
            AskedAt = now,
        };
        await store.InsertAsync(fresh, events.Row("mandate-asked", account, null, new { mandate = fresh.Id, town = town.Number }), ct);
        events.Done("mandate-asked");
        return fresh.Id;
    }
}
