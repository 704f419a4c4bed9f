using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Bundid;

/// <summary>What a browser does between the house and the simulated BundID.</summary>
internal static partial class BundidSteps
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<string> AnswerAsync(
        Browser browser, string level, string person = "mira-beispiel", string asked = "", string back = "/konto/sicherheit")
    {
        var start = await browser.ReadAsync($"/anmelden/bundid?zurueck={Uri.EscapeDataString(back)}&niveau={asked}");
        var request = WebUtility.HtmlDecode(Request().Match(start).Groups["value"].Value);
        var choice = await (await browser.PostRawAsync("/simulation/bundid", ("SAMLRequest", request))).Content.ReadAsStringAsync(Ct);
        var id = Number().Match(choice).Groups["value"].Value;
        var token = Token().Match(choice).Groups["value"].Value;
        var sent = await browser.PostRawAsync("/simulation/bundid/senden", ("vorgang", id), ("person", person), ("niveau", level), ("_token", token));
        return WebUtility.HtmlDecode(Response().Match(await sent.Content.ReadAsStringAsync(Ct)).Groups["value"].Value);
    }

    public static async Task<HttpResponseMessage> FinishAsync(Browser browser, string answer, HttpStatusCode expected = HttpStatusCode.SeeOther)
    {
        var received = await browser.PostRawAsync("/anmelden/bundid/antwort", ("SAMLResponse", answer));
        Assert.Equal(HttpStatusCode.SeeOther, received.StatusCode);
        var done = await browser.GetAsync(received.Headers.Location!.ToString());
        Assert.Equal(expected, done.StatusCode);
        return done;
    }

    [GeneratedRegex("name=\"SAMLRequest\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Request();

    [GeneratedRegex("name=\"SAMLResponse\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Response();

    [GeneratedRegex("name=\"vorgang\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex("name=\"_token\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
