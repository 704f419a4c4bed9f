using System.Text.Json.Nodes;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.AccountData;

/// <summary>What this room keeps: account, passkeys, sessions, mandates, history, and what other systems may know.</summary>
internal sealed class IdentityAccountData(RegionDatabase database, TimeProvider time) : IAccountData
{
    public string Part => "identity";

    /// <summary>Name of a part and what gives its rows; secrets, hashes and keys are left out.</summary>
    private static readonly AccountRows Rows = new(
        ("account", "select display_name, person, proofing, created_at from identity.account where id = @account"),
        ("passkeys", "select name, aaguid, backup_eligible, backed_up, attestation, created_at, last_used_at from identity.passkey where account = @account order by created_at"),
        ("sessions", "select method, trust, device, created_at, last_seen_at, ends_at from identity.session where account = @account order by created_at"),
        ("identities", "select kind, linked_at from identity.linked_identity where account = @account order by linked_at"),
        ("mandates",
            """
            select m.kind, coalesce(o.name, m.name) as name, m.role, m.groups, m.services, m.valid_from, m.valid_until, m.proof, m.helper_name, m.asked_at, m.confirmed_at,
              m.confirmed_by, m.ended_at, m.ended_by, m.reason, m.holder = @account as acting, m.person
            from identity.mandate m left join identity.organisation o on o.id = m.organisation
            where m.holder = @account or m.principal = @account
            order by m.asked_at
            """),
        ("consents", "select client, scopes, given_at from identity.oidc_consent where account = @account order by given_at"),
        ("grants", "select client, scopes, authentication, created_at, last_used_at, ended_at, end_reason from identity.oidc_grant where account = @account order by created_at"),
        ("authorizations", "select client, state, created_at from identity.oidc_par where account = @account order by created_at"),
        ("handovers",
            """
            select kind, state, service, town, purpose, device, place, created_at
            from identity.handover where for_account = @account or claimed_account = @account
            order by created_at
            """),
        ("history", "select at, action, detail from identity.event where account = @account order by at"));

    public async Task<JsonNode> ExportAsync(Guid account, CancellationToken ct) => await Rows.ReadAsync(database, account, ct);

    /// <summary>
    /// Factors, sessions, consents and mandates go; the account stays as an empty, closed row, because the security log names its id. The log
    /// itself is kept for its term and says nothing about the person.
    /// </summary>
    public Task DeleteAsync(Guid account, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return database.ExecuteBatchAsync(
            [
                new Sql("update identity.session set acting = null where acting in (select id from identity.mandate where holder = @account or principal = @account)", new { account }),
                new Sql("delete from identity.session where account = @account", new { account }),
                new Sql("delete from identity.passkey where account = @account", new { account }),
                new Sql("delete from identity.linked_identity where account = @account", new { account }),
                new Sql(
                    """
                    update identity.organisation o set closed_at = @now
                    where o.closed_at is null and exists (select 1 from identity.mandate m where m.organisation = o.id and m.holder = @account and m.ended_at is null)
                      and not exists (
                        select 1 from identity.mandate m
                        where m.organisation = o.id and m.holder <> @account and m.role = 'Owner' and m.confirmed_at is not null and m.ended_at is null)
                    """,
                    new { account, now }),
                new Sql("delete from identity.mandate where holder = @account or (kind = 'Adult' and principal = @account)", new { account }),
                .. GrantEnds.OfAccount(account, keptSid: null, "account-deleted", now),
                new Sql("update identity.oidc_grant set authentication = '{}', session = null, passkey = null where account = @account", new { account }),
                new Sql("delete from identity.oidc_par where account = @account", new { account }),
                new Sql("delete from identity.handover where for_account = @account or claimed_account = @account", new { account }),
                new Sql("delete from identity.oidc_consent where account = @account", new { account }),
                new Sql(
                    """
                    update identity.account
                    set display_name = 'geschlossen', person = null, eid_pseudonym = null, pid_pseudonym = null, demo = null, proofing = 0, closed_at = @now
                    where id = @account and closed_at is null
                    """,
                    new { account, now }),
            ],
            ct);
    }
}
