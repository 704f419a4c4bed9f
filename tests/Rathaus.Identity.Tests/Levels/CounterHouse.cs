using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Tests.Http;
using Rathaus.Identity.Tests.WebAuthn;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Levels;

/// <summary>A house with residents and staff, and people who open accounts there with devices of their own.</summary>
public sealed partial class CounterHouse : IAsyncLifetime
{
    public const string Security = "/konto/sicherheit";
    public const string Letter = Security + "/brief";
    public const string Counter = Security + "/schalter";
    public const string Codes = Security + "/codes";
    public const string Recover = "/anmelden/wiederherstellen";
    public const string Objection = "/anmelden/einspruch";
    public const short Wuppertal = 4;

    /// <summary>Two clerks of Wuppertal's registration office, each for every office of the town or for this one.</summary>
    public const string Clerk = "wuppertal-buergerbuero";
    public const string SecondClerk = "wuppertal-second-clerk";

    /// <summary>As the residents' register of the demonstration knows her.</summary>
    internal static readonly (string Name, string Value)[] Mira =
    [
        ("vornamen", "Mira"), ("familienname", "Beispiel"), ("geburtsdatum.day", "17"), ("geburtsdatum.month", "4"), ("geburtsdatum.year", "1988"),
        ("strasse", "Musterstr."), ("hausnummer", "12"), ("plz", "42103"), ("stadt", "wuppertal"),
    ];

    /// <summary>Disclosure block, § 51 BMG.</summary>
    internal static readonly (string Name, string Value)[] Samira =
    [
        ("vornamen", "Samira"), ("familienname", "Probe"), ("geburtsdatum.day", "25"), ("geburtsdatum.month", "8"), ("geburtsdatum.year", "1993"),
        ("strasse", "Probeweg"), ("hausnummer", "7"), ("plz", "42107"), ("stadt", "wuppertal"),
    ];

