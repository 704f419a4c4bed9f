using Rathaus.Journeys.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Journeys.Tests;

/// <summary>The sealed code of a town: opened once, without script, and seen by everybody who works there.</summary>
public sealed class EmergencyAccessTests(House house)
{
    [Fact]
    public async Task The_code_out_of_the_envelope_opens_the_town_once_and_everybody_sees_it()
    {
        var sealing = await RunningHost.RunAsync(["break-glass", "seal", "--town", "detmold", "--data", house.Host.DataFolder]);
        Assert.True(sealing.Code == 0, sealing.Errors);
        var code = sealing.Output.Split(' ')[0];

        await using var helper = await house.VisitAsync(360, script: false);
        await helper.GoAsync("/amt/anmelden");
        await helper.FollowAsync("Notzugang");
        await helper.TypeAsync("Code", "AAAA-AAAA-AAAA-AAAA-AAAA");
        await helper.NextAsync("Notzugang öffnen");
        await helper.FaultAsync("Dieser Code gilt nicht");
        await helper.TypeAsync("Code", code);
        await helper.NextAsync("Notzugang öffnen");
        await helper.GoAsync("/amt/personen?stadt=detmold");
        await helper.SaysAsync("Personen mit Zugang");
        await helper.GoAsync("/amt/personen?stadt=soest", 404);

        await using var late = await house.VisitAsync(1280);
        await late.GoAsync("/amt/notzugang");
        await late.TypeAsync("Code", code);
        await late.NextAsync("Notzugang öffnen");
        await late.FaultAsync("Dieser Code gilt nicht");
        await late.LookAsync();

        await using var admin = await Office.SignInAsync(house, "detmold-administrator", "detmold", 360);
        await admin.GoAsync("/amt/konto");
        await admin.SaysAsync("Notzugang benutzt");
        await admin.LookAsync();
        await admin.EnterAsync(admin.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Gelesen" }));
        Assert.DoesNotContain("Notzugang benutzt", await admin.MainAsync(), StringComparison.Ordinal);
    }
}
