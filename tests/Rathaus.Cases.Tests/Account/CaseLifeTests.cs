using System.Net;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Money;

namespace Rathaus.Cases.Tests.Account;

/// <summary>What an applicant does with a case: writes, takes it back, answers, pays.</summary>
public sealed class CaseLifeTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<(WebVisitor Visitor, string Number)> WithAPermitAsync()
    {
        var visitor = house.Visit();
        await visitor.SignInAsync("mira-beispiel");
        return (visitor, (await AccountHouse.AParkingPermitAsync(visitor)).Number);
    }

    [Fact]
    public async Task The_receipt_shows_number_code_and_check_sum_only_on_the_device_that_has_the_code()
    {
        using var visitor = house.Visit();
        var (number, secret, sum) = await visitor.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        await visitor.LookUpAsync(number, secret);
        var receipt = await visitor.ReadAsync($"/vorgang/{number}?neu=1");
        Assert.Contains("Ihr Antrag ist angekommen", receipt, StringComparison.Ordinal);
        Assert.Contains(secret, receipt, StringComparison.Ordinal);
        Assert.Contains(sum[..4] + " " + sum[4..8], receipt, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"{secret}", receipt, StringComparison.Ordinal);
        using var pdf = await visitor.GetAsync($"/vorgang/{number}/beleg.pdf");
        Assert.Equal(("application/pdf", "attachment"), (pdf.Content.Headers.ContentType!.MediaType, pdf.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Contains("no-store", pdf.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_in_a_message_is_shown_as_text()
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        const string Text = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> Łukasz 🙂";
        using var sent = await visitor.PostAsync($"/vorgang/{number}", $"/vorgang/{number}/nachricht", ("nachricht", Text));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        using var answer = await visitor.GetAsync($"/vorgang/{number}");
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Text, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Steuer\u0001zeichen")]
    public async Task A_message_that_cannot_be_taken_comes_back_with_its_fault(string text)
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        using var answer = await visitor.PostAsync($"/vorgang/{number}", $"/vorgang/{number}/nachricht", ("nachricht", text));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("rh-errors", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(1, (await house.CaseAsync(number)).Version);
    }

    [Theory]
    [InlineData("nachricht")]
    [InlineData("zurueckziehen")]
    [InlineData("korrektur")]
    [InlineData("bezahlen")]
    public async Task A_form_without_its_token_changes_nothing(string action)
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        using var answer = await visitor.PostRawAsync($"/vorgang/{number}/{action}", ("nachricht", "Fremd"), ("grund", "Fremd"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(1, (await house.CaseAsync(number)).Version);
    }

    [Fact]
    public async Task Taking_back_twice_is_taking_back_once()
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        Assert.Contains("zurücknehmen?", await visitor.ReadAsync($"/vorgang/{number}/zurueckziehen"), StringComparison.Ordinal);
        for (var click = 0; click < 2; click++)
        {
            using var answer = await visitor.PostAsync($"/vorgang/{number}", $"/vorgang/{number}/zurueckziehen", ("grund", "Doch nicht"));
            Assert.Equal((HttpStatusCode.SeeOther, $"/vorgang/{number}"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        }

        var state = await house.CaseAsync(number);
        Assert.Equal((CaseStatus.Withdrawn, 2), (state.Status, state.Version));
        Assert.Contains("Zurückgenommen", await visitor.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.GetAsync($"/vorgang/{number}/zurueckziehen")).StatusCode);
    }

    [Fact]
    public async Task A_fee_is_paid_once_however_often_the_buttons_are_pressed()
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        var page = await visitor.ReadAsync($"/vorgang/{number}/bezahlen?neu=1");
        Assert.Contains("30,00\u00a0€ bezahlen", page, StringComparison.Ordinal);
        Assert.Contains("Simulation", page, StringComparison.Ordinal);
        Assert.Contains("Freitag, 4. Dezember 2026", page, StringComparison.Ordinal);

        using var first = await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen");
        using var second = await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen");
        var provider = first.Headers.Location!.ToString();
        Assert.Equal(provider, second.Headers.Location!.ToString());
        Assert.Contains("SIMULATION", await visitor.ReadAsync(provider), StringComparison.Ordinal);
        using var paid = await visitor.PostAsync(provider, provider, ("aktion", "doppelt"));
        using var again = await visitor.PostAsync($"/vorgang/{number}", provider, ("aktion", "bezahlen"));
        Assert.Equal($"/vorgang/{number}/bezahlt", paid.Headers.Location!.ToString());
        Assert.Equal($"/vorgang/{number}?neu=1", (await visitor.GetAsync($"/vorgang/{number}/bezahlt")).Headers.Location!.ToString());

        var state = await house.CaseAsync(number);
        Assert.Equal((CaseStatus.Submitted, new Euro(30), Euro.Zero), (state.Status, state.Paid, state.RefundDue));
        using var third = await visitor.PostAsync($"/vorgang/{number}", $"/vorgang/{number}/bezahlen");
        Assert.Equal($"/vorgang/{number}", third.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_cancelled_payment_can_be_tried_again()
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        var provider = (await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen")).Headers.Location!.ToString();
        await visitor.PostAsync(provider, provider, ("aktion", "abbrechen"));
        Assert.Contains("Sie haben nicht bezahlt", await visitor.ReadAsync($"/vorgang/{number}/bezahlt"), StringComparison.Ordinal);
        var anew = (await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen")).Headers.Location!.ToString();
        Assert.NotEqual(provider, anew);
        await AccountHouse.PayAsync(visitor, number);
        Assert.Equal(new Euro(30), (await house.CaseAsync(number)).Paid);
    }

    [Fact]
    public async Task Without_word_from_the_provider_the_page_says_so_and_nothing_is_lost()
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        var provider = (await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen")).Headers.Location!.ToString();
        await visitor.PostAsync(provider, provider, ("aktion", "spaeter"));
        Assert.Contains("Die Zahlung ist noch nicht da", await visitor.ReadAsync($"/vorgang/{number}/bezahlt"), StringComparison.Ordinal);
        using var unknown = await visitor.PostAsync(provider, provider, ("aktion", "schenken"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal(CaseStatus.AwaitingPayment, (await house.CaseAsync(number)).Status);
    }

    [Fact]
    public async Task Asked_answers_are_corrected_and_no_others()
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        await AccountHouse.PayAsync(visitor, number);
        await house.AskAsync(number, "Bitte <b>prüfen</b> Sie das Kennzeichen.", "kennzeichen");
        var account = await visitor.ReadAsync("/konto");
        Assert.Contains("Beantworten Sie unsere Frage", account, StringComparison.Ordinal);
        var form = await visitor.ReadAsync($"/vorgang/{number}/korrektur");
        Assert.Contains("name=\"kennzeichen\"", form, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"anschrift.street\"", form, StringComparison.Ordinal);
        using (var page = await visitor.GetAsync($"/vorgang/{number}/korrektur"))
            Assert.DoesNotContain("<b>prüfen", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        using var wrong = await visitor.PostAsync($"/vorgang/{number}/korrektur", $"/vorgang/{number}/korrektur",
            ("kennzeichen", "W-"), ("_kommentar", "Ein Tippfehler"), ("aktion", "weiter"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var again = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(Ct));
        Assert.Contains("value=\"W-\"", again, StringComparison.Ordinal);
        Assert.Contains("Ein Tippfehler", again, StringComparison.Ordinal);

        using var right = await visitor.PostAsync($"/vorgang/{number}/korrektur", $"/vorgang/{number}/korrektur",
            ("kennzeichen", "W-MB 124"), ("anschrift.street", "Fremde Straße"), ("_kommentar", "Ein Tippfehler"), ("aktion", "weiter"));
        Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        var state = await house.CaseAsync(number);
        Assert.Equal("W-MB 124", state.Answers["kennzeichen"]?.GetValue<string>());
        Assert.Equal("Musterstraße", state.Answers["anschrift"]?["street"]?.GetValue<string>());
        Assert.Equal(CaseStatus.Submitted, state.Status);
        using var late = await visitor.PostAsync($"/vorgang/{number}", $"/vorgang/{number}/korrektur", ("kennzeichen", "W-XX 1"), ("aktion", "weiter"));
        Assert.Equal((HttpStatusCode.SeeOther, $"/vorgang/{number}"), (late.StatusCode, late.Headers.Location!.ToString()));
        Assert.Equal(state.Version, (await house.CaseAsync(number)).Version);
    }

    [Fact]
    public async Task A_file_is_asked_for_again_and_takes_the_place_of_the_old_one()
    {
        var (visitor, number) = await WithAPermitAsync();
        using var _ = visitor;
        await AccountHouse.PayAsync(visitor, number);
        await house.AskAsync(number, "Das Foto ist unscharf.", "fahrzeugschein");
        using var hostile = await visitor.PostFileAsync($"/vorgang/{number}/korrektur", $"/vorgang/{number}/korrektur",
            "fahrzeugschein", "bild.pdf", "<html><script>alert(1)</script>"u8.ToArray(), ("aktion", "weiter"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, hostile.StatusCode);
        using var sent = await visitor.PostFileAsync($"/vorgang/{number}/korrektur", $"/vorgang/{number}/korrektur",
            "fahrzeugschein", "Neu.pdf", AccountHouse.APdf, ("aktion", "weiter"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var file = Assert.Single((await house.CaseAsync(number)).Files);
        Assert.Equal("Neu.pdf", file.Name);

        using var content = await visitor.GetAsync($"/vorgang/{number}/datei/{file.Id:D}");
        Assert.Equal(AccountHouse.APdf, await content.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("attachment", content.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", Assert.Single(content.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("default-src 'none'; sandbox", Assert.Single(content.Headers.GetValues("Content-Security-Policy")));
    }
}