    public RathausApp App { get; } = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "true");
        App.Set("RateLimits:Login", "0");
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>An account with a passkey, signed in.</summary>
    internal async Task<Citizen> CitizenAsync(string name)
    {
        var device = Ceremony.Device();
        var browser = new Browser(App);
        var credential = await browser.RegisterAsync(device, "/konto/neu", "/konto/neu/optionen", ("name", name));
        var answer = await browser.PostAsync("/konto/neu", "/konto/neu", ("name", name), ("zurueck", Security), ("credential", credential));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return new Citizen(browser, device, await AccountAsync(device));
    }

    internal Task<Guid> AccountAsync(SoftAuthenticator device) => App.Database.Region.QuerySingleAsync<Guid>(
        "select account from identity.passkey where credential_id = @CredentialId", new { device.CredentialId }, Ct);

    internal Task<short> ProofingAsync(Citizen citizen) => App.Database.Region.QuerySingleAsync<short>(
        "select proofing from identity.account where id = @Account", new { citizen.Account }, Ct);

    internal Task<long> EventsAsync(Citizen citizen, string action) => App.Database.Region.QuerySingleAsync<long>(
        "select count(*) from identity.event where account = @Account and action = @action", new { citizen.Account, action }, Ct);

    internal Task<long> NoticesAsync(Citizen citizen, string kind) => App.Database.Region.QuerySingleAsync<long>(
        "select count(*) from identity.notice where account = @Account and kind = @kind", new { citizen.Account, kind }, Ct);

    internal async Task<Browser> StaffAsync(string member)
    {
        var browser = new Browser(App);
        await browser.SignInStaffAsync(member);
        return browser;
    }

    /// <summary>Asks for a letter and lets the register be asked.</summary>
    internal async Task<HttpResponseMessage> OrderAsync(Citizen citizen, params (string Name, string Value)[] person)
    {
        // Letters are told apart by their time.
        App.Time.Advance(TimeSpan.FromSeconds(1));
        var answer = await citizen.Browser.PostAsync(Letter + "?neu=1", Letter, person);
        await WorkAsync();
        return answer;
    }

    /// <summary>Works off the letters that wait for the register, as the workers do; a worker that was faster does no harm.</summary>
    internal async Task WorkAsync(short town = Wuppertal)
    {
        var handler = App.Services.GetServices<IJobHandler>().Single(job => job.Kind == LetterJob.KindName);
        var scope = App.Services.GetRequiredService<WorkerDatabase>().For(town);
        var waiting = await scope.QueryAsync<Guid>("select id from identity.letter where municipality = @Town and state = 'asked'", null, Ct);
        foreach (var letter in waiting)
            await scope.InTransactionAsync(
                async tx =>
                {
                    var job = new Job { Municipality = town, Id = 1, Kind = LetterJob.KindName, Payload = LetterJob.For(letter).PayloadJson, Attempts = 1 };
                    await handler.RunAsync(job, tx, Ct);
                    return true;
                }, Ct);
    }

    /// <summary>What is printed in the newest letter of the account.</summary>
    internal async Task<string?> PrintedAsync(Citizen citizen, short town = Wuppertal)
    {
        var queue = App.Services.GetRequiredService<LetterQueue>();
        var id = await App.Database.Town(town).QuerySingleOrDefaultAsync<Guid?>(
            """
            select id from identity.letter
            where municipality = @Town and account = @Account and state = 'ready' and purpose <> 'notice'
            order by created_at desc, id desc limit 1
            """,
            new { citizen.Account }, Ct);
        if (id is null)
            return null;
        var printed = await queue.PrintAsync(town, id.Value, Guid.Empty, Ct);
        return printed.Succeeded ? printed.Value.Code : null;
    }

    /// <summary>Types a code with the account's passkey, as the page's script does.</summary>
    internal static async Task<HttpResponseMessage> RedeemAsync(Citizen citizen, string? code, SoftAuthenticator? device = null)
    {
        var credential = await citizen.Browser.AssertAsync(device ?? citizen.Device, Letter, Letter + "/optionen");
        return await citizen.Browser.PostAsync(Letter, Letter + "/code", ("code", code ?? ""), ("credential", credential));
    }

    /// <summary>The code for the counter, from the person's page.</summary>
    internal static async Task<string> CounterCodeAsync(Citizen citizen)
    {
        var answer = await citizen.Browser.PostAsync(Counter, Counter);
        return Code().Match(await answer.Content.ReadAsStringAsync(Ct)).Value;
    }

    /// <summary>What a clerk types about a document that is in order.</summary>
    internal static (string Name, string Value)[] Check(string code, (string Name, string Value)[] person, params (string Name, string Value)[] other) =>
    [
        ("code", code), .. person.Where(field => field.Name != "stadt"), ("ort", "Wuppertal"), ("dokument", "identity-card"),
        ("gueltig.day", "1"), ("gueltig.month", "5"), ("gueltig.year", "2031"), ("echt", "ja"), ("bild", "ja"), .. other,
    ];

    internal async Task<Guid> VisitAsync(Citizen citizen) => await App.Database.Town(Wuppertal).QuerySingleAsync<Guid>(
        "select id from identity.visit where municipality = @Town and account = @Account order by checked_at desc limit 1", new { citizen.Account }, Ct);

    /// <summary>The codes a page shows.</summary>
    internal static async Task<string[]> CodesOfAsync(HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {html}");
        return [.. Code().Matches(html).Select(match => match.Value)];
    }

    /// <summary>Opens the account again with a code and a new device.</summary>
    internal async Task<(HttpResponseMessage Answer, Citizen Citizen)> RecoverAsync(Citizen lost, string code)
    {
        var device = Ceremony.Device();
        var browser = new Browser(App);
        var credential = await browser.RegisterAsync(device, Recover, Recover + "/optionen", ("code", code));
        var answer = await browser.PostAsync(Recover, Recover + "/passkey", ("code", code), ("credential", credential));
        return (answer, lost with { Browser = browser, Device = device });
    }

    [GeneratedRegex("(?<=<bdi[^>]*>)([0-9A-Z]{4}-)+[0-9A-Z]{4}(?=</bdi>)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}

/// <summary>Somebody with an account, a browser and a device.</summary>
internal sealed record Citizen(Browser Browser, SoftAuthenticator Device, Guid Account) : IDisposable
{
    public async Task<HttpResponseMessage> SignInAsync(SoftAuthenticator? device = null) => await Browser.PostAsync(
        "/anmelden", "/anmelden/passkey",
        ("credential", await Browser.AssertAsync(device ?? Device, "/anmelden", "/anmelden/passkey/optionen")), ("zurueck", CounterHouse.Security));

    public async Task<string> PageAsync(string address = CounterHouse.Security) => WebUtility.HtmlDecode(await Browser.ReadAsync(address));

    public void Dispose()
    {
        Browser.Dispose();
        Device.Dispose();
    }
}
