using System.Net;

namespace Rathaus.Identity.Tests.Levels;

/// <summary>A person shows code and document at the counter; two clerks look.</summary>
public sealed class CounterVisitTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private const string Desk = "/amt/schalter";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_clerk_checks_another_confirms_and_the_person_is_proved()
    {
        using var mira = await house.CitizenAsync("Am Schalter");
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        using var second = await house.StaffAsync(CounterHouse.SecondClerk);
        var code = await CounterHouse.CounterCodeAsync(mira);
        var seen = await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(code, CounterHouse.Mira));
        Assert.Equal(HttpStatusCode.SeeOther, seen.StatusCode);
        Assert.Equal(1, await house.ProofingAsync(mira));
        var visit = await house.VisitAsync(mira);
        Assert.Contains("Mira Beispiel", await second.ReadAsync($"{Desk}/{visit}?stadt=wuppertal"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, (await clerk.PostAsync(Desk, $"{Desk}/{visit}/bestaetigen?stadt=wuppertal")).StatusCode);
        Assert.Equal(1, await house.ProofingAsync(mira));
        Assert.Equal(HttpStatusCode.SeeOther, (await second.PostAsync(Desk, $"{Desk}/{visit}/bestaetigen?stadt=wuppertal")).StatusCode);
        Assert.Equal(2, await house.ProofingAsync(mira));
        Assert.Equal(1, await house.NoticesAsync(mira, "proofing-raised"));
        Assert.Equal(2, await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<long>(
            "select count(distinct actor) from kernel.audit where municipality = @Town and subject = @Subject", new { Subject = $"visit/{visit:D}" }, Ct));

        // Nothing of the person stays with the visit.
        Assert.True(await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<bool>(
            "select person is null from identity.visit where municipality = @Town and id = @visit", new { visit }, Ct));
    }

    [Theory]
    [InlineData("dokument", "", "Wählen Sie das Dokument")]
    [InlineData("dokument", "bibliotheksausweis", "Wählen Sie das Dokument")]
    [InlineData("gueltig.year", "2020", "abgelaufen")]
    [InlineData("gueltig.day", "32", "bis wann das Dokument gilt")]
    [InlineData("bild", "", "Ohne diese Prüfung geht es nicht")]
    [InlineData("echt", "nein", "Ohne diese Prüfung geht es nicht")]
    [InlineData("familienname", "", "Füllen Sie dieses Feld aus")]
    public async Task A_document_that_is_not_in_order_proves_nothing_and_the_code_stays_good(string field, string value, string sentence)
    {
        using var citizen = await house.CitizenAsync("Ohne Ordnung");
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        var code = await CounterHouse.CounterCodeAsync(citizen);
        var form = CounterHouse.Check(code, CounterHouse.Mira);
        var answer = await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", [.. form.Where(one => one.Name != field), (field, value)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", form)).StatusCode);
    }

    [Fact]
    public async Task A_discarded_check_proves_nothing_and_is_over()
    {
        using var citizen = await house.CitizenAsync("Verworfen");
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        using var second = await house.StaffAsync(CounterHouse.SecondClerk);
        await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(await CounterHouse.CounterCodeAsync(citizen), CounterHouse.Mira));
        var visit = await house.VisitAsync(citizen);
        Assert.Equal(HttpStatusCode.SeeOther, (await second.PostAsync(Desk, $"{Desk}/{visit}/ablehnen?stadt=wuppertal")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await second.PostAsync(Desk, $"{Desk}/{visit}/bestaetigen?stadt=wuppertal")).StatusCode);
        Assert.Equal(1, await house.ProofingAsync(citizen));
    }
}
