using System.Text;
using System.Text.RegularExpressions;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Wohngeld for a family with two children: applied for at home, decided by a clerk, explained step by step in the notice.</summary>
public sealed class WohngeldTests(House house)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_family_calculates_in_advance_on_the_service_page(bool script)
    {
        await using var visitor = await house.VisitAsync(360, script);
        await visitor.GoAsync("/wuppertal/wohngeld");
        await visitor.LookAsync();
        await visitor.PressAsync(visitor.Page.Locator("a[href='/wuppertal/wohngeld/rechner']").First);
        await visitor.LookAsync();
        await HousingBenefit.CalculateAsync(visitor);
        await visitor.LookAsync();

        HasChain(await visitor.Page.Locator("main").TextContentAsync());
        await visitor.PressAsync(visitor.Page.Locator("main a[href='/wuppertal/wohngeld']").Last);
        Assert.Equal("Wohngeld beantragen", await visitor.HeadingAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_family_applies_and_finds_the_whole_computation_in_its_notice(bool script)
    {
        await using var visitor = await house.VisitAsync(360, script);
        await visitor.SignInAsync("mira-beispiel", HousingBenefit.Start);
        await HousingBenefit.FillAsync(visitor, look: script);
        await visitor.LookAsync();
        var number = await visitor.SendAsync();
        Assert.Equal("Ihr Antrag ist angekommen", await visitor.HeadingAsync());
        await visitor.LookAsync();

        await using (var clerk = await house.VisitAsync(1280, script))
        {
            await clerk.SignInStaffAsync("wuppertal", "wuppertal-clerk");
            await Office.GrantAsync(clerk, number, async () =>
            {
                await clerk.LookAsync();
                HasChain(await clerk.Page.Locator("main").TextContentAsync());
            });
        }

        await visitor.UntilAsync($"/vorgang/{number}", "Wohngeldbescheid");
        await visitor.LookAsync();
        await visitor.GoAsync("/konto/postfach");
        await visitor.LookAsync();
        await visitor.PressAsync(visitor.Page.Locator(".rh-list a").Filter(new() { HasText = "Ein Dokument ist da" }).Filter(new() { HasText = "Wohngeld" }).First);
        await visitor.LookAsync();
        HasChain(await visitor.Page.Locator("article.rh-letter").TextContentAsync());
        var file = await (await visitor.Context.APIRequest.GetAsync(visitor.Page.Url + ".pdf")).BodyAsync();
        Assert.Equal("%PDF-", Encoding.Latin1.GetString(file, 0, 5));
        if (await PdfText.OfAsync(file) is { } text)
            HasChain(text);
    }

    /// <summary>Every line with its value, and no input that is nought for everybody between them.</summary>
    private static void HasChain(string? text)
    {
        var plain = Regex.Replace(text ?? "", @"\s+", " ");
        foreach (var (step, value) in HousingBenefit.Chain)
            Assert.Matches(Regex.Escape(step) + ".{0,600}?" + Regex.Escape(value), plain);
        Assert.Contains(HousingBenefit.Amount, plain, StringComparison.Ordinal);
        Assert.DoesNotContain(": 0; 0; 0; 0", plain, StringComparison.Ordinal);
    }
}
