using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>The waiting browser of a hand-over, without script.</summary>
internal sealed partial class Desktop(Browser browser) : IDisposable
{
    public const string Address = "/id/handover";

    public Browser Browser => browser;

    public string Id { get; private set; } = "";

    /// <summary>What the QR code says, from the page.</summary>
    public async Task<string> LinkAsync() => new Uri(Link().Match(await browser.ReadAsync(Address)).Value).AbsolutePath;

    public async Task<string> TypedAsync() => Typed().Match(await browser.ReadAsync(Address)).Value;

    /// <summary>Starts a sign-in and shows its code.</summary>
    public async Task<Desktop> StartAsync(string back = "/konto/sicherheit")
    {
        var started = await browser.PostAsync("/anmelden", Address, ("zurueck", back));
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        Assert.Equal(Address, started.Headers.Location?.ToString());
        Id = IdPattern().Match(await browser.ReadAsync(Address)).Value;
        Assert.Equal(22, Id.Length);
        return this;
    }

    /// <summary>Takes over a hand-over that another page of this browser started.</summary>
    public async Task AdoptAsync() => Id = IdPattern().Match(await browser.ReadAsync(Address)).Value;

    public async Task<string> StateAsync()
    {
        var answer = await browser.GetAsync($"{Address}/{Id}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["state"]!.GetValue<string>();
    }

    public Task<HttpResponseMessage> TypeAsync(string digits) => browser.PostAsync($"{Address}/{Id}/code", ("ziffern", digits));

    public void Dispose() => browser.Dispose();

    [GeneratedRegex("(?<=data-handover-link=\")[^\"]+", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("(?<=data-handover-typed[^>]*>)[0-9A-Z]{4}-[0-9A-Z]{4}", RegexOptions.None, 1000)]
    private static partial Regex Typed();

    [GeneratedRegex("(?<=/id/handover/)[A-Za-z0-9_-]{22}(?=/code)", RegexOptions.None, 1000)]
    private static partial Regex IdPattern();
}
