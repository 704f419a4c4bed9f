using System.IO.Compression;
using System.Net;
using Rathaus.Identity.Tests.Levels;

namespace Rathaus.Identity.Tests.AccountData;

/// <summary>
/// Every table of this room that names an account is told by the export (Art. 15 GDPR) and emptied by the deletion (Art. 17 GDPR). A
/// new table stands in <see cref="Tables"/>, or this fails.
/// </summary>
public sealed class AccountTablesTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private const string Data = CounterHouse.Security + "/daten";

    /// <summary>A table, the column that names the account, and what is expected of it.</summary>
    /// <param name="Insert">A row about <c>@account</c>; null: opening the account wrote one.</param>
    /// <param name="Told">Stands in the export because of that row; null: nothing to tell, <paramref name="Why"/> says why.</param>
    /// <param name="Left">What must be gone: a condition on rows of the account; null: every row.</param>
    private sealed record Table(string Name, string Column, string? Insert, string? Told, string? Left = null, string Why = "")
    {
        public bool OfTown { get; init; }
    }

    private static readonly IReadOnlyList<Table> Tables =
    [
        new("passkey", "account", null, "\"passkeys\": [\n      {"),
        new("session", "account", null, "\"method\": \"Passkey\""),
        new("linked_identity", "account",
            "insert into identity.linked_identity (pseudonym, account, kind, linked_at) values (sha256('l'), @account, 'Bundid', @now)", "\"kind\": \"Bundid\""),
        new("event", "account", null, "account-opened", "false", "the security log keeps its term and names nobody"),
        new("oidc_par", "account",
            """
            insert into identity.oidc_par (id, request_hash, client, request, state, browser, account, created_at, expires_at)
            values (@id, sha256('par'), 'wallet', '{}', 'denied', sha256('browser'), @account, @now, @now)
            """, "\"state\": \"denied\""),
        new("oidc_grant", "account",
            """
            insert into identity.oidc_grant (id, client, account, session, sid, scopes, authentication, issuer, created_at, last_used_at)
            values (@id, 'wallet', @account, sha256('session'), 'sid', array['scope-of-grant'], '{"acr": "x"}', 'https://localhost/id', @now, @now)
            """, "scope-of-grant", "ended_at is null or session is not null or authentication <> '{}'", "clients are still told that it ended"),
        new("oidc_consent", "account",
            "insert into identity.oidc_consent (account, client, scopes, given_at) values (@account, 'wallet', array['scope-of-consent'], @now)",
            "scope-of-consent"),
        new("handover", "for_account",
            """
            insert into identity.handover (id, kind, state, poll_hash, typed_hash, client, service, town, purpose, back, device, place, network, for_account, created_at, expires_at)
            values (substr(sha256('a'), 1, 16), 'approve', 'expired', sha256('b'), sha256('c'), 'x', 'Freigabe Eins', '', '', '/', 'x', 'x', 'x', @account, @now, @now)
            """, "Freigabe Eins"),
        new("handover", "claimed_account",
            """
            insert into identity.handover
              (id, kind, state, poll_hash, typed_hash, client, service, town, purpose, back, device, place, network, claimed_account, claimed_session, claimed_at, created_at, expires_at)
            values
              (substr(sha256('d'), 1, 16), 'login', 'expired', sha256('e'), sha256('f'), 'x', 'Anmeldung Zwei', '', '', '/', 'x', 'x', 'x', @account, sha256('g'), @now, @now, @now)
            """, "Anmeldung Zwei"),
        new("mandate", "holder",
            """
            insert into identity.mandate (id, kind, holder, principal, name, trust, simulated, valid_from, asked_at)
            values (@id, 'Adult', @account, gen_random_uuid(), 'Vollmacht Eins', 1, true, '2026-01-01', @now)
            """, "Vollmacht Eins"),
        new("mandate", "principal",
            """
            insert into identity.mandate (id, kind, principal, name, trust, simulated, valid_from, asked_at)
            values (@id, 'Adult', @account, 'Vollmacht Zwei', 1, true, '2026-01-01', @now)
            """, "Vollmacht Zwei"),
        new("wallet_request", "account",
            """
            insert into identity.wallet_request (id, browser, account, back, same_device, with_address, nonce, key_box, state, created_at, expires_at)
            values ('0123456789012345678901', sha256('w'), @account, '/', true, false, 'n', '\x00', 'open', @now, @now + interval '5 minutes')
            """, null, Why: "a request of five minutes that nobody answered says nothing about the person"),
        new("wallet_offer", "account",
            """
            insert into identity.wallet_offer (id, account, source, type, town, simulated, claims_box, valid_until, code_hash, state, created_at, expires_at)
            values (@id, @account, 'W-1', 'offered-type', 'Wuppertal', true, '\x00', '2027-01-01', sha256('o'), 'open', @now, @now + interval '1 day')
            """, "offered-type", "claims_box is not null or state in ('open', 'redeemed')", "the status lists still name its revoked copies"),
        new("notice", "account",
            "insert into identity.notice (account, id, kind, created_at) values (@account, @id, 'kind-of-notice', @now)", "kind-of-notice"),
        new("activation", "account",
            """
            insert into identity.activation (account, town, letter, code_hash, person, asked_at, expires_at)
            values (@account, 4, @id, sha256('k'), '{"FamilyName": "Aktivierung"}', @now, @now + interval '30 days')
            """, "Aktivierung"),
        new("counter_code", "account",
            "insert into identity.counter_code (hash, account, created_at, expires_at) values (sha256('z'), @account, @now, @now + interval '10 minutes')",
            "\"counter_codes\": [\n      {"),
        new("recovery_code", "account",
            "insert into identity.recovery_code (hash, account, kind, created_at) values (sha256('r'), @account, 'counter', @now)", "\"kind\": \"counter\""),
        new("recovery", "account",
            """
            insert into identity.recovery (id, account, kind, at, hold_until, proofing, person, display_name)
            values (@id, @account, 'letter', @now, @now, 2, '{"FamilyName": "Vorher"}', 'Name Vorher')
            """, "Name Vorher"),
        new("letter", "account",
            """
            insert into identity.letter (municipality, id, purpose, account, state, language, recipient, sealed_code, created_at)
            values (@Town, @id, 'activation', @account, 'ready', 'de', '{"FamilyName": "Empfang"}', '\x00', @now)
            """, "Empfang") { OfTown = true },
        new("visit", "account",
            """
            insert into identity.visit (municipality, id, office, purpose, account, person, document_kind, document_until, state, checked_by, checked_at)
            values (@Town, @id, 'buergerbuero', 'proofing', @account, '{"FamilyName": "Besuch"}', 'passport', '2030-01-01', 'open', gen_random_uuid(), @now)
            """, "Besuch", "person is not null or state = 'open'", "the town's own record of who checked a document; it names nobody") { OfTown = true },
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_that_names_an_account_is_expected_here()
    {
        var found = await house.App.Database.Region.QueryAsync<string>(
            """
            select c.relname || '.' || a.attname
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
            where c.relnamespace = 'identity'::regnamespace and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype
              and (a.attname ~ '(^|_)account$' or a.attname in ('holder', 'principal')
                   or exists (
                     select from pg_constraint k
                     where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'identity.account'::regclass and a.attnum = any(k.conkey)))
            order by 1
            """, null, Ct);
        Assert.Equal(Tables.Select(table => $"{table.Name}.{table.Column}").Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.All(Tables, table => Assert.True((table.Told is not null && table.Left is null) || table.Why.Length > 0, table.Name));
    }

    [Fact]
    public async Task The_export_tells_and_the_deletion_takes_every_row()
    {
        using var citizen = await house.CitizenAsync("Alles Über Mich");
        using var other = await house.CitizenAsync("Jemand Anders");
        foreach (var table in Tables)
        {
            if (table.Insert is not null)
                await ScopeOf(table).ExecuteAsync(table.Insert, new { account = citizen.Account, id = Guid.CreateVersion7(house.App.Time.GetUtcNow()), now = house.App.Time.GetUtcNow() }, Ct);
            Assert.True(await CountAsync(table, citizen.Account, "true") > 0, $"{table.Name}.{table.Column} is empty");
        }

        var text = await ExportAsync(citizen);
        foreach (var table in Tables.Where(table => table.Told is not null))
            Assert.True(text.Contains(table.Told!, StringComparison.Ordinal), $"{table.Name}.{table.Column} is not told: {text}");
        Assert.DoesNotContain("Alles Über Mich", await ExportAsync(other), StringComparison.Ordinal);
        Assert.DoesNotContain("Vollmacht", await ExportAsync(other), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await citizen.Browser.PostAsync(Data + "/loeschen", Data + "/loeschen", ("wort", "löschen"))).StatusCode);
        foreach (var table in Tables)
        {
            var left = await CountAsync(table, citizen.Account, table.Left ?? "true");
            Assert.True(left == 0, $"{table.Name}.{table.Column} still holds {left}");
        }

        Assert.True(await house.App.Database.Region.QuerySingleAsync<bool>(
            """
            select closed_at is not null and person is null and eid_pseudonym is null and pid_pseudonym is null and display_name = 'geschlossen'
            from identity.account where id = @Account
            """, new { citizen.Account }, Ct));
        Assert.Contains("Jemand Anders", await ExportAsync(other), StringComparison.Ordinal);
    }

    private static async Task<string> ExportAsync(Citizen citizen)
    {
        using var answer = await citizen.Browser.PostAsync(Data, Data + "/export");
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}");
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Ct));
        using var reader = new StreamReader(zip.GetEntry("konto.json")!.Open());
        return await reader.ReadToEndAsync(Ct);
    }

    private Kernel.Data.SqlScope ScopeOf(Table table) =>
        table.OfTown ? house.App.Database.Town(CounterHouse.Wuppertal) : house.App.Database.Region;

    private Task<long> CountAsync(Table table, Guid account, string condition) => ScopeOf(table).QuerySingleAsync<long>(
        $"select count(*) from identity.{table.Name} where {(table.OfTown ? "municipality = @Town and " : "")}{table.Column} = @account and ({condition})",
        new { account }, Ct);
}
