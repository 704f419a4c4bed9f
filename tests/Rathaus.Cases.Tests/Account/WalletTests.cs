using System.Net;
using Rathaus.Cases.Domain;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Services;
using Rathaus.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Cases.Tests.Account;

/// <summary>A permit goes from its page into the wallet, and the office takes it back.</summary>
public sealed class WalletTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_granted_permit_is_offered_to_its_holder_only_and_a_clerk_revokes_it()
    {
        using var visitor = house.Visit();
        await visitor.SignInAsync("mira-beispiel");
        var (number, secret, _) = await AccountHouse.AParkingPermitAsync(visitor);
        await AccountHouse.PayAsync(visitor, number);
        await house.DecideAsync(number, CaseOutcome.Granted);
        await house.SendAsync(number);
        var state = await house.CaseAsync(number);
        var permit = await DocumentAsync(number, "permit");
        var page = $"/vorgang/{number}/dokument/{permit:D}";

        // The notice becomes no credential, the permit does.
        Assert.DoesNotContain("In die Wallet laden", await visitor.ReadAsync($"/vorgang/{number}/dokument/{state.Notice!.Id:D}"), StringComparison.Ordinal);
        Assert.Contains("In die Wallet laden", await visitor.ReadAsync(page), StringComparison.Ordinal);
        var offered = (await visitor.PostAsync(page, page + "/wallet")).Headers.Location!.ToString();
        Assert.StartsWith("/konto/nachweise/", offered, StringComparison.Ordinal);
        var offer = await visitor.ReadAsync(offered);
        Assert.Contains("Bewohnerparkausweis", offer, StringComparison.Ordinal);
        Assert.Contains("W-MB 123", offer, StringComparison.Ordinal);
        Assert.Contains("2027-11-30", offer, StringComparison.Ordinal);
        Assert.Contains("SIMULATION", offer, StringComparison.Ordinal);

        // A wallet that begins by itself finds it for the same account, and for nobody else.
        Assert.Equal("W-MB 123", Assert.Single(await HeldAsync("mira-beispiel", "resident-parking-permit")).Facts["subject"]);
        Assert.Empty(await HeldAsync("mira-beispiel", "volunteer-card"));
        Assert.Empty(await HeldAsync("otto-beispiel", "resident-parking-permit"));

        // Somebody with the receipt's secret reads the document and gets no credential.
        using var stranger = house.Visit();
        await stranger.SignInAsync("otto-beispiel");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync("/konto", page + "/wallet")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(offered)).StatusCode);
        Assert.NotEmpty(secret);

        using var clerk = new Browser(house.App);
        await clerk.SignInStaffAsync("wuppertal-strassenverkehr");
        Assert.Contains(" in Wallets sperren", WebUtility.HtmlDecode(await clerk.ReadAsync($"/amt/vorgang/{number}/dateien")), StringComparison.Ordinal);
        var done = await clerk.PostAsync("/amt/konto", $"/amt/vorgang/{number}/nachweis-sperren", ("dokument", permit.ToString("D")));
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.Contains("gesperrt", WebUtility.HtmlDecode(await clerk.ReadAsync($"/amt/vorgang/{number}/verlauf")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.GetAsync(offered)).StatusCode);

        using var elsewhere = new Browser(house.App);
        await elsewhere.SignInStaffAsync("wuppertal-abfall");
        var refused = await elsewhere.PostAsync("/amt/konto", $"/amt/vorgang/{number}/nachweis-sperren", ("dokument", permit.ToString("D")));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public void Every_credential_that_a_package_names_is_one_the_house_gives_out()
    {
        using var scope = house.App.Services.CreateScope();
        var types = scope.ServiceProvider.GetRequiredService<IWalletCredentials>().Types;
        var catalogue = scope.ServiceProvider.GetRequiredService<ICatalogue>();
        var named = catalogue.Towns.SelectMany(town => catalogue.ServicesOf(town.Id)).SelectMany(
            service => service.Documents.Where(document => document.Credential is not null), (service, document) => (service, document.Credential)).ToList();
        Assert.True(named.Select(one => one.service.Id).Distinct().Count() >= 3);
        Assert.All(named, one =>
        {
            Assert.Contains(one.Credential!.Type, types);
            Assert.Contains(one.service.Form.Questions, question => question.Id == one.Credential.Holder && question.Type == QuestionType.Person);
            Assert.True(one.Credential.Address is null || one.service.Form.Questions.Any(question => question.Id == one.Credential.Address && question.Type == QuestionType.Address));
        });
    }

    private async Task<IReadOnlyList<CredentialOrder>> HeldAsync(string person, string type)
    {
        var account = await house.App.Database.Region.QuerySingleAsync<Guid>("select id from identity.account where demo = @person", new { person }, Ct);
        await using var scope = house.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ICredentialSource>().OfAsync(account, type, Kernel.Ports.TrustLevel.High, Ct);
    }

    private async Task<Guid> DocumentAsync(string number, string kind)
    {
        var town = house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!;
        return await house.App.Services.GetRequiredService<TownDatabase>().For(town.Number).QuerySingleAsync<Guid>(
            "select id from cases.document where municipality = @Town and number = @number and kind = @kind", new { number, kind }, Ct);
    }
}
