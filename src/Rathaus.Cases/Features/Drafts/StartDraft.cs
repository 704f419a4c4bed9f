using Microsoft.Extensions.Options;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>
/// Begins an application. Nobody has to sign in for that; whoever is not signed in gets a secret with which the draft
/// opens on any device.
/// </summary>
internal sealed class StartDraft(
    TownDatabase database, ICatalogue catalogue, IOptions<CasesOptions> options, IActor actor, TimeProvider time)
{
    /// <returns>Key of the new draft; its secret is null for an account's draft and is shown this once.</returns>
    public async Task<Outcome<DraftKey>> RunAsync(Municipality town, string serviceId, Language language, CancellationToken ct)
    {
        if (catalogue.FindForm(town.Id, serviceId) is not { } service)
            return Refusal.NotFound("service");
        if (Representation.WhyNot(actor, service, sends: false) is { } refusal)
            return refusal;

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = actor.AccountId is null ? AccessSecret.Create() : null;
        List<Sql> commands =
        [
            new(
                """
                insert into cases.draft
                  (municipality, id, service, service_hash, account, secret_hash, language, answers, version, created_at,
                  saved_at, expires_on)
                values (@Town, @id, @Service, @Hash, @Account, @SecretHash, @Language, '{}', 1, @now, @now, @ExpiresOn)
                """,
                new
                {
                    id,
                    Service = service.Id,
                    service.Hash,
                    Account = actor.OwnerId,
                    SecretHash = secret is null ? null : AccessSecret.Hash(secret),
                    Language = language.Code,
                    now,
                    ExpiresOn = DraftTerms.ExpiresOn(options.Value, actor.AccountId is not null, now),
                }),
        ];
        if (actor.OwnerId is { } account)
            commands.Add(DraftTerms.Remember(account, id));
        await database.For(town.Number).ExecuteBatchAsync(commands, ct);
        CasesMetrics.DraftStarted(town.Id, service.Id);
        return new DraftKey(id, secret);
    }
}

/// <summary>How long drafts live, and where an account finds its own.</summary>
internal static class DraftTerms
{
    public static DateOnly ExpiresOn(CasesOptions options, bool account, DateTimeOffset now) =>
        GermanClock.DayOf(now).AddDays(account ? options.DraftDays : options.AnonymousDraftDays);

    public static Sql Remember(Guid account, Guid draft) => new(
        """
        insert into cases.account_draft (account, town, draft)
        values (@account, @Town, @draft)
        on conflict do nothing
        """,
        new { account, draft });
}
