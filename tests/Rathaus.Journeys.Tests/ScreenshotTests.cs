using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Journeys.Tests;

/// <summary>
/// The pictures of the documentation. They are taken anew with <c>RATHAUS_SCREENSHOTS=1</c>; otherwise the test sees to it that
/// they are there.
/// </summary>
public sealed class ScreenshotTests(House house)
{
    private static readonly string Folder = Path.Combine(Checkout.Folder, "docs", "screenshots");

    private static readonly string[] Names =
    [
        "service", "question", "fault", "check", "payment", "receipt", "inbox", "case", "notice",
    ];

    private static readonly int[] Widths = [360, 1280];

    [Fact]
    public async Task Every_picture_of_the_documentation_is_there_and_small()
    {
        if (Environment.GetEnvironmentVariable("RATHAUS_SCREENSHOTS") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach (var width in Widths)
                await TakeAsync(width);
            await ComposeAsync();
        }

        foreach (var name in Names.SelectMany(name => Widths.Select(width => $"{name}-{width}")).Append("overview"))
        {
            var picture = new FileInfo(PathOf(name));
            Assert.True(picture.Exists, $"{picture.FullName} is missing");
            Assert.True(picture.Length < 150_000, $"{picture.Name} has {picture.Length} bytes");
        }
    }

    private async Task TakeAsync(int width)
    {
        var (pdf, _) = await Permit.FilesAsync(house);
        await using var visitor = await house.VisitAsync(width);
        await visitor.GoAsync("/wuppertal/bewohnerparkausweis");
        await ShootAsync(visitor, "service", width);

        // Nobody gets a second permit: each width has its own applicant.
        await visitor.SignInAsync(width < 700 ? "mira-beispiel" : "jonas-beispiel", Permit.Start);
        await visitor.NextAsync("Los geht es");
        await visitor.AnswerAsync("Was möchten Sie?", () => visitor.ChooseAsync("Einen neuen Ausweis"), look: false);
        await visitor.NextAsync();
        await visitor.NextAsync();
        await ShootAsync(visitor, "question", width);
        await visitor.Page.Locator("[name=kennzeichen]").FillAsync("W-");
        await visitor.NextAsync();
        await ShootAsync(visitor, "fault", width);
        await visitor.AnswerAsync("Welches Auto?", () => Permit.VehicleAsync(visitor, "W-MB 123"), look: false);
        await visitor.AnswerAsync("Ist das Auto auf Sie zugelassen?", () => visitor.ChooseAsync("Ja"), look: false);
        await Permit.UploadAsync(visitor, pdf);
        await Permit.RestAsync(visitor);
        await ShootAsync(visitor, "check", width);
        var number = await visitor.SendAsync("Absenden und bezahlen");
        await ShootAsync(visitor, "payment", width);
        await visitor.NextAsync("Weiter zum Bezahlen");
        await visitor.NextAsync("Bezahlen");
        await ShootAsync(visitor, "receipt", width);

        await using var clerk = await house.VisitAsync(width);
        await clerk.SignInStaffAsync("wuppertal", "wuppertal-strassenverkehr");
        await ShootAsync(clerk, "inbox", width);
        await Office.GrantAsync(clerk, number, () => ShootAsync(clerk, "case", width));
        await visitor.GoAsync($"/vorgang/{number}");
        await visitor.PressAsync(visitor.Page.Locator("a[href*='/dokument/']:not([href$='.pdf'])").First);
        await ShootAsync(visitor, "notice", width);
    }

    private static async Task ShootAsync(Visitor visitor, string name, int width) => await visitor.Page.ScreenshotAsync(new()
    {
        Path = PathOf($"{name}-{width}"),
        Animations = ScreenshotAnimations.Disabled,
        Clip = new Clip { X = 0, Y = 0, Width = width, Height = width < 700 ? 780 : 800 },
    });

    /// <summary>Four pictures on one page.</summary>
    private async Task ComposeAsync()
    {
        await using var composer = await house.VisitAsync(720);
        var pictures = new[] { "service-1280", "check-360", "receipt-360", "case-1280" }.Select(name =>
            $"<img src='data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(PathOf(name)))}'>");
        await composer.Page.SetContentAsync(
            "<style>body{margin:0;padding:24px;display:grid;grid-template-columns:3fr 1fr;gap:24px;background:#e8ebef}"
            + "img{width:100%;border-radius:6px}img:nth-child(3){order:4}</style>" + string.Concat(pictures));
        await composer.Page.ScreenshotAsync(new() { Path = PathOf("overview"), FullPage = true });
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".png");
}
