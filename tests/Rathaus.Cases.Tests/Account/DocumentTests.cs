using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Tests.Account;

/// <summary>Notices in the mailbox, their dates, and what the check of a document says about them.</summary>
public sealed partial class DocumentTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<(WebVisitor Visitor, string Number)> WithAPaidPermitAsync(string person)
    {
        var visitor = house.Visit();
        await visitor.SignInAsync(person);
        var number = (await AccountHouse.AParkingPermitAsync(visitor)).Number;
        await AccountHouse.PayAsync(visitor, number);
        return (visitor, number);
    }

    [Fact]
    public async Task A_decision_that_is_not_sent_yet_is_under_review_for_the_applicant()
    {
        var (visitor, number) = await WithAPaidPermitAsync("mira-beispiel");
        using var _ = visitor;
        await house.DecideAsync(number, CaseOutcome.Rejected, "Geheimer Grund");
        foreach (var address in (string[])[$"/vorgang/{number}", $"/vorgang/{number}?neu=1", "/konto", "/konto/postfach"])
        {
            var html = await visitor.ReadAsync(address);
            Assert.DoesNotContain("Abgelehnt", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Geheimer Grund", html, StringComparison.Ordinal);
        }

        Assert.Contains("Wir prüfen Ihren Antrag", await visitor.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_is_read_in_the_mailbox_with_its_legal_dates()
    {
        var (visitor, number) = await WithAPaidPermitAsync("jonas-beispiel");
        using var _ = visitor;
        await house.DecideAsync(number, CaseOutcome.Granted);
        await house.SendAsync(number);
        var mailbox = await visitor.ReadAsync("/konto/postfach");
        var notice = (await house.CaseAsync(number)).Notice!.Id;
        string? read = null;
        foreach (Match entry in Entry().Matches(mailbox))
        {
            using var opened = await visitor.GetAsync(entry.Groups["address"].Value);
            if (opened.Headers.Location!.ToString() == $"/vorgang/{number}/dokument/{notice:D}")
                read = opened.Headers.Location.ToString();
        }

        Assert.NotNull(read);
        Assert.Contains("0 ungelesene", await visitor.ReadAsync("/konto/postfach"), StringComparison.Ordinal);

        // Sent on Friday, 20 November 2026: § 41 (2) VwVfG NRW gives the 24th; one month later is Thursday, 24 December.
        var html = await visitor.ReadAsync(read);
        Assert.Contains("Dienstag, 24. November 2026", html, StringComparison.Ordinal);
        Assert.Contains("Donnerstag, 24. Dezember 2026", html, StringComparison.Ordinal);
        Assert.Contains("rh-letter", html, StringComparison.Ordinal);
        Assert.Contains("Bewilligt", await visitor.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);

        using var stranger = house.Visit();
        await stranger.ReadAsync(read, HttpStatusCode.NotFound);
        await stranger.ReadAsync(read + ".pdf", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_check_tells_an_issued_file_from_an_altered_one_and_names_nobody()
    {
        var (visitor, number) = await WithAPaidPermitAsync("samira-probe");
        using var _ = visitor;
        await house.DecideAsync(number, CaseOutcome.Granted);
        await house.SendAsync(number);
        var notice = (await house.CaseAsync(number)).Notice!.Id;
        var pdf = await (await visitor.GetAsync($"/vorgang/{number}/dokument/{notice:D}.pdf")).Content.ReadAsByteArrayAsync(Ct);

        using var anybody = house.Visit();
        var code = await anybody.ReadAsync($"/verify/{notice:D}");
        Assert.Contains("Zu diesem Code wurde ein Dokument ausgestellt", code, StringComparison.Ordinal);
        Assert.DoesNotContain("unverändert:", code, StringComparison.Ordinal);
        var genuine = await CheckAsync(anybody, "/verify", pdf);
        Assert.Contains("Die Datei ist unverändert", genuine, StringComparison.Ordinal);
        Assert.Contains("20. November 2026", genuine, StringComparison.Ordinal);
        Assert.DoesNotContain("Beispiel", genuine, StringComparison.Ordinal);
        Assert.DoesNotContain(number, genuine, StringComparison.Ordinal);
        Assert.Contains("Die Datei ist unverändert", await CheckAsync(anybody, $"/verify/{notice:D}", pdf), StringComparison.Ordinal);

        pdf[^20] ^= 1;
        Assert.Contains("Diese Datei kennen wir nicht", await CheckAsync(anybody, "/verify", pdf), StringComparison.Ordinal);
        Assert.Contains("Das ist nicht die ausgestellte Datei", await CheckAsync(anybody, $"/verify/{notice:D}", pdf), StringComparison.Ordinal);
        Assert.Contains("Diesen Code kennen wir nicht", await anybody.ReadAsync($"/verify/{Guid.Empty:D}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_is_checked_by_number_and_check_sum()
    {
        using var visitor = house.Visit();
        var (number, _, sum) = await visitor.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        Assert.Contains("passen zusammen", await visitor.ReadAsync($"/verify?nummer={number}&pruefsumme={sum}"), StringComparison.Ordinal);
        Assert.Contains("passen nicht zusammen", await visitor.ReadAsync($"/verify?nummer={number}&pruefsumme={new string('0', 64)}"), StringComparison.Ordinal);
        Assert.Contains("passen nicht zusammen", await visitor.ReadAsync("/verify?nummer=%00&pruefsumme=%3Cscript%3E"), StringComparison.Ordinal);
        var spaced = string.Join(' ', sum.ToUpperInvariant().Chunk(4).Select(four => new string(four)));
        using var typed = await visitor.PostAsync("/verify", "/verify", ("nummer", number), ("pruefsumme", spaced));
        Assert.Contains("passen zusammen", await typed.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var nothing = await visitor.PostAsync("/verify", "/verify", ("nummer", ""), ("pruefsumme", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
    }

    private static async Task<string> CheckAsync(WebVisitor visitor, string page, byte[] pdf)
    {
        using var answer = await visitor.PostFileAsync(page, page, "datei", "bescheid.pdf", pdf);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    [GeneratedRegex("href=\"(?<address>/konto/postfach/[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();
}
