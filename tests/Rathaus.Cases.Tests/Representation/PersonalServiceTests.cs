using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Tests.Account;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>Services that the law leaves to the person alone: no mandate opens them, at the beginning as little as at the end.</summary>
public sealed class PersonalServiceTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private const string IdCard = "/wuppertal/personalausweis/antrag";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mandate_of_an_adult_applies_for_no_identity_card_and_says_so_in_three_languages()
    {
        using var giver = house.Visit();
        using var taker = house.Visit();
        await giver.SignInByCardAsync("jonas-beispiel");
        await taker.SignInByCardAsync("ida-muster");
        await taker.AcceptAsync(await giver.GiveAsync());
        await taker.ActForAsync("Jonas Peter Beispiel");

        foreach (var (language, sentence) in ((string, string)[])
            [
                ("de", "Eine Vollmacht reicht hier nicht. Diesen Antrag stellt die Person selbst."),
                ("en", "A mandate is not enough here. The person applies for this themselves."),
                ("de-einfach", "Eine Vollmacht reicht hier nicht. Die Person muss den Antrag selbst stellen."),
            ])
        {
            var page = await taker.ReadAsync($"{IdCard}?sprache={language}");
            Assert.Contains(sentence, page, StringComparison.Ordinal);
            Assert.Contains("PAuswG § 9 Abs. 1", page, StringComparison.Ordinal);
        }

        // The form is not offered, and posting it all the same begins nothing.
        Assert.DoesNotContain($"action=\"{IdCard}\"", await taker.ReadAsync(IdCard + "?sprache=de"), StringComparison.Ordinal);
        var before = await DraftsAsync();
        var refused = await Representatives.TextAsync(await taker.PostAsync("/konto", IdCard), HttpStatusCode.Forbidden);
        Assert.Contains("Eine Vollmacht reicht hier nicht.", refused, StringComparison.Ordinal);
        Assert.Equal(before, await DraftsAsync());

        // For themselves both may.
        await taker.PostAsync(Representatives.Mandates, Representatives.Mandates + "/eigene");
        Assert.Equal(HttpStatusCode.SeeOther, (await taker.PostAsync(IdCard, IdCard)).StatusCode);
    }

    [Fact]
    public async Task A_parent_may_begin_it_for_the_child()
    {
        using var mother = house.Visit();
        await mother.SignInByCardAsync("mira-beispiel");
        await mother.ActForChildAsync("Lotta Beispiel");
        Assert.Equal(HttpStatusCode.SeeOther, (await mother.PostAsync(IdCard, IdCard)).StatusCode);
    }

    [Theory]
    [InlineData(RepresentationRule.Legal, MandateKind.Child, null)]
    [InlineData(RepresentationRule.Legal, MandateKind.Care, null)]
    [InlineData(RepresentationRule.Legal, MandateKind.Adult, "mandate.legal-only")]
    [InlineData(RepresentationRule.Legal, MandateKind.Organisation, "mandate.legal-only")]
    [InlineData(RepresentationRule.Nobody, MandateKind.Child, "mandate.not-for-others")]
    [InlineData(RepresentationRule.Nobody, MandateKind.Care, "mandate.not-for-others")]
    [InlineData(RepresentationRule.Nobody, MandateKind.Adult, "mandate.not-for-others")]
    [InlineData(RepresentationRule.Nobody, MandateKind.Organisation, "mandate.not-for-others")]
    [InlineData(RepresentationRule.Anyone, MandateKind.Adult, null)]
    public void The_rule_knows_who_stands_in_by_law(RepresentationRule rule, MandateKind kind, string? code) =>
        Assert.Equal(code, Cases.Domain.Representation.WhyNotBy(rule, kind)?.Code);

    [Fact]
    public void It_holds_when_the_application_is_sent_too()
    {
        var service = house.App.Services.GetRequiredService<ICatalogue>().Find("wuppertal", "personalausweis")!;
        var actor = new TestActor { ActsFor = new ActsFor(Guid.Empty, MandateKind.Adult, Guid.Empty, "Jonas") { Trust = TrustLevel.High } };
        foreach (var sends in (bool[])[false, true])
            Assert.Equal("mandate.legal-only", Cases.Domain.Representation.WhyNot(actor, service, sends)?.Code);
    }

    private Task<long> DraftsAsync() => house.App.Services.GetRequiredService<Kernel.Data.TownDatabase>()
        .For(house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!.Number)
        .QuerySingleAsync<long>("select count(*) from cases.draft where municipality = @Town", null, Ct);
}
