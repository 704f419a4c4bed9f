using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>The session ends while somebody types: nothing typed is lost, with and without script, for applicants and clerks.</summary>
public sealed class SignedOutTests(House house)
{
    private const string SignedOut = "Sie wurden abgemeldet";

    [Fact]
    public async Task An_applicant_signs_in_again_and_finds_everything_typed()
    {
        await using var visitor = await BeginAsync(script: true);
        await visitor.NextAsync();
        Assert.Equal(SignedOut, await visitor.HeadingAsync());
        await visitor.LookAsync();
        await visitor.FollowAsync("Wieder anmelden");
        await visitor.PressAsync(visitor.Page.Locator("form:has(input[value=hannes-muster]) button"));
        Assert.Equal("Adeltraud", await visitor.TypedAsync("Vornamen"));
        await visitor.NextAsync();
        Assert.Equal("Wo wohnen Sie?", await visitor.HeadingAsync());
    }

    [Fact]
    public async Task An_applicant_without_script_signs_in_beside_the_page_and_sends_it_again()
    {
        await using var visitor = await BeginAsync(script: false);
        await visitor.NextAsync();
        Assert.Equal(SignedOut, await visitor.HeadingAsync());
        await using (var beside = await Visitor.EnterAsync(visitor.Context, script: false, owns: false))
            await beside.SignInAsync("hannes-muster", "/konto");
        await visitor.NextAsync("Noch einmal senden");
        Assert.Equal("Wo wohnen Sie?", await visitor.HeadingAsync());
        await visitor.FollowAsync("Zurück");
        Assert.Equal("Adeltraud", await visitor.TypedAsync("Vornamen"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clerks_note_survives_the_end_of_the_session(bool script)
    {
        await using var citizen = await house.VisitAsync();
        await citizen.GoAsync("/");
        await citizen.SignInAsync("paul-musterknabe", "/konto");
        var (number, _) = await citizen.OrderCollectionAsync();
        await using var clerk = await house.VisitAsync(1280, script);
        await clerk.SignInStaffAsync("wuppertal", "wuppertal-abfall");
        await clerk.GoAsync($"/amt/vorgang/{number}/verlauf");
        await clerk.Page.Locator("form[action$='/vermerk'] textarea").FillAsync("Telefonat: kommt am Montag vorbei.");
        await ExpireAsync(clerk);
        await clerk.PressAsync(clerk.Page.Locator("form[action$='/vermerk'] button").Last);
        Assert.Equal(SignedOut, await clerk.HeadingAsync());
        await clerk.LookAsync();
        await using (var beside = await Visitor.EnterAsync(clerk.Context, script, owns: false))
            await beside.SignInStaffAsync("wuppertal", "wuppertal-abfall");
        await clerk.NextAsync("Noch einmal senden");
        await clerk.GoAsync($"/amt/vorgang/{number}/verlauf");
        Assert.Contains("kommt am Montag vorbei", await clerk.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>A person types on the page about the holder; meanwhile the session ends.</summary>
    private async Task<Visitor> BeginAsync(bool script)
    {
        var visitor = await house.VisitAsync(360, script);
        await visitor.SignInAsync("hannes-muster", Permit.Start);
        await visitor.NextAsync("Los geht es");
        await visitor.AnswerAsync("Was möchten Sie?", () => visitor.ChooseAsync("Einen neuen Ausweis"), look: false);
        Assert.Equal("Wer bekommt den Ausweis?", await visitor.HeadingAsync());
        await visitor.TypeAsync("Vornamen", "Adeltraud");
        await ExpireAsync(visitor);
        return visitor;
    }

    /// <summary>The server knows the session no more, as after half an hour.</summary>
    private static Task ExpireAsync(Visitor visitor) => visitor.Context.ClearCookiesAsync(new() { NameRegex = new("^__Host-(rathaus|idp)$") });
}
