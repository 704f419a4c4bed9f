using System.Net;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Office;

/// <summary>The town's settings name the figures that end and those nobody has confirmed.</summary>
public sealed class RatesPageTests : IAsyncLifetime
{
    private readonly DirectoryInfo catalogue = Directory.CreateTempSubdirectory("rathaus-catalogue-");
    private readonly OfficeHouse house = new();

    public async ValueTask InitializeAsync()
    {
        Checkout.CopyCatalogue(catalogue.FullName);
        var overlay = Path.Combine(catalogue.FullName, "municipalities/wuppertal/services/bewohnerparkausweis.yaml");
        var text = await File.ReadAllTextAsync(overlay, TestContext.Current.CancellationToken);
        var line = text.Split('\n').Single(line => line.StartsWith("  fee_fixed:", StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            overlay,
            text.Replace(
                line,
                """
                  fee_fixed:
                    - { value: 30.00, from: 2023-01-01, source: "Satzung von 2022" }
                    - { value: 36.00, from: 2024-01-01, source: "Satzung von 2023", known_until: 2024-12-31, check: "Amtsblatt fehlt" }
                """,
                StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        house.App.Set("Services:Catalogue", catalogue.FullName);
        await house.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        catalogue.Delete(recursive: true);
    }

    [Fact]
    public async Task The_administrator_sees_what_ends_and_what_is_open()
    {
        using var administrator = await house.StaffAsync("wuppertal-administrator");

        var page = WebUtility.HtmlDecode(await administrator.ReadAsync("/amt/einstellungen"));

        Assert.Contains("Sätze, die bald enden", page, StringComparison.Ordinal);
        Assert.Contains("31.12.2024", page, StringComparison.Ordinal);
        Assert.Contains("abgelaufen", page, StringComparison.Ordinal);
        Assert.Contains("municipalities/wuppertal/services/bewohnerparkausweis.yaml:", page, StringComparison.Ordinal);
        Assert.Contains("Amtsblatt fehlt", page, StringComparison.Ordinal);
        Assert.Contains("ab 1.1.2023, Satzung von 2022", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_town_does_not()
    {
        using var other = await house.StaffAsync("aachen-clerk");

        Assert.DoesNotContain("Amtsblatt fehlt", await other.ReadAsync("/amt/einstellungen"), StringComparison.Ordinal);
    }
}
