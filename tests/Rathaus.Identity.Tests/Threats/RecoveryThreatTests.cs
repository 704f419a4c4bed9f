using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Tests.Http;
using Rathaus.Identity.Tests.Levels;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Device loss, stolen codes, take-over by recovery, cloned devices: what the owner can do, and what a thief cannot.</summary>
public sealed class RecoveryThreatTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_codes_of_eighty_bits_are_shown_once_and_stored_as_keyed_hashes_only()
    {
        using var citizen = await house.CitizenAsync("Codes");
        var codes = await MakeAsync(citizen);
        Assert.Equal(8, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", code));
        Assert.Empty(await CounterHouse.CodesOfAsync(await citizen.Browser.GetAsync(CounterHouse.Codes)));
        var rows = await house.App.Database.Region.QueryAsync<byte[]>("select hash from identity.recovery_code where account = @Account", new { citizen.Account }, Ct);
        Assert.Equal(8, rows.Count);
        foreach (var code in codes)
        {
            var bare = SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(code.Replace("-", "", StringComparison.Ordinal)));
            Assert.DoesNotContain(rows, row => row.AsSpan().SequenceEqual(bare));
        }

        var file = await citizen.Browser.PostAsync(
            CounterHouse.Codes, CounterHouse.Codes + "/datei", [.. codes.Select(code => ("codes", code)), ("aktion", "text")]);
        Assert.Contains(codes[7], await file.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var pdf = await citizen.Browser.PostAsync(
            CounterHouse.Codes, CounterHouse.Codes + "/datei", [.. codes.Select(code => ("codes", code)), ("aktion", "pdf")]);
        Assert.Equal("application/pdf", pdf.Content.Headers.ContentType?.MediaType);
        var forged = await citizen.Browser.PostAsync(CounterHouse.Codes, CounterHouse.Codes + "/datei", ("codes", "<script>"), ("aktion", "text"));
        Assert.Equal(HttpStatusCode.SeeOther, forged.StatusCode);
    }

    [Fact]
    public async Task A_recovery_drops_the_levels_ends_sessions_rests_passkeys_and_ends_every_other_code()
    {
        using var citizen = await house.CitizenAsync("Verloren");
        await house.App.Database.Region.ExecuteAsync(
            """
            update identity.account
            set proofing = 2, person = '{"FamilyName":"Beispiel","GivenNames":"Vera","BirthDate":"1970-01-01","Street":"Musterstraße","HouseNumber":"1","PostCode":"42103","Town":"Wuppertal"}'
            where id = @Account
            """, new { citizen.Account }, Ct);
        var codes = await MakeAsync(citizen);
        var (answer, back) = await house.RecoverAsync(citizen, codes[0]);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await citizen.Browser.StatusAsync(CounterHouse.Security));
        Assert.Equal(1, await house.ProofingAsync(citizen));
        Assert.True(await house.App.Database.Region.QuerySingleAsync<bool>(
            "select person is null and hold_until is not null from identity.account where id = @Account", new { citizen.Account }, Ct));
        var refused = await citizen.SignInAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("wiederhergestellt", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync(codes[0]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync(codes[1]));

        var page = await back.PageAsync();
        Assert.Contains("Ihr Konto wurde wiederhergestellt", page, StringComparison.Ordinal);
        Assert.Contains("Ihr Konto wurde wiederhergestellt", WebUtility.HtmlDecode(await back.Browser.ReadAsync("/konto/postfach")), StringComparison.Ordinal);
        Assert.Equal(1, await house.EventsAsync(citizen, "account-recovered"));
        back.Dispose();
    }

    [Fact]
    public async Task For_three_days_after_a_recovery_nothing_sensitive_happens_and_then_it_does()
    {
        using var citizen = await house.CitizenAsync("Wartezeit");
        var (_, back) = await house.RecoverAsync(citizen, (await MakeAsync(citizen))[0]);
        foreach (var address in (string[])[CounterHouse.Codes, CounterHouse.Security + "/passkey", CounterHouse.Security + "/passkey/optionen"])
        {
            var refused = await back.Browser.PostAsync(CounterHouse.Security, address);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        house.App.Time.Advance(TimeSpan.FromHours(71));
        await back.SignInAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await back.Browser.PostAsync(CounterHouse.Security, CounterHouse.Codes)).StatusCode);
        house.App.Time.Advance(TimeSpan.FromMinutes(61));
        await back.SignInAsync();
        Assert.Equal(8, (await CounterHouse.CodesOfAsync(await back.Browser.PostAsync(CounterHouse.Security, CounterHouse.Codes))).Length);
        back.Dispose();
    }

    [Fact]
    public async Task The_owner_objects_with_an_earlier_passkey_and_the_thief_is_out()
    {
        using var owner = await house.CitizenAsync("Eigentümerin");
        var codes = await MakeAsync(owner);
        var (_, thief) = await house.RecoverAsync(owner, codes[0]);
        using (thief)
        {
            var credential = await owner.Browser.AssertAsync(owner.Device, CounterHouse.Objection, CounterHouse.Objection + "/optionen");
            var answer = await owner.Browser.PostAsync(CounterHouse.Objection, CounterHouse.Objection, ("credential", credential));
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.Equal(HttpStatusCode.Redirect, await thief.Browser.StatusAsync(CounterHouse.Security));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await thief.SignInAsync()).StatusCode);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync(codes[1]));
            Assert.Equal(HttpStatusCode.SeeOther, (await owner.SignInAsync()).StatusCode);
            Assert.Equal(1, await house.EventsAsync(owner, "recovery-objected"));

            // Objecting twice, or with a passkey that is in use, changes nothing.
            var again = await owner.Browser.AssertAsync(owner.Device, CounterHouse.Objection, CounterHouse.Objection + "/optionen");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.Browser.PostAsync(CounterHouse.Objection, CounterHouse.Objection, ("credential", again))).StatusCode);
        }
    }

    [Fact]
    public async Task After_three_days_nobody_objects_and_resting_passkeys_are_gone()
    {
        using var citizen = await house.CitizenAsync("Zu spät");
        var (_, back) = await house.RecoverAsync(citizen, (await MakeAsync(citizen))[0]);
        house.App.Time.Advance(TimeSpan.FromHours(73));
        var credential = await citizen.Browser.AssertAsync(citizen.Device, CounterHouse.Objection, CounterHouse.Objection + "/optionen");
        var answer = await citizen.Browser.PostAsync(CounterHouse.Objection, CounterHouse.Objection, ("credential", credential));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        await house.App.Services.GetRequiredService<ExpiredSignIns>().DeleteAsync(Ct);
        Assert.Equal(1, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.passkey where account = @Account", new { citizen.Account }, Ct));
        Assert.Equal(HttpStatusCode.SeeOther, (await back.SignInAsync()).StatusCode);
        back.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA-AAAA-AAAA-AAAA")]
    [InlineData("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")]
    [InlineData("' or 1=1 --")]
    [InlineData("🏛🏛🏛🏛")]
    public async Task A_code_that_is_none_opens_nothing(string code) =>
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync(code));

    [Fact]
    public async Task Two_devices_racing_with_one_code_let_one_in()
    {
        using var citizen = await house.CitizenAsync("Rennen");
        var code = (await MakeAsync(citizen))[0];
        using var one = Ceremony.Device();
        using var two = Ceremony.Device();
        using var left = new Browser(house.App);
        using var right = new Browser(house.App);
        var first = await left.RegisterAsync(one, CounterHouse.Recover, CounterHouse.Recover + "/optionen", ("code", code));
        var second = await right.RegisterAsync(two, CounterHouse.Recover, CounterHouse.Recover + "/optionen", ("code", code));
        var answers = await Task.WhenAll(
            left.PostAsync(CounterHouse.Recover, CounterHouse.Recover + "/passkey", ("code", code), ("credential", first)),
            right.PostAsync(CounterHouse.Recover, CounterHouse.Recover + "/passkey", ("code", code), ("credential", second)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_letter_for_recovery_says_the_same_to_everybody_and_is_written_for_a_proved_person_only()
    {
        using var stranger = new Browser(house.App);
        var address = CounterHouse.Recover + "/brief";
        var unknown = await stranger.PostAsync(address, address, CounterHouse.Mira);
        var blocked = await stranger.PostAsync(address, address, CounterHouse.Samira);
        await house.WorkAsync();
        Assert.Equal((unknown.StatusCode, unknown.Headers.Location), (blocked.StatusCode, blocked.Headers.Location));
        Assert.Equal(HttpStatusCode.SeeOther, unknown.StatusCode);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.recovery_code c join identity.account a on a.id = c.account where c.kind = 'letter' and a.demo is null", null, Ct));
    }

    [Fact]
    public async Task A_cloned_device_drops_to_normal_is_told_and_can_be_reported()
    {
        using var citizen = await house.CitizenAsync("Geklont");
        using var second = Ceremony.Device();
        var added = await citizen.Browser.RegisterAsync(second, CounterHouse.Security, CounterHouse.Security + "/passkey/optionen");
        await citizen.Browser.PostAsync(CounterHouse.Security, CounterHouse.Security + "/passkey", ("credential", added));
        await house.App.Database.Region.ExecuteAsync(
            "update identity.passkey set authenticator = 3, sign_count = 50 where credential_id = @CredentialId", new { second.CredentialId }, Ct);
        second.UserHandle = citizen.Device.UserHandle;
        second.Counter = 7;
        Assert.Equal(HttpStatusCode.SeeOther, (await citizen.SignInAsync(second)).StatusCode);
        Assert.Equal(2, await house.App.Database.Region.QuerySingleAsync<short>(
            "select authenticator from identity.passkey where credential_id = @CredentialId", new { second.CredentialId }, Ct));
        Assert.Equal(1, await house.NoticesAsync(citizen, "passkey-copied"));
        Assert.Contains("Das war ich nicht", await citizen.PageAsync(), StringComparison.Ordinal);

        var id = await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select id from identity.passkey where credential_id = @CredentialId", new { second.CredentialId }, Ct);
        Assert.Equal(HttpStatusCode.SeeOther, (await citizen.Browser.PostAsync(CounterHouse.Security, $"{CounterHouse.Security}/passkey/{id}/melden")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await citizen.SignInAsync(second)).StatusCode);
        Assert.Equal(1, await house.EventsAsync(citizen, "passkey-reported"));
    }

    [Fact]
    public void Neither_mail_nor_text_message_is_a_way_into_an_account()
    {
        // A stolen number or mailbox opens nothing: no sign-in begins with one, and whatever would begin with a link stays below normal.
        Assert.DoesNotContain(Enum.GetNames<SignInMethod>(), name => name.Contains("Mail", StringComparison.OrdinalIgnoreCase) || name.Contains("Sms", StringComparison.OrdinalIgnoreCase));
        foreach (var proofing in Enum.GetValues<Proofing>())
            Assert.Equal(Kernel.Ports.TrustLevel.None, new Assurance(proofing, Authenticator.Link).Trust);
    }

    private static async Task<string[]> MakeAsync(Citizen citizen) =>
        await CounterHouse.CodesOfAsync(await citizen.Browser.PostAsync(CounterHouse.Codes, CounterHouse.Codes));

    private async Task<HttpStatusCode> TryAsync(string code)
    {
        using var browser = new Browser(house.App);
        return (await browser.PostAsync(CounterHouse.Recover, CounterHouse.Recover, ("code", code))).StatusCode;
    }
}
