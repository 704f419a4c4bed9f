using Microsoft.Extensions.Options;
using Rathaus.Identity.Features;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Mandates;

/// <summary>
/// An adult gives another person a mandate (Vollmacht, § 14 (1) VwVfG): own account, scope and term; the other one takes it
/// with a code. Given by the account's own person only: whoever acts for somebody cannot pass that on.
/// </summary>
internal sealed class GiveMandate(RegionDatabase database, MandateStore store, SecurityEvents events, TimeProvider time, IOptions<IdentityOptions> options)
{
    /// <summary>Longest term of a mandate; it may be given again.</summary>
    public const int LongestYears = 5;

    private const int MostOpen = 20;

    public sealed record Request(string? Helper, MandateScope Scope, DateOnly From, DateOnly Until);

    public async Task<Outcome<Issued>> RunAsync(IActor actor, Request request, CancellationToken ct)
    {
        var today = time.Today();
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (actor.ActsFor is not null)
            return Mandate.OwnOnly;
        if (AccountName.Check(request.Helper) is { } badName)
            return badName;
        if (request.From < today || request.Until < request.From || request.Until > today.AddYears(LongestYears))
            return Mandate.BadTerm;
        if (await database.QuerySingleAsync<long>(
                "select count(*) from identity.mandate where principal = @account and kind = 'Adult' and ended_at is null and (valid_until is null or valid_until >= @today)",
                new { account, today }, ct) >= MostOpen)
            return Refusal.Conflict("mandate.too-many", "Sie haben schon viele Vollmachten erteilt. Beenden Sie zuerst eine.");

        var now = time.GetUtcNow();
        var code = AccessSecret.Create();
        var expires = now + options.Value.MandateCodeLifetime;
        var fresh = new NewMandate
        {
            Id = Guid.CreateVersion7(now),
            Kind = MandateKind.Adult,
            Principal = account,
            Name = actor.Person is { } person ? $"{person.GivenNames} {person.FamilyName}" : actor.DisplayName!,
            Person = actor.Person,
            Scope = request.Scope,
            Trust = actor.Trust,
            Simulated = actor.Simulated,
            From = request.From,
            Until = request.Until,
            CodeHash = AccessSecret.Hash(code),
            CodeExpiresAt = expires,
            HelperName = request.Helper!.Trim(),
            AskedAt = now,
        };
        await store.InsertAsync(fresh, events.Row("mandate-given", account, null, new { mandate = fresh.Id, groups = request.Scope.Groups, until = request.Until }), ct);
        events.Done("mandate-given");
        return new Issued(fresh.Id, code, fresh.HelperName, expires);
    }

    /// <summary>A code to hand over, shown once.</summary>
    public sealed record Issued(Guid Mandate, string Code, string Helper, DateTimeOffset ExpiresAt);
}

/// <summary>Refusals about mandates.</summary>
internal static class Mandate
{
    public static readonly Refusal UnknownCode = Refusal.Invalid(
        "mandate.code-unknown", "Dieser Code gilt nicht. Prüfen Sie ihn oder lassen Sie sich einen neuen geben.",
        new FieldFault("code", "mandate.code-unknown", "Dieser Code gilt nicht. Prüfen Sie ihn oder lassen Sie sich einen neuen geben."));

    public static readonly Refusal BadTerm = Refusal.Invalid(
        "mandate.term", "Prüfen Sie die Tage: Der Beginn liegt nicht in der Vergangenheit, das Ende höchstens fünf Jahre in der Zukunft.",
        new FieldFault("bis", "mandate.term", "Prüfen Sie die Tage: Der Beginn liegt nicht in der Vergangenheit, das Ende höchstens fünf Jahre in der Zukunft."));

    public static readonly Refusal OwnOnly = Refusal.Forbidden(
        "mandate.own-only", "Das geht nur für Sie selbst. Beenden Sie zuerst die Vertretung.");

    public static readonly Refusal OwnCode = Refusal.Invalid(
        "mandate.own-code", "Das ist Ihr eigener Code. Geben Sie ihn der anderen Person.",
        new FieldFault("code", "mandate.own-code", "Das ist Ihr eigener Code. Geben Sie ihn der anderen Person."));

    public static Refusal Unknown => Refusal.NotFound("mandate");
}
