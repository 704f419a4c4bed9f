using System.Net;

namespace Rathaus.Identity.Tests.Levels;

/// <summary>The letter to the registered address: order, print, type its code with a passkey.</summary>
public sealed class ActivationLetterTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_code_from_the_letter_with_a_passkey_of_the_account_proves_the_person()
    {
        using var mira = await house.CitizenAsync("Mira B.");
        Assert.Equal(HttpStatusCode.SeeOther, (await house.OrderAsync(mira, CounterHouse.Mira)).StatusCode);
        Assert.Contains("kommt der Brief in den nächsten Tagen", await mira.PageAsync(CounterHouse.Letter), StringComparison.Ordinal);
        var code = await house.PrintedAsync(mira);
        Assert.Matches("^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$", code);

        var done = await CounterHouse.RedeemAsync(mira, code);
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.Equal(2, await house.ProofingAsync(mira));
        Assert.Equal(1, await house.EventsAsync(mira, "proofing-raised"));
        var page = await mira.PageAsync();
        Assert.Contains("am Schalter oder mit einem Brief geprüft", page, StringComparison.Ordinal);

        // The register's own spelling and address are what is confirmed, not what was typed.
        var person = await house.App.Database.Region.QuerySingleAsync<string>(
            "select person ->> 'Street' || ' ' || (person ->> 'HouseNumber') from identity.account where id = @Account", new { mira.Account }, Ct);
        Assert.Equal("Musterstraße 12", person);
    }

    [Fact]
    public async Task Codes_are_stored_neither_readable_nor_guessable_without_the_pepper()
    {
        using var mira = await house.CitizenAsync("Gespeichert");
        await house.OrderAsync(mira, CounterHouse.Mira);
        var code = await house.PrintedAsync(mira);
        if (code is null)
            return;
        var rows = await house.App.Database.Town(CounterHouse.Wuppertal).QueryAsync<string>(
            "select l::text from identity.letter l where municipality = @Town union all select a::text from identity.activation a union all select e::text from identity.event e", null, Ct);
        Assert.DoesNotContain(rows, row => row.Contains(code, StringComparison.Ordinal) || row.Contains(code.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vornamen", "", "Füllen Sie dieses Feld aus")]
    [InlineData("familienname", "王", "Zeichen, das wir nicht speichern")]
    [InlineData("geburtsdatum.month", "13", "Geburtsdatum mit Tag, Monat und Jahr")]
    [InlineData("geburtsdatum.year", "2999", "Geburtsdatum mit Tag, Monat und Jahr")]
    [InlineData("hausnummer", "ohne", "Hausnummer")]
    [InlineData("plz", "4210", "fünf Ziffern")]
    [InlineData("stadt", "atlantis", "Wählen Sie die Stadt")]
    [InlineData("stadt", "", "Wählen Sie die Stadt")]
    public async Task What_cannot_be_right_comes_back_with_a_sentence_and_everything_typed(string field, string value, string sentence)
    {
        using var citizen = await house.CitizenAsync("Falsch");
        var answer = await house.OrderAsync(citizen, [.. CounterHouse.Mira.Where(one => one.Name != field), (field, value)]);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, html, StringComparison.Ordinal);
        Assert.Contains(field == "strasse" ? "Mira" : "value=\"Musterstr.\"", html, StringComparison.Ordinal);
        Assert.Equal(0, await house.EventsAsync(citizen, "letter-asked"));
    }

    [Fact]
    public async Task A_fourth_letter_within_thirty_days_is_refused_and_the_counter_named()
    {
        using var citizen = await house.CitizenAsync("Viele Briefe");
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.SeeOther, (await citizen.Browser.PostAsync(CounterHouse.Letter + "?neu=1", CounterHouse.Letter, CounterHouse.Samira)).StatusCode);
        var answer = await citizen.Browser.PostAsync(CounterHouse.Letter + "?neu=1", CounterHouse.Letter, CounterHouse.Samira);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Schalter", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_office_prints_marks_as_sent_and_then_forgets_code_and_address()
    {
        using var mira = await house.CitizenAsync("Druck");
        await house.OrderAsync(mira, [.. Jonas]);
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        var id = await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<Guid>(
            "select id from identity.letter where municipality = @Town and account = @Account", new { mira.Account }, Ct);
        var page = await clerk.ReadAsync("/amt/briefe");
        Assert.Contains("Jonas Peter Beispiel", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.PostAsync("/amt/konto", $"/amt/briefe/{id}/versendet?stadt=wuppertal")).StatusCode);

        var pdf = await clerk.PostAsync("/amt/konto", $"/amt/briefe/{id}/drucken?stadt=wuppertal");
        Assert.Equal("application/pdf", pdf.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", pdf.Headers.CacheControl?.ToString());
        Assert.StartsWith("%PDF-1.7", System.Text.Encoding.ASCII.GetString((await pdf.Content.ReadAsByteArrayAsync(Ct))[..8]), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostAsync("/amt/konto", $"/amt/briefe/{id}/versendet?stadt=wuppertal")).StatusCode);
        Assert.True(await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<bool>(
            "select recipient is null and sealed_code is null and state = 'sent' from identity.letter where municipality = @Town and id = @id", new { id }, Ct));
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.PostAsync("/amt/konto", $"/amt/briefe/{id}/drucken?stadt=wuppertal")).StatusCode);
        Assert.Equal(2, await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<long>(
            "select count(*) from kernel.audit where municipality = @Town and subject = @Subject", new { Subject = $"letter/{id:D}" }, Ct));
    }

    [Theory]
    [InlineData("aachen-buergerbuero")]
    [InlineData("wuppertal-administrator")]
    [InlineData("wuppertal-abfall")]
    public async Task Nobody_else_sees_or_prints_the_letters_of_a_town(string member)
    {
        using var other = await house.StaffAsync(member);
        var seen = await other.StatusAsync("/amt/briefe?stadt=wuppertal");
        Assert.Contains(seen, (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.NotFound]);
        var printed = await other.PostAsync("/amt/konto", $"/amt/briefe/{Guid.CreateVersion7(house.App.Time.GetUtcNow())}/drucken?stadt=wuppertal");
        Assert.Contains(printed.StatusCode, (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.NotFound]);
    }

    /// <summary>Another resident of the demonstration.</summary>
    private static IEnumerable<(string Name, string Value)> Jonas =>
    [
        .. CounterHouse.Mira.Where(one => !one.Name.StartsWith("geburtsdatum", StringComparison.Ordinal) && one.Name != "vornamen"),
        ("vornamen", "Jonas Peter"), ("geburtsdatum.day", "2"), ("geburtsdatum.month", "11"), ("geburtsdatum.year", "1986"),
    ];
}
