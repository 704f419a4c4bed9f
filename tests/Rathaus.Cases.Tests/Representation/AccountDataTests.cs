using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Tests.Account;
using static Rathaus.Cases.Tests.Representation.Representatives;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>Taking all data along, and deleting the account.</summary>
public sealed class AccountDataTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private const string Data = "/konto/sicherheit/daten";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_holds_everything_of_the_account_and_nothing_of_others()
    {
        using var other = house.Visit();
        await other.SignInAsync("jonas-beispiel");
        var (foreign, _, _) = await other.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        using var owner = house.Visit();
        await owner.SignInAsync("mira-beispiel");
        var (number, _, _) = await owner.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        await owner.PostAsync("/wuppertal/bewohnerparkausweis/antrag", "/wuppertal/bewohnerparkausweis/antrag");

        using var answer = await owner.PostAsync(Data, Data + "/export");
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Ct));
        using var reader = new StreamReader(zip.GetEntry("konto.json")!.Open());
        var text = await reader.ReadToEndAsync(Ct);
        var json = JsonNode.Parse(text)!;
        Assert.Contains(json["cases"]!.AsArray().SelectMany(town => town!["applications"]!.AsArray()), one => (string?)one!["number"] == number);
        Assert.Contains(json["cases"]!.AsArray().SelectMany(town => town!["drafts"]!.AsArray()), one => (string?)one!["service"] == "bewohnerparkausweis");
        Assert.NotEmpty(json["identity"]!["history"]!.AsArray());
        Assert.Contains("Musterstraße", text, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign, text, StringComparison.Ordinal);
        Assert.NotNull(zip.GetEntry("konto.html"));
    }

    [Fact]
    public async Task A_deleted_account_is_gone_and_its_running_case_goes_on_by_letter()
    {
        using var owner = house.Visit();
        await owner.SignInAsync("greta-gruendel");
        var (number, secret, _) = await AccountHouse.AParkingPermitAsync(owner);
        var begun = await owner.PostAsync("/wuppertal/bewohnerparkausweis/antrag", "/wuppertal/bewohnerparkausweis/antrag");
        var draft = begun.Headers.Location!.ToString();
        await owner.GiveAsync();
        var account = (await house.CaseAsync(number)).Account!.Value;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.PostAsync(Data + "/loeschen", Data + "/loeschen", ("wort", "ja"))).StatusCode);
        await TextAsync(await owner.PostAsync(Data + "/loeschen", Data + "/loeschen", ("wort", "löschen")), HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.Redirect, await owner.StatusAsync("/konto"));
        Assert.NotEqual(HttpStatusCode.OK, await owner.StatusAsync(draft));
        var state = await house.CaseAsync(number);
        Assert.Null(state.Account);
        Assert.True(state.ByLetter);
        Assert.False(state.Status.IsFinal());
        using var reader = house.Visit();
        await reader.PostAsync("/status", "/status", ("nummer", number), ("code", secret));
        Assert.Equal(HttpStatusCode.OK, await reader.StatusAsync($"/vorgang/{number}"));
        foreach (var rest in (string[])[
            "select count(*) from identity.passkey where account = @account", "select count(*) from identity.session where account = @account",
            "select count(*) from identity.mandate where holder = @account or principal = @account", "select count(*) from cases.account_case where account = @account",
            "select count(*) from cases.account_draft where account = @account",
            "select count(*) from identity.account where id = @account and (person is not null or display_name <> 'geschlossen' or closed_at is null)"])
            Assert.True(await house.App.Database.Region.QuerySingleAsync<long>(rest, new { account }, Ct) == 0, rest);
    }

    [Fact]
    public async Task Both_ask_for_a_sign_in_of_the_last_minutes()
    {
        using var owner = house.Visit();
        await owner.SignInAsync("ida-muster");
        house.App.Time.Advance(TimeSpan.FromMinutes(11));
        foreach (var deed in (string[])["/export", "/loeschen"])
        {
            var answer = await owner.PostAsync(Data, Data + deed, ("wort", "löschen"));
            Assert.StartsWith("/anmelden?", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, await owner.StatusAsync("/konto"));
    }
}
