using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Office;

/// <summary>Reading a register: own office, a purpose, an audit row before anything is shown, nothing behind a block mark for others.</summary>
public sealed class RegisterPageTests(OfficeHouse house) : IClassFixture<OfficeHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static (string, string)[] Search(string register, string family, string given, string purpose, string reference) =>
        [("stadt", "wuppertal"), ("register", register), ("familienname", family), ("vornamen", given), ("geboren", given == "Mira" ? "1988-04-17" : ""), ("zweck", purpose), ("bezug", reference)];

    private async Task<long> LooksAsync() => await house.App.Database.Town(house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!.Number).QuerySingleAsync<long>(
        "select count(*) from kernel.audit where municipality = @Town and action = 'register.read'", null, Ct);

    [Fact]
    public async Task A_clerk_reads_an_entry_for_a_purpose_and_the_look_is_recorded()
    {
        using var clerk = await house.StaffAsync("wuppertal-buergerbuero");
        var before = await LooksAsync();
        var answer = await clerk.PostAsync("/amt/register", Search("residents", "Beispiel", "Mira", "selbstauskunft", "Schreiben vom 19.11.2026"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("no-store", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        var page = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Contains("01234567811", page, StringComparison.Ordinal);
        Assert.Equal(before + 1, await LooksAsync());
    }

    [Theory]
    [InlineData("vorgang", "W-2026-0000001")] // no case of this office
    [InlineData("vorgang", "")]
    [InlineData("selbstauskunft", "  ")]
    [InlineData("neugier", "Ich möchte es wissen")]
    public async Task Without_a_purpose_nothing_is_shown(string purpose, string reference)
    {
        using var clerk = await house.StaffAsync("wuppertal-buergerbuero");
        var before = await LooksAsync();
        var answer = await clerk.PostAsync("/amt/register", Search("residents", "Beispiel", "Mira", purpose, reference));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.DoesNotContain("01234567811", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(before, await LooksAsync());
    }

    [Fact]
    public async Task A_request_of_another_authority_shows_the_basic_data_and_nothing_of_a_blocked_person()
    {
        using var clerk = await house.StaffAsync("wuppertal-buergerbuero");
        var open = await (await clerk.PostAsync("/amt/register", Search("residents", "Beispiel", "Mira", "amtshilfe", "Az. 12/2026"))).Content.ReadAsStringAsync(Ct);
        Assert.Contains("Musterstraße 12", open, StringComparison.Ordinal);
        Assert.DoesNotContain("01234567811", open, StringComparison.Ordinal);
        var blocked = await (await clerk.PostAsync("/amt/register", Search("residents", "Probe", "Samira", "amtshilfe", "Az. 13/2026"))).Content.ReadAsStringAsync(Ct);
        Assert.Contains("§§ 51, 52 BMG", blocked, StringComparison.Ordinal);
        Assert.DoesNotContain("Probeweg", blocked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wuppertal-abfall", "residents")] // another office
    [InlineData("wuppertal-buergerbuero", "childcare")] // a register of another office
    [InlineData("aachen-clerk", "residents")] // another town
    [InlineData("wuppertal-administrator", "residents")] // administrators decide no case
    public async Task Who_must_not_read_it_finds_nothing_there(string person, string register)
    {
        using var stranger = await house.StaffAsync(person);
        var before = await LooksAsync();
        var answer = await stranger.PostAsync("/amt/register", Search(register, "Beispiel", "Mira", "selbstauskunft", "Schreiben vom 19.11.2026"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(before, await LooksAsync());
    }

    [Fact]
    public async Task Citizens_are_sent_to_the_sign_in_of_staff()
    {
        using var citizen = new Browser(house.App);
        await citizen.SignInAsync("mira-beispiel");
        Assert.Equal(HttpStatusCode.Found, (await citizen.GetAsync("/amt/register")).StatusCode);
    }
}
