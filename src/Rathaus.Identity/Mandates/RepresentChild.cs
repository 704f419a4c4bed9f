using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Mandates;

/// <summary>
/// A parent acts for a child whom the residents' register names as represented by this parent (§ 3 (1) nos. 9, 16 BMG). The
/// register is asked again each time the parent begins to act.
/// </summary>
internal sealed class RepresentChild(MandateStore store, IEnumerable<IFamilyRegister> registers, SecurityEvents events, TimeProvider time)
{
    /// <summary>Children for whom the register says so, and no mandate of this account holds yet.</summary>
    public async Task<IReadOnlyList<RegisteredChild>> OfferedAsync(IActor actor, IReadOnlyList<ActsFor> live, CancellationToken ct) =>
        [.. (await KnownAsync(actor, ct)).Where(child => !live.Any(one => one.Kind == MandateKind.Child && one.Person is { } held && MandateStore.SamePerson(held, child.Person)))];

    /// <param name="chosen">Place of the child in the list, with its birth date: a list that changed meanwhile is not acted upon.</param>
    public async Task<Outcome<Guid>> ConfirmAsync(IActor actor, int chosen, DateOnly born, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (actor.ActsFor is not null)
            return Mandate.OwnOnly;
        var offered = await OfferedAsync(actor, await store.LiveAsync(account, ct), ct);
        if (chosen < 0 || chosen >= offered.Count || offered[chosen].Person.BirthDate != born)
            return Mandate.Unknown;
        var child = offered[chosen].Person;
        var now = time.GetUtcNow();
        var fresh = new NewMandate
        {
            Id = Guid.CreateVersion7(now),
            Kind = MandateKind.Child,
            Holder = account,
            Principal = await store.PrincipalAsync(account, MandateKind.Child, child, ct),
            Name = $"{child.GivenNames} {child.FamilyName}",
            Person = child,
            Trust = TrustLevel.High,
            Simulated = actor.Simulated,
            From = GermanClock.DayOf(now),
            Until = Majority.LastDayBefore(child.BirthDate),
            AskedAt = now,
            ConfirmedBy = "Register",
        };
        await store.InsertAsync(fresh, events.Row("mandate-by-register", account, null, new { mandate = fresh.Id }), ct);
        events.Done("mandate-by-register");
        return fresh.Id;
    }

    /// <summary>Whether the register still says so.</summary>
    public async Task<bool> StillHoldsAsync(IActor actor, ActsFor mandate, CancellationToken ct) =>
        mandate.Person is { } held && (await KnownAsync(actor, ct)).Any(child => MandateStore.SamePerson(held, child.Person));

    private async Task<IReadOnlyList<RegisteredChild>> KnownAsync(IActor actor, CancellationToken ct)
    {
        var today = time.Today();
        var all = new List<RegisteredChild>();
        if (actor.Person is null)
            return all;
        foreach (var register in registers)
            all.AddRange(await register.ChildrenOfAsync(actor, today, ct));
        return [.. all.Where(child => Majority.On(child.Person.BirthDate) > today).OrderBy(child => child.Person.BirthDate).ThenBy(child => child.Person.GivenNames, StringComparer.Ordinal)];
    }
}
