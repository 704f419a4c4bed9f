using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Joint;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Tests.Joint;

/// <summary>Who must not get to somebody else's confirmation.</summary>
public sealed class SignerDoorTests(JointHouse joint) : IClassFixture<JointHouse>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static readonly (string, string)[] Twice = [("Erste", "Ada"), ("Erste", "Ada")];

    private async Task<(Receipt Receipt, string Code)> InvitedAsync()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers());
        return (receipt, await joint.InviteAsync(receipt));
    }

    private static void Unknown(Outcome<OpenSigning.View> opened)
    {
        Assert.Equal((RefusalKind.NotFound, "signing.not-found"), (opened.Refusal!.Kind, opened.Refusal.Code));
        Assert.Empty(opened.Refusal.Faults);
    }

    [Fact]
    public async Task Nobody_enters_without_a_sign_in()
    {
        var (receipt, code) = await InvitedAsync();
        Assert.Equal(RefusalKind.SignInNeeded, (await joint.OpenAsync(receipt, TestActor.Nobody, code)).Refusal!.Kind);
        var clerk = TestActor.Clerk(joint.House.Wuppertal, "buergerbuero");
        Assert.Equal(RefusalKind.SignInNeeded, (await joint.OpenAsync(receipt, clerk, code)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_stranger_with_the_link_learns_nothing_and_does_not_use_it_up()
    {
        var (receipt, code) = await InvitedAsync();
        Unknown(await joint.OpenAsync(receipt, JointHouse.Stranger, code));
        Unknown(await joint.OpenAsync("W-2026-9999999", JointHouse.Stranger, code));
        Unknown(await joint.OpenAsync(receipt, JointHouse.Stranger, "0000-0000-0000-0000-0000"));
        Assert.Equal(RefusalKind.NotFound, (await joint.ConfirmAsync(receipt, JointHouse.Stranger)).Refusal!.Kind);
        Assert.True((await joint.OpenAsync(receipt, JointHouse.Partner, code)).Succeeded);
    }

    [Theory]
    [InlineData("Müller-Groß", "Noa", "1985-02-04")]
    [InlineData("Müller", "Noa", "1985-02-03")]
    [InlineData("Müller-Groß", "Luka", "1985-02-03")]
    public async Task Birth_date_family_name_and_given_names_must_all_be_the_named_ones(string family, string given, string born)
    {
        var (receipt, code) = await InvitedAsync();
        var wrong = JointHouse.Person(40, family, given, DateOnly.ParseExact(born, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Unknown(await joint.OpenAsync(receipt, wrong, code));
    }

    [Fact]
    public async Task The_applicant_cannot_confirm_for_the_other_not_even_with_the_same_name_or_another_account()
    {
        // A namesake without a birth date in the answers: the account decides, and the person behind it.
        var receipt = await joint.SubmitAsync(JointHouse.Answers(partner: false, leads: ("Beispiel", "Mira")));
        var code = await joint.InviteAsync(receipt);
        Unknown(await joint.OpenAsync(receipt, JointHouse.Applicant, code));
        Unknown(await joint.OpenAsync(receipt, JointHouse.Applicant with { AccountId = new Guid(9, 0, 0, new byte[8]) }, code));
        Assert.Equal(RefusalKind.NotFound, (await joint.ConfirmAsync(receipt, JointHouse.Applicant)).Refusal!.Kind);
    }

    [Fact]
    public async Task One_person_does_not_confirm_twice_for_two_of_the_same_name()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers(partner: false, leads: Twice));
        var lead = JointHouse.Person(41, "Erste", "Ada", new DateOnly(1980, 1, 1));
        await joint.SignAsync(receipt, lead);
        Unknown(await joint.OpenAsync(receipt, lead, await joint.InviteAsync(receipt, 1)));
        Assert.Equal(CaseStatus.AwaitingSigners, (await joint.CaseAsync(receipt)).Status);
    }

    [Theory]
    [InlineData(TrustLevel.Low)]
    [InlineData(TrustLevel.Substantial)]
    public async Task A_lower_level_is_not_enough_for_the_named_person(TrustLevel level)
    {
        var (receipt, code) = await InvitedAsync();
        var opened = await joint.OpenAsync(receipt, JointHouse.Partner with { Trust = level }, code);
        Assert.Equal((RefusalKind.Forbidden, "signing.trust-too-low"), (opened.Refusal!.Kind, opened.Refusal.Code));
        Assert.True((await joint.OpenAsync(receipt, JointHouse.Partner, code)).Succeeded);
        Assert.Equal(RefusalKind.Forbidden, (await joint.ConfirmAsync(receipt, JointHouse.Partner with { Trust = level })).Refusal!.Kind);
    }

    [Fact]
    public async Task A_code_works_once_and_a_new_one_makes_the_old_one_worthless()
    {
        var (receipt, old) = await InvitedAsync();
        var code = await joint.InviteAsync(receipt);
        Unknown(await joint.OpenAsync(receipt, JointHouse.Partner, old));
        Assert.True((await joint.OpenAsync(receipt, JointHouse.Partner, code)).Succeeded);
        Unknown(await joint.OpenAsync(receipt, JointHouse.Partner with { AccountId = new Guid(8, 0, 0, new byte[8]) }, code));
        Assert.True((await joint.OpenAsync(receipt, JointHouse.Partner, code)).Succeeded);
    }

    [Fact]
    public async Task Of_many_who_use_one_code_at_once_one_account_gets_it()
    {
        var (receipt, code) = await InvitedAsync();
        var accounts = Enumerable.Range(60, 12).Select(i => JointHouse.Partner with { AccountId = new Guid(i, 0, 0, new byte[8]) });
        var opened = await Task.WhenAll(accounts.Select(account => joint.OpenAsync(receipt, account, code)));
        Assert.Single(opened, one => one.Succeeded);
    }

    [Fact]
    public async Task The_code_of_one_application_opens_no_other_and_none_of_another_town()
    {
        var (receipt, code) = await InvitedAsync();
        var other = await joint.SubmitAsync(JointHouse.Answers());
        Unknown(await joint.OpenAsync(other, JointHouse.Partner, code));
        var elsewhere = await joint.House.SubmitAsync(House.ARequest("joint-remscheid", JointHouse.Answers(), "probe"), "remscheid", JointHouse.Applicant);
        Assert.True(elsewhere.Succeeded, elsewhere.Refusal?.Code);
        Unknown(await joint.OpenAsync(elsewhere.Value, JointHouse.Partner, code));
        Assert.True((await joint.OpenAsync(receipt, JointHouse.Partner, code)).Succeeded);
        Unknown(await joint.OpenAsync(elsewhere.Value, JointHouse.Partner));
    }

    [Fact]
    public async Task Only_the_applicant_invites_and_nobody_who_has_confirmed_is_invited_again()
    {
        var (receipt, code) = await InvitedAsync();
        var signer = (await joint.CaseAsync(receipt)).Signings[0].Signer.Id;
        foreach (var actor in (TestActor[])[TestActor.Nobody, JointHouse.Stranger, JointHouse.Partner])
            Assert.Equal("case.not-found", (await InviteAsync(receipt, signer, actor)).Refusal!.Code);
        Assert.Equal("signer.not-found", (await InviteAsync(receipt, new Guid(9, 9, 9, [9, 9, 9, 9, 9, 9, 9, 9]), JointHouse.Applicant)).Refusal!.Code);
        Assert.True((await joint.OpenAsync(receipt, JointHouse.Partner, code)).Succeeded);
        Assert.True((await joint.ConfirmAsync(receipt, JointHouse.Partner)).Succeeded);
        Assert.Equal("case.wrong-state", (await InviteAsync(receipt, signer, JointHouse.Applicant)).Refusal!.Code);
    }

    private Task<Outcome<InviteSigner.Invitation>> InviteAsync(Receipt receipt, Guid signer, TestActor actor) =>
        joint.House.AsAsync<InviteSigner, Outcome<InviteSigner.Invitation>>(actor, invite => invite.RunAsync(new CaseKey(receipt.Number.Text), signer, Ct));

    [Theory]
    [InlineData("Müller-Groß", "Noa", "MUELLER-GROSS", "NOA LUKA", true)]
    [InlineData("Şahin", "Ayşe", "SAHIN", "AYSE FATMA", true)]
    [InlineData("Łukasz", "Anna Maria", "Lukasz", "Anna-Maria", true)]
    [InlineData("Beispiel", "Maria", "Beispiel", "Anna Maria", true)]
    [InlineData("Beispiel", "Maria Anna", "Beispiel", "Anna Maria", false)]
    [InlineData("Beispiel", "Ann", "Beispiel", "Anna", false)]
    [InlineData("Beispiel", "-", "Beispiel", "Anna", false)]
    public void Names_are_compared_in_the_search_form_of_din_91379(string family, string given, string confirmedFamily, string confirmedGiven, bool same) =>
        Assert.Equal(same, SignerMatch.Matches(
            new CaseSigner(Guid.Empty, "a", "A", family, given, null, TrustLevel.High),
            new ConfirmedPerson(confirmedFamily, confirmedGiven, new DateOnly(1990, 1, 1), null, "", "", "", "")));
}
