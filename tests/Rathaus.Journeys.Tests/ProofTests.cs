using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Journeys.Tests;

/// <summary>
/// From a clerk's notice to a verdict that needs nobody: case, log, quorum of another town, mailbox, command line, a page in a
/// browser without network, the code on paper; and back again when the office takes the document out of force.
/// </summary>
public sealed class ProofTests(House house)
{
    private const string Genuine = "Echt: von dieser Stadt, unverändert, von genügend anderen Städten bezeugt.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clerks_permit_is_proven_from_the_mailbox_to_a_browser_without_network_until_it_is_revoked()
    {
        var policy = await house.WitnessedAsync(Ct);
        await using var visitor = await house.VisitAsync(360);
        await visitor.SignInAsync("mira-beispiel", "/konto");
        var (number, _) = await visitor.ApplyForPermitAsync();
        await PayAsync(visitor, number);
        await using var clerk = await Office.SignInAsync(house, "wuppertal-strassenverkehr", "wuppertal");
        await Office.GrantAsync(clerk, number, () => Task.CompletedTask);

        await visitor.GoAsync($"/vorgang/{number}");
        await visitor.PressAsync(visitor.Page.Locator("a[href*='/dokument/']:not([href$='.pdf'])")
            .Filter(new() { Has = visitor.Page.GetByText("Bewohnerparkausweis", new() { Exact = true }) }).First);
        var document = visitor.Page.Url;
        var bundle = await Proofs.BundleAsync(visitor, document);
        var forged = Proofs.Altered(bundle);

        await CommandsAgreeAsync(policy, bundle, forged);
        await WithoutNetworkAsync(bundle, forged);
        await ByUploadAsync(bundle, forged);
        var pdf = await (await visitor.Context.APIRequest.GetAsync(document + ".pdf")).BodyAsync();
        var proven = await (await visitor.Context.APIRequest.GetAsync(document + "-nachweis.pdf")).BodyAsync();
        Assert.Equal(pdf, proven[..pdf.Length]);

        // Sealed once, not whenever somebody asks: a second seal would be other bytes.
        Assert.Equal(proven, await (await visitor.Context.APIRequest.GetAsync(document + "-nachweis.pdf")).BodyAsync());
        await using (var reader = await house.VisitAsync(360, script: false))
            Assert.Contains(Genuine, await UploadAsync(reader, "/verify", "ausweis.pdf", proven), StringComparison.Ordinal);
        var code = await PrintedCode.OfAsync(pdf);
        await OnPaperAsync(code, Genuine[..4], "W-MB 123");

        // The office takes it out of force: every way to verify says so, and the old bundle is no longer green.
        await clerk.GoAsync($"/amt/vorgang/{number}/dateien");
        await clerk.LookAsync();
        var row = clerk.Page.Locator("tr").Filter(new() { Has = clerk.Page.Locator($"a[href$='{document[^36..]}']") });
        await row.Locator("summary").ClickAsync();
        await row.GetByLabel("Warum gilt es nicht mehr?").FillAsync("Das Fahrzeug ist abgemeldet.");
        await clerk.PressAsync(row.Locator("form[action*='/widerrufen'] button"));
        await clerk.LookAsync();
        Assert.Equal(1, await clerk.Page.GetByText("Das Dokument gilt nicht mehr.").CountAsync());
        Assert.Contains("Das Fahrzeug ist abgemeldet.", await TextOfAsync(visitor, $"/vorgang/{number}"), StringComparison.Ordinal);

        await using var anybody = await house.VisitAsync(360, script: false);
        Assert.Contains("Echt, aber widerrufen", await UploadAsync(anybody, "/verify", "nachweis.zip", bundle), StringComparison.Ordinal);
        Assert.Contains("Dieses Dokument gilt nicht mehr", await UploadAsync(anybody, "/verify", "ausweis.pdf", pdf), StringComparison.Ordinal);
        Assert.Contains("Dieses Dokument gilt nicht mehr", await TextOfAsync(anybody, $"/verify/{document[^36..]}"), StringComparison.Ordinal);
        await OnPaperAsync(code, "Widerrufen", "W-MB 123");
    }

