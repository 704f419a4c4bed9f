using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>
/// The database goes away while somebody fills in a form: a page says so in the house's look, and everything typed is there
/// again when the database is.
/// </summary>
[Collection(nameof(FragileHouse))]
public sealed class DatabaseDownTests(House house, FragileHouse fragile)
{
    private const string Down = "Wir sind gleich wieder da";
    private const string Again = "Noch einmal senden";

    private Task<Visitor> VisitAsync(bool script) => house.VisitAsync(360, script, address: fragile.Host.Address);

    [Fact]
    public async Task What_was_typed_comes_back_by_itself_when_the_database_does()
    {
        await using var visitor = await VisitAsync(script: true);
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        var address = visitor.Page.Url;
        await visitor.AddressAsync("Musterstraße", "12", "42103", "Wuppertal");
        await fragile.Server.StopAsync();
        await visitor.NextAsync();
        Assert.Equal(Down, await visitor.HeadingAsync());
        await visitor.Page.GetByText("in diesem Browser-Fenster aufgehoben").WaitForAsync();
        await visitor.LookAsync();

        await visitor.LeaveAsync(fragile.ComeBackAsync, seconds: 90);
        Assert.Equal(address, visitor.Page.Url);
        Assert.Equal("Musterstraße", await visitor.TypedAsync("Straße"));
        Assert.Equal("12", await visitor.TypedAsync("Hausnummer"));
        await visitor.Page.GetByText("wieder eingetragen").WaitForAsync();
        await visitor.LookAsync();
        await visitor.NextAsync();
        Assert.Equal(BulkyWaste.Things, await visitor.HeadingAsync());
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("() => sessionStorage.length"));
    }

    [Fact]
    public async Task Without_script_what_was_typed_stands_in_the_page_and_is_sent_again_with_one_press()
    {
        await using var visitor = await VisitAsync(script: false);
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await visitor.AddressAsync("Musterstraße", "12 \"<b>", "42103", "Wuppertal");
        await fragile.Server.StopAsync();
        await visitor.NextAsync();
        Assert.Equal(Down, await visitor.HeadingAsync());
        await visitor.LookAsync();
        await visitor.NextAsync(Again);
        Assert.Equal(Down, await visitor.HeadingAsync());

        await fragile.ComeBackAsync();
        await visitor.NextAsync(Again);
        Assert.Equal("Wo sollen wir abholen?", await visitor.HeadingAsync());
        Assert.Equal("Musterstraße", await visitor.TypedAsync("Straße"));
        Assert.Equal("12 \"<b>", await visitor.TypedAsync("Hausnummer"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_sent_in_vain_is_sent_again_and_becomes_one_case(bool script)
    {
        await using var visitor = await VisitAsync(script);
        await BulkyWaste.FillAsync(visitor);
        await visitor.Page.Locator("#erklaerung").CheckAsync();
        await fragile.Server.StopAsync();
        await visitor.NextAsync("Absenden");
        Assert.Equal(Down, await visitor.HeadingAsync());
        await visitor.LookAsync();

        await fragile.ComeBackAsync();
        await visitor.NextAsync(Again);
        var number = visitor.Number();
        Assert.Equal([number], await fragile.Server.AskAsync($"select number from cases.application where number = '{number}'"));
    }

    [Fact]
    public async Task Public_pages_stay_and_an_account_says_that_it_will_be_back()
    {
        await using var visitor = await VisitAsync(script: true);
        await visitor.SignInAsync("mira-beispiel", "/konto");
        await visitor.GoAsync("/wuppertal/sperrmuell");
        await fragile.Server.StopAsync();
        await visitor.GoAsync("/wuppertal/sperrmuell");
        await visitor.GoAsync("/konto", 503);
        Assert.Equal(Down, await visitor.HeadingAsync());
        await visitor.LookAsync();
        await fragile.ComeBackAsync();
        await visitor.FollowAsync("Noch einmal versuchen");
        Assert.EndsWith("/konto", visitor.Page.Url, StringComparison.Ordinal);
        Assert.NotEqual(Down, await visitor.HeadingAsync());
    }
}
