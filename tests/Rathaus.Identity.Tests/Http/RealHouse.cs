using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Tests.WebAuthn;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>A house as a town runs it: no demonstration; staff come in by codes and passkeys.</summary>
public sealed partial class RealHouse : IAsyncLifetime
{
    public const string Invitation = "/amt/einladung";
    public const string People = "/amt/personen";

    public RathausApp App { get; } = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "false");
        App.Set("RateLimits:Login", "0");
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>What <c>./rathaus staff invite</c> prints.</summary>
    public async Task<string> SetupCodeAsync(short? town = null) =>
        (await App.Services.GetRequiredService<Staff.Invitations>().SetUpAsync(town, Ct)).Code;

    /// <summary>An administrator with a passkey, signed in.</summary>
    internal async Task<Person> AdministratorAsync(string name, params string[] towns)
    {
        var code = await SetupCodeAsync();
        (string, string)[] form = [("code", code), ("name", name), .. towns.Select(town => ("stadt", town))];
        return await JoinAsync(form);
    }

    /// <summary>Uses a code that an administrator made.</summary>
    internal Task<Person> JoinAsync(string code) => JoinAsync([("code", code)]);

    /// <summary>Lets an administrator invite somebody; the code.</summary>
    internal static async Task<string> InviteAsync(Person by, string name, string town, params (string Name, string Value)[] roles)
    {
        var answer = await by.Browser.PostAsync("/amt/konto", $"{People}/neu?stadt={town}", [("name", name), .. roles]);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {html}");
        return Code().Match(html).Value;
    }

    /// <summary>Signs in with the person's passkey in a fresh browser.</summary>
    internal async Task<(Browser Browser, HttpResponseMessage Answer)> SignInAsync(SoftAuthenticator device, string back = "/amt/konto")
    {
        var browser = new Browser(App);
        var credential = await browser.AssertAsync(device, "/amt/anmelden", "/amt/anmelden/passkey/optionen");
        return (browser, await browser.PostAsync("/amt/anmelden", "/amt/anmelden/passkey", ("credential", credential), ("zurueck", back)));
    }

    /// <summary>The id of a colleague as an administrator's list links to it.</summary>
    internal static async Task<string> IdAsync(Person by, string name, string town)
    {
        var html = await by.Browser.ReadAsync($"{People}?stadt={town}");
        var row = html[html.IndexOf(name, html.IndexOf("id=\"personen\"", StringComparison.Ordinal), StringComparison.Ordinal)..];
        return Id().Match(row).Value;
    }

    internal Task<long> CountAsync(string sql) => App.Database.Region.QuerySingleAsync<long>(sql, null, Ct);

    private async Task<Person> JoinAsync((string Name, string Value)[] form)
    {
        var device = Ceremony.Device();
        var browser = new Browser(App);
        var credential = await browser.RegisterAsync(device, Invitation, Invitation + "/optionen", form);
        var answer = await browser.PostAsync(Invitation, Invitation + "/passkey", [.. form, ("credential", credential)]);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/amt/konto", answer.Headers.Location?.ToString());
        return new Person(browser, device);
    }

    [GeneratedRegex("(?<=<bdi[^>]*>)([0-9A-Z]{4}-){4}[0-9A-Z]{4}(?=</bdi>)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("(?<=/amt/personen/)[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    /// <summary>Somebody with a browser and a device.</summary>
    internal sealed record Person(Browser Browser, SoftAuthenticator Device) : IDisposable
    {
        public void Dispose()
        {
            Browser.Dispose();
            Device.Dispose();
        }
    }
}
