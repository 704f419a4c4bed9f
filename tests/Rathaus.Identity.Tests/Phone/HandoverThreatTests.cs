using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Phone;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>Relayed codes and everything else that must not open a session.</summary>
public sealed class HandoverThreatTests(PhoneHouse house) : IClassFixture<PhoneHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relayed_code_alone_opens_nothing()
    {
        using var attacker = await house.ADesktop(PhoneHouse.Elsewhere).StartAsync();
        using var victim = await house.APhoneAsync("Opfer Eins");
        await victim.ClaimAsync(attacker);
        await victim.ApproveAsync(attacker);
        foreach (var guess in (string[])["", "abcd", "12345"])
            await attacker.TypeAsync(guess);
        Assert.Equal("locked", await attacker.StateAsync());
        await attacker.Browser.PostAsync(Desktop.Address + "/weiter");
        Assert.Null(attacker.Browser.Session);
        Assert.Contains("Dreimal falsche Ziffern", await victim.Browser.ReadAsync("/id/app/verlauf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phished_code_gives_a_session_that_does_none_of_the_twelve_sensitive_actions()
    {
        using var attacker = await house.ADesktop(PhoneHouse.Elsewhere).StartAsync();
        using var victim = await house.APhoneAsync("Opfer Zwei");
        await victim.ClaimAsync(attacker);
        await attacker.TypeAsync(await victim.ApproveAsync(attacker));
        Assert.NotNull(attacker.Browser.Session);

        var owner = attacker.Browser.SessionHash;
        var actions = Enum.GetValues<SensitiveAction>().Where(static one => one is not SensitiveAction.None).ToArray();
        Assert.Equal(12, actions.Length);
        foreach (var action in actions)
        {
            await using var scope = house.App.Services.CreateAsyncScope();
            var state = await scope.ServiceProvider.GetRequiredService<Sessions.SessionStore>().FindAsync(owner, Ct);
            Assert.Equal(Authenticator.Link, state!.Authenticator);
            scope.ServiceProvider.GetRequiredService<Sessions.SessionActor>().Become(state);
            var refusal = await scope.ServiceProvider.GetRequiredService<ISensitiveActions>().CheckAsync(action, Ct);
            Assert.Equal("session.handed-over", refusal?.Code);
        }

        var add = await attacker.Browser.PostAsync("/konto/sicherheit/passkey/optionen");
        Assert.Equal(HttpStatusCode.Forbidden, add.StatusCode);
        var key = await house.App.Database.Region.QuerySingleAsync<Guid>("select passkey from identity.session where id_hash = @owner", new { owner }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await attacker.Browser.PostAsync($"/konto/sicherheit/passkey/{key}/entfernen")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await attacker.Browser.PostAsync($"/id/app/geraete/passkey/{key}/entfernen")).StatusCode);
    }

    [Fact]
    public async Task A_session_that_came_by_a_code_cannot_take_the_next_one()
    {
        using var victim = await house.APhoneAsync("Kette");
        using var first = await house.ADesktop().StartAsync();
        await victim.ClaimAsync(first);
        await first.TypeAsync(await victim.ApproveAsync(first));
        using var second = await house.ADesktop().StartAsync();
        var page = (await first.Browser.GetAsync(await second.LinkAsync())).Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.Forbidden, (await first.Browser.PostAsync(page, Handset.Step(second, "claim"))).StatusCode);
        Assert.Equal("created", await second.StateAsync());
    }

    [Fact]
    public async Task A_code_of_the_window_before_the_last_is_stale()
    {
        using var phone = await house.APhoneAsync("Fenster");
        using var desktop = await house.ADesktop().StartAsync();
        var link = await desktop.LinkAsync();
        house.App.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Browser.GetAsync(link)).StatusCode);
        house.App.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.Browser.GetAsync(link)).StatusCode);
        Assert.NotEqual(link, await desktop.LinkAsync());
    }

    [Fact]
    public async Task A_changed_tag_window_or_id_is_stale()
    {
        using var phone = await house.APhoneAsync("Marke");
        using var desktop = await house.ADesktop().StartAsync();
        using var other = await house.ADesktop().StartAsync();
        var link = await desktop.LinkAsync();
        var parts = link.Split('.');
        foreach (var wrong in (string[])
            [
                link[..^1] + (link[^1] == 'A' ? 'B' : 'A'),
                $"{parts[0]}.{parts[1]}0.{parts[2]}",
                $"/id/h/{other.Id}.{parts[1]}.{parts[2]}",
                $"{parts[0]}.{parts[1]}",
                "/id/h/" + new string('x', 500),
            ])
        {
            var answer = await phone.Browser.GetAsync(wrong);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains("gilt nicht mehr", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Knowing_the_id_without_having_read_a_fresh_code_claims_nothing()
    {
        using var phone = await house.APhoneAsync("Nur Id");
        using var desktop = await house.ADesktop().StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Browser.PostAsync(Handset.Step(desktop, "claim"))).StatusCode);
        Assert.Equal("created", await desktop.StateAsync());
    }

    [Fact]
    public async Task A_claim_without_a_session_leads_to_the_sign_in()
    {
        using var desktop = await house.ADesktop().StartAsync();
        using var nobody = new Browser(house.App, PhoneHouse.Home);
        await nobody.GetAsync(await desktop.LinkAsync());
        var answer = await nobody.PostAsync(Handset.Step(desktop, "claim"));
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("created", await desktop.StateAsync());
    }

    [Fact]
    public async Task A_second_phone_ends_it_for_both_and_both_are_told()
    {
        using var first = await house.APhoneAsync("Erste");
        using var second = await house.APhoneAsync("Zweite");
        using var desktop = await house.ADesktop().StartAsync();
        var link = await desktop.LinkAsync();
        await first.ClaimAsync(desktop);
        var page = await second.ScanAsync(link);
        Assert.DoesNotContain("data-passkey", await second.Browser.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await second.Browser.PostAsync(page, Handset.Step(desktop, "claim"))).StatusCode);
        Assert.Equal("conflict", await desktop.StateAsync());
        Assert.NotEqual(HttpStatusCode.SeeOther, (await first.Browser.PostAsync(Handset.Step(desktop, "freigeben"))).StatusCode);
        foreach (var told in (Handset[])[first, second])
            Assert.Contains("Zwei Handys", await told.Browser.ReadAsync("/id/app/verlauf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_wrong_codes_lock_it_also_for_the_right_one()
    {
        using var phone = await house.APhoneAsync("Drei");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var digits = await phone.ApproveAsync(desktop);
        var wrong = digits == "0000" ? "0001" : "0000";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desktop.TypeAsync(wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desktop.TypeAsync(wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await desktop.TypeAsync(wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await desktop.TypeAsync(digits)).StatusCode);
        Assert.Null(desktop.Browser.Session);
    }

    [Theory]
    [InlineData(121, false)]
    [InlineData(61, true)]
    public async Task What_was_not_finished_in_time_is_over(int seconds, bool approved)
    {
        using var phone = await house.APhoneAsync("Zeit");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var digits = approved ? await phone.ApproveAsync(desktop) : "0000";
        house.App.Time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal("expired", await desktop.StateAsync());
        if (!approved)
            Assert.Equal(HttpStatusCode.Conflict, (await phone.Browser.PostAsync(Handset.Step(desktop, "freigeben"))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await desktop.TypeAsync(digits)).StatusCode);
        Assert.Null(desktop.Browser.Session);
    }

    [Fact]
    public async Task Another_browser_sees_and_takes_nothing_of_it()
    {
        using var phone = await house.APhoneAsync("Fremd");
        using var desktop = await house.ADesktop().StartAsync();
        using var stranger = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var digits = await phone.ApproveAsync(desktop);
        Assert.Equal(HttpStatusCode.NotFound, await stranger.Browser.StatusAsync($"{Desktop.Address}/{desktop.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.Browser.StatusAsync($"{Desktop.Address}/{desktop.Id}/bild.svg"));
        Assert.Equal(HttpStatusCode.NotFound,
            (await stranger.Browser.PostAsync($"{Desktop.Address}/{desktop.Id}/code", ("ziffern", digits))).StatusCode);
        Assert.Null(stranger.Browser.Session);
        Assert.Equal(HttpStatusCode.SeeOther, (await desktop.TypeAsync(digits)).StatusCode);
    }

    [Fact]
    public async Task A_signature_over_another_text_is_refused()
    {
        using var phone = await house.APhoneAsync("Text");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var shown = Handset.TextHash(await phone.Browser.ReadAsync(Handset.PageOf(desktop)));
        var signed = Handset.Sign(await phone.OptionsAsync(desktop, shown), phone.Device);

        var foreign = await phone.Browser.PostAsync(Handset.Step(desktop, "optionen"), ("text", new string('0', 64)));
        Assert.Equal(HttpStatusCode.Conflict, foreign.StatusCode);
        await SetAsync(desktop, "service = service || ' (Bank)'");
        Assert.Equal(HttpStatusCode.Conflict, (await phone.SendAsync(desktop, shown, signed)).StatusCode);
        await SetAsync(desktop, "service = left(service, -7)");
        await SetAsync(desktop, "shown = shown || ' und 5.000 Euro'");
        Assert.Equal(HttpStatusCode.Conflict, (await phone.SendAsync(desktop, shown, signed)).StatusCode);
        await SetAsync(desktop, "service = 'Bank'");
        Assert.Equal(HttpStatusCode.Conflict, (await phone.SendAsync(desktop, shown, signed)).StatusCode);
        Assert.Equal("claimed", await desktop.StateAsync());
    }

    [Fact]
    public async Task A_passkey_that_is_gone_before_the_digits_are_typed_opens_nothing()
    {
        using var phone = await house.APhoneAsync("Inzwischen weg");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var digits = await phone.ApproveAsync(desktop);
        await house.App.Database.Region.ExecuteAsync(
            "delete from identity.passkey where credential_id = @CredentialId", new { phone.Device.CredentialId }, Ct);
        await desktop.TypeAsync(digits);
        Assert.Null(desktop.Browser.Session);
    }

    [Fact]
    public async Task A_signature_of_an_earlier_hand_over_or_challenge_is_refused()
    {
        using var phone = await house.APhoneAsync("Wiederholt");
        using var first = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(first);
        var text = Handset.TextHash(await phone.Browser.ReadAsync(Handset.PageOf(first)));
        var old = Handset.Sign(await phone.OptionsAsync(first, text), phone.Device);
        var newer = Handset.Sign(await phone.OptionsAsync(first, text), phone.Device);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.SendAsync(first, text, old)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.SendAsync(first, text, newer)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await phone.SendAsync(first, text, newer)).StatusCode);

        using var second = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(second);
        await phone.OptionsAsync(second, text);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.SendAsync(second, text, newer)).StatusCode);
        Assert.Equal("claimed", await second.StateAsync());
    }

    [Fact]
    public async Task A_passkey_of_somebody_else_and_a_foreign_origin_approve_nothing()
    {
        using var phone = await house.APhoneAsync("Eigen");
        using var other = await house.APhoneAsync("Anders");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        using var lured = phone.Device.At("https://rathaus.example");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.SendApprovalAsync(desktop, other.Device)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.SendApprovalAsync(desktop, lured)).StatusCode);
        Assert.Equal("claimed", await desktop.StateAsync());
    }

    [Fact]
    public async Task A_phone_whose_counter_went_back_approves_nothing()
    {
        using var phone = await house.APhoneAsync("Kopie");
        using var first = await house.ADesktop().StartAsync();
        phone.Device.Counter = 10;
        await phone.ClaimAsync(first);
        await phone.ApproveAsync(first);
        phone.Device.Counter = 3;
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.SendApprovalAsync(desktop)).StatusCode);
        Assert.Equal("claimed", await desktop.StateAsync());
    }

    [Fact]
    public async Task The_sixth_hand_over_of_an_account_within_an_hour_is_refused_and_told()
    {
        using var phone = await house.APhoneAsync("Sechs");
        for (var i = 0; i < 5; i++)
        {
            using var one = await house.ADesktop().StartAsync();
            await phone.ClaimAsync(one);
        }

        using var sixth = await house.ADesktop().StartAsync();
        await phone.ScanAsync(await sixth.LinkAsync());
        Assert.Equal(HttpStatusCode.TooManyRequests, (await phone.Browser.PostAsync(Handset.Step(sixth, "claim"))).StatusCode);
        Assert.Contains("Zu viele Codes", await phone.Browser.ReadAsync("/id/app/verlauf"), StringComparison.Ordinal);
        house.App.Time.Advance(TimeSpan.FromMinutes(61));
        using var later = await house.ADesktop().StartAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await phone.Browser.GetAsync("/id/app/geraete")).StatusCode);
    }

    [Fact]
    public async Task Nobody_elses_approval_is_seen_or_taken()
    {
        using var owner = await house.APhoneAsync("Auftrag");
        using var stranger = await house.APhoneAsync("Neugier");
        using var desktop = new Desktop(owner.Browser);
        await owner.Browser.PostAsync("/id/app/freigaben", "/id/app/freigaben/probe");
        await desktop.AdoptAsync();
        Assert.DoesNotContain("Probe. Es passiert nichts.", await stranger.Browser.ReadAsync("/id/app/freigaben"), StringComparison.Ordinal);
        await stranger.Browser.GetAsync(await desktop.LinkAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Browser.PostAsync(Handset.Step(desktop, "claim"))).StatusCode);
        Assert.Equal("created", await desktop.StateAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[[[[")]
    [InlineData("{\"rawId\":\"AA\",\"response\":{\"clientDataJSON\":\"AA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}")]
    public async Task A_message_that_is_none_approves_nothing(string credential)
    {
        using var phone = await house.APhoneAsync("Unsinn");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var text = Handset.TextHash(await phone.Browser.ReadAsync(Handset.PageOf(desktop)));
        await phone.OptionsAsync(desktop, text);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.SendAsync(desktop, text, credential)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_token_starts_and_claims_nothing()
    {
        using var phone = await house.APhoneAsync("Token");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.Browser.GetAsync(await desktop.LinkAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await phone.Browser.PostRawAsync(Handset.Step(desktop, "claim"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await phone.Browser.PostRawAsync(Desktop.Address)).StatusCode);
        Assert.Equal("created", await desktop.StateAsync());
    }

    [Fact]
    public async Task The_database_holds_neither_the_code_nor_the_digits_nor_the_browsers_secret()
    {
        using var phone = await house.APhoneAsync("Ablage");
        using var desktop = await house.ADesktop().StartAsync();
        var typed = await desktop.TypedAsync();
        await phone.ClaimAsync(desktop);
        var digits = await phone.ApproveAsync(desktop);
        var row = await house.App.Database.Region.QuerySingleAsync<string>(
            "select to_jsonb(h)::text from identity.handover h where id = @Id", new { Id = HandoverCodes.Id(desktop.Id) }, Ct);
        Assert.DoesNotContain(typed, row, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{digits}\"", row, StringComparison.Ordinal);
    }

    private Task<int> SetAsync(Desktop desktop, string change) => house.App.Database.Region.ExecuteAsync(
        $"update identity.handover set {change} where id = @Id", new { Id = HandoverCodes.Id(desktop.Id) }, Ct);
}
