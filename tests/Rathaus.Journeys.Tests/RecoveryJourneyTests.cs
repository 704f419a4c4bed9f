using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>All devices are gone: codes on paper, three days of waiting, and the owner who says that it was somebody else.</summary>
[Collection(nameof(FragileHouse))]
public sealed class RecoveryJourneyTests(House house, FragileHouse other)
{
    private const string Security = Citizens.Security;

    /// <summary>Buttons that a thief of a code would press, and the page each stands on.</summary>
    private static readonly (string Page, string Button)[] Wanted =
    [
        (Security, "Weiteren Passkey anlegen"), ("/konto/sicherheit/codes", "Acht Codes anlegen"),
        ("/konto/vollmachten/erteilen", "Code erzeugen"), ("/konto/sicherheit/daten", "Daten herunterladen"),
    ];

    [Fact]
    public async Task A_stolen_code_changes_nothing_that_matters_and_the_owner_takes_the_account_back()
    {
        await using var owner = await house.OpenAccountAsync("Olga Eigen", 1280);
        var code = (await MakeCodesAsync(owner))[0];

        await using var thief = await house.VisitAsync(360);
        await VirtualDevice.AttachAsync(thief);
        await thief.GoAsync("/anmelden/wiederherstellen");
        await thief.LookAsync();
        await thief.TypeAsync("Code", "AAAA-AAAA-AAAA-AAAA");
        await thief.NextAsync();
        await thief.FaultAsync("Dieser Code gilt nicht");
        await thief.LookAsync();
        await thief.RecoverAsync(code);
        await thief.LookAsync();
        foreach (var (page, button) in Wanted)
        {
            await thief.GoAsync(page);
            await thief.NextAsync(button);
            Assert.Equal("Bitte warten Sie noch", await thief.HeadingAsync());
        }

        await thief.LookAsync();
        await owner.IsOutAsync();
        await owner.GoAsync("/anmelden/wiederherstellen");
        await owner.FollowAsync("Der Wiederherstellung widersprechen");
        await owner.LookAsync();
        await owner.EnterAsync(owner.Page.GetByRole(AriaRole.Button, new() { Name = "Mit bisherigem Passkey widersprechen" }));
        await owner.SaysAsync("Die Wiederherstellung ist rückgängig");
        await owner.LookAsync();
        await thief.IsOutAsync();
        await owner.GoAsync("/konto/sicherheit/verlauf");
        await owner.SaysAsync("Wiederherstellung widersprochen");
        await using var again = await house.VisitAsync(360);
        await again.GoAsync("/anmelden/wiederherstellen");
        await again.TypeAsync("Code", code);
        await again.NextAsync();
        await again.FaultAsync("Dieser Code gilt nicht");
    }

    [Fact]
    public async Task After_three_days_the_recovered_account_is_whole_again()
    {
        await using var lost = await house.OpenAccountAsync("Hella Halt", address: other.Host.Address);
        var code = (await MakeCodesAsync(lost))[7];
        await using var phone = await house.VisitAsync(360, address: other.Host.Address);
        await VirtualDevice.AttachAsync(phone);
        await phone.RecoverAsync(code);
        await phone.NextAsync("Weiteren Passkey anlegen");
        Assert.Equal("Bitte warten Sie noch", await phone.HeadingAsync());

        await other.Host.StopAsync();
        await other.Host.StartAgainAsync("Demo__Clock=2026-11-23T12:00:00Z");
        await VirtualDevice.SignInAsync(phone, "/anmelden?zurueck=/konto/sicherheit/codes", "/konto/sicherheit/codes");
        Assert.Equal(8, (await MakeCodesAsync(phone)).Count);

        // Too late to object: the earlier passkeys are gone, the citizens' office helps.
        await lost.GoAsync("/anmelden/einspruch");
        await lost.NextAsync("Mit bisherigem Passkey widersprechen");
        await lost.FaultAsync("Diesen Passkey kennen wir nicht");
        await lost.LookAsync();
    }

    [Fact]
    public async Task A_code_by_post_is_ordered_without_script_and_the_answer_is_the_same_for_everybody()
    {
        await using var nobody = await house.VisitAsync(360, script: false);
        await nobody.GoAsync("/anmelden/wiederherstellen");
        await nobody.FollowAsync("Code mit der Post bestellen, an Ihre Meldeadresse");
        await nobody.NextAsync("Brief bestellen");
        await nobody.FaultAsync("Füllen Sie dieses Feld aus");
        await (Resident.Mira with { GivenNames = "Niemand" }).FillAsync(nobody);
        await nobody.Page.Locator("select[name=stadt]").SelectOptionAsync("wuppertal");
        await nobody.NextAsync("Brief bestellen");
        await nobody.SaysAsync("Mehr können wir hier nicht sagen");
        await nobody.LookAsync();
    }

    /// <summary>Makes the eight codes and takes them along as a file; what the file says is what the page shows.</summary>
    private static async Task<IReadOnlyList<string>> MakeCodesAsync(Visitor owner)
    {
        await owner.GoAsync("/konto/sicherheit/codes");
        await owner.LookAsync();
        await owner.NextAsync("Acht Codes anlegen");
        await owner.LookAsync();
        var codes = await owner.Page.Locator(".rh-done .rh-code").AllInnerTextsAsync();
        Assert.Equal(8, codes.Count);
        var download = await owner.Page.RunAndWaitForDownloadAsync(() => owner.Page.GetByRole(AriaRole.Button, new() { Name = "Als Textdatei" }).ClickAsync());
        var file = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.All(codes, code => Assert.Contains(code, file, StringComparison.Ordinal));
        return codes;
    }
}
