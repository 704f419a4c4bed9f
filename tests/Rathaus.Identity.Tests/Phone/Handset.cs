using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rathaus.Identity.Tests.Http;
using Rathaus.Identity.Tests.WebAuthn;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>A phone with its passkey: does what the pages and their script do.</summary>
internal sealed partial class Handset(Browser browser, SoftAuthenticator device) : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Browser Browser => browser;

    public SoftAuthenticator Device => device;

    /// <summary>A new account with a passkey, signed in.</summary>
    public static async Task<Handset> OpenAsync(RathausApp app, string name, string? address = null)
    {
        var device = Ceremony.Device();
        var browser = new Browser(app, address);
        var credential = await browser.RegisterAsync(device, "/konto/neu", "/konto/neu/optionen", ("name", name));
        var opened = await browser.PostAsync("/konto/neu", "/konto/neu", ("name", name), ("zurueck", "/konto/sicherheit"), ("credential", credential));
        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
        return new Handset(browser, device);
    }

    /// <summary>Follows the QR code's link and takes the hand-over; the page then shows what it is about.</summary>
    public async Task<string> ClaimAsync(Desktop desktop)
    {
        var page = await ScanAsync(await desktop.LinkAsync());
        var claimed = await browser.PostAsync(page, Step(desktop, "claim"));
        Assert.Equal(HttpStatusCode.SeeOther, claimed.StatusCode);
        return WebUtility.HtmlDecode(await browser.ReadAsync(page));
    }

    /// <summary>Where the link leads.</summary>
    public async Task<string> ScanAsync(string link)
    {
        var answer = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Approves what the page shows; the digits to type.</summary>
    public async Task<string> ApproveAsync(Desktop desktop)
    {
        var answer = await SendApprovalAsync(desktop);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync(Ct));
        return await DigitsAsync(desktop);
    }

    public async Task<string> DigitsAsync(Desktop desktop) => Digits().Match(await browser.ReadAsync(PageOf(desktop))).Value;

    public async Task<HttpResponseMessage> SendApprovalAsync(Desktop desktop, SoftAuthenticator? with = null, string? text = null)
    {
        var shown = text ?? TextHash(await browser.ReadAsync(PageOf(desktop)));
        var options = await OptionsAsync(desktop, shown);
        return await SendAsync(desktop, shown, Sign(options, with ?? device));
    }

    public Task<HttpResponseMessage> SendAsync(Desktop desktop, string text, string credential) =>
        browser.PostAsync(Step(desktop, "freigeben"), ("text", text), ("credential", credential));

    public async Task<JsonNode> OptionsAsync(Desktop desktop, string text)
    {
        var answer = await browser.PostAsync(Step(desktop, "optionen"), ("text", text));
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }

    public static string Sign(JsonNode options, SoftAuthenticator with)
    {
        var (client, data, signature) = with.Assert(Base64Url.DecodeFromChars(options["challenge"]!.GetValue<string>()));
        return new JsonObject
        {
            ["rawId"] = Base64Url.EncodeToString(with.CredentialId),
            ["authenticatorAttachment"] = "platform",
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client),
                ["authenticatorData"] = Base64Url.EncodeToString(data),
                ["signature"] = Base64Url.EncodeToString(signature),
                ["userHandle"] = Base64Url.EncodeToString(with.UserHandle),
            },
        }.ToJsonString();
    }

    public static string TextHash(string page) => Text().Match(page).Value;

    public static string PageOf(Desktop desktop) => "/id/app/freigaben/" + desktop.Id;

    public static string Step(Desktop desktop, string step) => $"/id/handover/{desktop.Id}/{step}";

    public void Dispose()
    {
        browser.Dispose();
        device.Dispose();
    }

    [GeneratedRegex("(?<=data-handover-digits[^>]*>)[0-9]{4}(?=<)", RegexOptions.None, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex("(?<=name=\"text\" value=\")[0-9a-f]{64}", RegexOptions.None, 1000)]
    private static partial Regex Text();
}
