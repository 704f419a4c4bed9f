using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>Steps around an application that is already sent: the API sends it, everything else happens in the browser.</summary>
internal static class AccountSteps
{
    internal static readonly byte[] APdf = Encoding.ASCII.GetBytes(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");

    private static int applicants;

    public static async Task SignInAsync(this Visitor visitor, string name = "Mira Beispiel")
    {
        await visitor.GoAsync("/anmelden?zurueck=%2Fkonto");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Anmelden als " + name, Exact = true }).ClickAsync();
        await visitor.Page.WaitForURLAsync("**/konto");
    }

    /// <summary>A bulky waste order in Wuppertal, decided by rule; the receipt's number and code.</summary>
    public static Task<(string Number, string Code)> OrderCollectionAsync(this Visitor visitor) => visitor.SendAsync(
        "sperrmuell",
        new JsonObject
        {
            ["aus_haushalt"] = true,
            ["anschrift"] = Address(),
            ["gegenstaende"] = new JsonArray(new JsonObject { ["art"] = "sofa", ["anzahl"] = 1 }),
            ["elektro_dabei"] = false,
            ["volumen"] = "2.5",
            ["termin"] = "2026-12-01",
            ["bereitstellung"] = "gehweg",
            ["verschenken"] = false,
            ["kontakt"] = new JsonObject { ["email"] = "mira@beispiel.example" },
        }, null);

    /// <summary>A parking permit in Wuppertal for whoever is signed in: 30 € first, then a clerk.</summary>
    public static async Task<(string Number, string Code)> ApplyForPermitAsync(this Visitor visitor)
    {
        var sent = await visitor.Context.APIRequest.PostAsync(
            "/api/v1/wuppertal/services/bewohnerparkausweis/uploads?question=fahrzeugschein", new()
            {
                DataByte = APdf,
                Headers = new Dictionary<string, string>
                {
                    ["Content-Type"] = "application/pdf", ["Content-Disposition"] = "attachment; filename=Schein.pdf",
                },
            });
        Assert.True(sent.Status == 201, await sent.TextAsync());
        var upload = (await sent.JsonAsync())!.Value.GetProperty("id").GetString()!;
        return await visitor.SendAsync(
            "bewohnerparkausweis",
            new JsonObject
            {
                ["anliegen"] = "neu",
                ["person"] = new JsonObject { ["family_name"] = "Beispiel", ["given_names"] = "Mira", ["birth_date"] = ABirthDate() },
                ["anschrift"] = Address(),
                ["kennzeichen"] = "W-MB 123",
                ["fahrzeugart"] = "pkw",
                ["halter_selbst"] = true,
                ["beginn"] = "2026-12-01",
                ["monate"] = 12,
                ["kontakt"] = new JsonObject { ["email"] = "mira@beispiel.example" },
            },
            new JsonObject { ["fahrzeugschein"] = new JsonArray(upload) });
    }

    /// <summary>Opens a case by number and code, as somebody without an account does.</summary>
    public static async Task LookUpAsync(this Visitor visitor, string number, string code)
    {
        await visitor.GoAsync("/status");
        await visitor.Page.GetByLabel("Nummer des Antrags").FillAsync(number);
        await visitor.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Stand zeigen" }).ClickAsync();
    }

    /// <summary>Loads a page again until it shows the text; the office's jobs run beside the browser.</summary>
    public static Task UntilAsync(this Visitor visitor, string address, string text, int seconds = 30) =>
        visitor.UntilAsync(address, visitor.Page.GetByText(text), seconds);

    /// <summary>Loads a page again until something stands on it.</summary>
    public static async Task UntilAsync(this Visitor visitor, string address, ILocator thing, int seconds = 30)
    {
        for (var turn = 0; turn < 2 * seconds; turn++)
        {
            await visitor.GoAsync(address);
            if (await thing.CountAsync() > 0)
                return;
            await visitor.Page.WaitForTimeoutAsync(500);
        }

        Assert.Fail($"{address} never showed {thing}: {await visitor.Page.Locator("main").InnerTextAsync()}");
    }

    /// <summary>Another one each time: a person gets one permit.</summary>
    private static string ABirthDate() => new DateOnly(1950, 1, 1).AddDays(Interlocked.Increment(ref applicants))
        .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Address() =>
        new() { ["street"] = "Musterstraße", ["number"] = "12", ["post_code"] = "42103", ["town"] = "Wuppertal" };

    private static async Task<(string Number, string Code)> SendAsync(this Visitor visitor, string service, JsonObject answers, JsonObject? files)
    {
        var body = new JsonObject { ["answers"] = answers };
        if (files is not null)
            body["files"] = files;
        var answer = await visitor.Context.APIRequest.PostAsync($"/api/v1/wuppertal/services/{service}/applications", new()
        {
            DataString = body.ToJsonString(),
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json", ["Idempotency-Key"] = RandomNumberGenerator.GetHexString(32),
            },
        });
        Assert.True(answer.Status == 201, await answer.TextAsync());
        JsonElement receipt = (await answer.JsonAsync())!.Value;
        return (receipt.GetProperty("number").GetString()!, receipt.GetProperty("secret").GetString()!);
    }
}