    private static async Task CommandsAgreeAsync(string policy, byte[] bundle, byte[] forged)
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-proof-").FullName;
        try
        {
            var (good, bad, pinned) = (Path.Combine(folder, "good.zip"), Path.Combine(folder, "bad.zip"), Path.Combine(folder, "policy.txt"));
            await File.WriteAllBytesAsync(good, bundle, Ct);
            await File.WriteAllBytesAsync(bad, forged, Ct);
            await File.WriteAllTextAsync(pinned, policy, Ct);
            var genuine = await RunningHost.RunAsync(["verify", good, "--policy", pinned]);
            Assert.True(genuine.Code == 0, genuine.Output + genuine.Errors);
            Assert.StartsWith(Genuine, genuine.Output, StringComparison.Ordinal);
            Assert.Equal(1, (await RunningHost.RunAsync(["verify", bad, "--policy", pinned])).Code);
            var unpinned = await RunningHost.RunAsync(["verify", good]);
            Assert.Equal(1, unpinned.Code);
            Assert.DoesNotContain("Echt:", unpinned.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The page as somebody saved it, opened from the disk of a small phone that has no network.</summary>
    private async Task WithoutNetworkAsync(byte[] bundle, byte[] forged)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        await using var visitor = await house.VisitAsync(360);
        try
        {
            await File.WriteAllBytesAsync(file, await (await visitor.Context.APIRequest.GetAsync("/govchain/pruefseite.html")).BodyAsync(), Ct);
            await visitor.Context.SetOfflineAsync(true);
            await visitor.Page.GotoAsync("file://" + file);
            Assert.Contains(Genuine, await OfflineAsync(visitor.Page, bundle), StringComparison.Ordinal);
            Assert.Equal(1, await visitor.Page.Locator(".good").CountAsync());
            var width = await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(width <= 0, $"scrolls sideways by {width} px");
            Assert.DoesNotContain("Echt:", await OfflineAsync(visitor.Page, forged), StringComparison.Ordinal);
            Assert.Equal(0, await visitor.Page.Locator(".good").CountAsync());

            // Whoever trusts nobody sees nothing green.
            await visitor.Page.Locator("summary").ClickAsync();
            await visitor.Page.Locator("#policy").FillAsync("quorum none\n");
            Assert.Contains("nicht von genügend anderen Städten bezeugt", await OfflineAsync(visitor.Page, bundle), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> OfflineAsync(IPage page, byte[] bundle)
    {
        await page.EvaluateAsync("() => document.getElementById('result').replaceChildren()");
        await page.Locator("#file").SetInputFilesAsync(Array.Empty<FilePayload>());
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "nachweis.zip", MimeType = "application/zip", Buffer = bundle });
        await page.Locator("#result li").First.WaitForAsync();
        return await page.Locator("#result").InnerTextAsync();
    }

    /// <summary>The same page for everything, without script.</summary>
    private async Task ByUploadAsync(byte[] bundle, byte[] forged)
    {
        await using var anybody = await house.VisitAsync(360, script: false);
        await anybody.GoAsync("/govchain/pruefen");
        Assert.EndsWith("/verify", anybody.Page.Url, StringComparison.Ordinal);
        var genuine = await UploadAsync(anybody, "/verify", "nachweis.zip", bundle);
        Assert.Contains(Genuine, genuine, StringComparison.Ordinal);
        Assert.Contains("Im Journal steht nichts Neueres dazu.", genuine, StringComparison.Ordinal);
        await anybody.LookAsync();
        var other = await UploadAsync(anybody, "/verify", "nachweis.zip", forged);
        Assert.DoesNotContain("Echt:", other, StringComparison.Ordinal);
        Assert.Contains("Nicht echt", other, StringComparison.Ordinal);
    }

    /// <summary>A phone reads the code; what stands behind the # is checked in its browser and never asked of the house.</summary>
    private async Task OnPaperAsync(string? code, string verdict, string fact)
    {
        if (code is null)
            return;
        var fragment = code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..];
        await using var phone = await house.VisitAsync(360);
        var asked = new List<string>();
        phone.Page.Request += (_, request) => asked.Add(request.Url + request.PostData);
        await phone.GoAsync(new Uri(code).PathAndQuery + "#" + fragment);
        await phone.Page.Locator("#papier .rh-verdict").WaitForAsync();
        var said = await phone.Page.Locator("#papier").InnerTextAsync();
        Assert.Contains(verdict, said, StringComparison.Ordinal);
        Assert.True(said.Contains(fact, StringComparison.Ordinal), said);
        await phone.LookAsync();
        Assert.DoesNotContain("#", phone.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(asked, address => address.Split('#')[0].Contains(fragment[..20], StringComparison.Ordinal));

        // Somebody else's facts under the same code.
        var changed = fragment[..^5] + (fragment[^5] == 'A' ? 'B' : 'A') + fragment[^4..];
        await using var other = await house.VisitAsync(360);
        await other.GoAsync(new Uri(code).PathAndQuery + "#" + changed);
        await other.Page.Locator("#papier .rh-verdict").WaitForAsync();
        Assert.DoesNotContain("Echt:", await other.Page.Locator("#papier").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static async Task PayAsync(Visitor visitor, string number)
    {
        await visitor.GoAsync($"/vorgang/{number}/bezahlen");
        await visitor.NextAsync("Weiter zum Bezahlen");
        await visitor.NextAsync("Bezahlen");
        Assert.Equal(number, visitor.Number());
    }

    private static async Task<string> UploadAsync(Visitor visitor, string address, string name, byte[] file)
    {
        await visitor.GoAsync(address);
        await visitor.Page.GetByLabel("Datei (PDF oder ZIP)").SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = file });
        await visitor.NextAsync("Prüfen");
        return await visitor.Page.Locator("main").InnerTextAsync();
    }

    private static async Task<string> TextOfAsync(Visitor visitor, string address)
    {
        await visitor.GoAsync(address);
        return await visitor.Page.Locator("main").InnerTextAsync();
    }
}
