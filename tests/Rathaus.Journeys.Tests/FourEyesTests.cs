using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Aachen has a second person look at permits from 250 € on: who decides never releases, and nothing is sent before.</summary>
public sealed class FourEyesTests(House house)
{
    [Fact]
    public async Task A_high_fee_is_decided_by_one_person_and_released_by_another()
    {
        var number = await APaidPermitAsync();
        await using var lead = await Office.SignInAsync(house, "aachen-lead", "aachen");
        await lead.GoAsync($"/amt/vorgang/{number}");
        await lead.Page.Locator("input[name=outcome][value=Granted]").CheckAsync();
        await lead.NextAsync("Bescheid ansehen");
        await lead.LookAsync();
        await lead.PressAsync(lead.Page.Locator("form[action$='/entscheidung'] button.kern-btn--primary"));
        await lead.LookAsync();
        Assert.Contains("Vier Augen", await lead.Page.Locator(".rh-headline").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await lead.Page.Locator("form[action$='/senden']").CountAsync());

        // The lead may release what others decided, never the own decision: no button, and the address refuses too.
        Assert.Equal(0, await lead.Page.Locator("form[action$='/freigeben'] button").CountAsync());
        var status = await lead.Page.EvaluateAsync<int>(
            """
            async (number) => {
              const form = document.querySelector("form[action*='/zurueckgeben']");
              const body = new URLSearchParams(new FormData(form));
              return (await fetch(`/amt/vorgang/${number}/freigeben`, { method: 'POST', body })).status;
            }
            """, number);
        Assert.Equal(403, status);

        await using var second = await Office.SignInAsync(house, "aachen-second-clerk", "aachen");
        await second.GoAsync("/amt?ansicht=freigabe");
        await second.LookAsync();
        await second.PressAsync(second.Page.Locator($"tr:has-text('{number}') td a").First);
        await second.LookAsync();
        await second.PressAsync(second.Page.Locator("form[action*='/freigeben'] button"));
        await second.LookAsync();
        await second.PressAsync(second.Page.Locator("form[action*='/senden'] button"));
        Assert.Contains("Gesendet am", await second.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await second.GoAsync($"/amt/vorgang/{number}/verlauf");
        var history = await second.Page.Locator("main").InnerTextAsync();
        Assert.Contains("Chris Demoschild", history, StringComparison.Ordinal);
        Assert.Contains("Bente Vorlage", history, StringComparison.Ordinal);
    }

    /// <summary>Clara's car measures 8.10 m²: 258 € a year.</summary>
    private async Task<string> APaidPermitAsync()
    {
        await using var visitor = await house.VisitAsync();
        await visitor.GoAsync("/anmelden?zurueck=/aachen");
        await visitor.PressAsync(visitor.Page.Locator("form:has(input[value='clara-vorfuehr']) button"));
        var number = await Api.SubmitAsync(visitor, "aachen/services/bewohnerparkausweis", new
        {
            anliegen = "neu",
            person = new { family_name = "Vorführ", given_names = "Clara", birth_date = "1995-05-24" },
            anschrift = new { street = "Musterstraße", number = "8", post_code = "52062", town = "Aachen" },
            kennzeichen = "AC-CV 450",
            fahrzeugart = "pkw",
            halter_selbst = true,
            laenge_mm = 4500,
            breite_mm = 1800,
            beginn = "2026-12-01",
            monate = 12,
        });
        await visitor.GoAsync($"/vorgang/{number}/bezahlen");
        Assert.Contains("258,00", await visitor.HeadingAsync(), StringComparison.Ordinal);
        await visitor.PressAsync(visitor.Page.Locator("main form button.kern-btn--primary"));
        await visitor.PressAsync(visitor.Page.Locator("button[value=bezahlen]"));
        return number;
    }
}
