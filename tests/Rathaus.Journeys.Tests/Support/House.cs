using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rathaus.Testing;

[assembly: AssemblyFixture(typeof(Rathaus.Journeys.Tests.Support.House))]

namespace Rathaus.Journeys.Tests.Support;

/// <summary>
/// One running demo host and one browser for all journeys. Every test has its own browser context, so its own cookies.
/// </summary>
public sealed partial class House : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;
    private RunningHost? host;

    /// <summary>How far the house's clock is from the machine's, by what the house wrote last.</summary>
    private TimeSpan shift;
    private readonly string policyFile = Path.GetTempFileName();
    private readonly SemaphoreSlim joining = new(1);
    private RunningHost? witness;

    public RunningHost Host => host ?? throw new InvalidOperationException("Not started");

    /// <summary>What the house's clock shows, a few seconds early at most.</summary>
    public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + shift;

    public IBrowser Browser => browser ?? throw new InvalidOperationException("Not started");

    public async ValueTask InitializeAsync()
    {
        // One address does the work of a whole town here, so the limits per address are off.
        host = await RunningHost.StartAsync(
            "--demo", "Demo__Clock=2026-11-20T09:00:00Z", "RateLimits__Login=0", "RateLimits__Submission=0", "RateLimits__Upload=0", "RateLimits__Api=0", "RateLimits__Provider=0",
            "Identity__Wallet__Clients__0__Id=journey-wallet", "Identity__Wallet__Clients__0__Name=Reisewallet", "Identity__Wallet__Clients__0__Redirects__0=https://wallet.example/callback",
            "RateLimits__ProviderClient=0", "Ledger__Towns__0=wuppertal", "Ledger__Towns__1=gelsenkirchen", "Ledger__PublishMilliseconds=500", "Ledger__PolicyFile=" + policyFile,
            "Rescue__Demo=true", "Rescue__DemoPeople=60000", "Rescue__DemoYears=1");
        var said = Written().Matches(host.Log)[^1].Groups["at"].Value;
        shift = DateTimeOffset.Parse(said, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                // Maps draw with WebGL, here without a graphics card.
                "--enable-unsafe-swiftshader",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (witness is not null)
            await witness.DisposeAsync();
        if (host is not null)
            await host.DisposeAsync();
        joining.Dispose();
        File.Delete(policyFile);
    }

    /// <summary>
    /// Another town's house that witnesses the logs of Wuppertal and Gelsenkirchen from now on: a program of its own, with its own database and keys.
    /// </summary>
    /// <returns>The policy that whoever verifies pins.</returns>
    public async Task<string> WitnessedAsync(CancellationToken ct)
    {
        await joining.WaitAsync(ct);
        try
        {
            if (witness is null)
            {
                witness = await RunningHost.StartAsync("--no-demo", "Ledger__Towns__0=aachen", "Ledger__PolicyFile=" + policyFile);
                using var client = new HttpClient();
                var own = await MembersAsync(client, Host.Address, "log ", 2, ct);
                var other = await MembersAsync(client, witness.Address, "witness ", 1, ct);
                await File.WriteAllTextAsync(policyFile, $"{own}\n{other}\nquorum {other.Split(' ')[1]}\n", ct);
            }

            return await File.ReadAllTextAsync(policyFile, ct);
        }
        finally
        {
            joining.Release();
        }
    }

    /// <summary>Lines for the membership file; a log is there some moments after the start.</summary>
    private static async Task<string> MembersAsync(HttpClient client, string address, string kind, int least, CancellationToken ct)
    {
        while (true)
        {
            var lines = (await client.GetStringAsync(new Uri(address + "/govchain/members"), ct)).Split('\n')
                .Where(line => line.StartsWith(kind, StringComparison.Ordinal)).ToList();
            if (lines.Count >= least)
                return string.Join('\n', lines);
            await Task.Delay(200, ct);
        }
    }

    /// <summary>A visitor with a browser of their own.</summary>
    /// <param name="width">CSS pixels; 360 is a small phone.</param>
    /// <param name="script">Whether JavaScript runs.</param>
    /// <param name="language">The browser's language.</param>
    /// <param name="address">Another host than the common one.</param>
    public async Task<Visitor> VisitAsync(int width = 1280, bool script = true, string language = "de-DE", string? address = null)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address ?? Host.Address,
            ViewportSize = new ViewportSize { Width = width, Height = width < 700 ? 780 : 900 },
            JavaScriptEnabled = script,
            Locale = language,
            ReducedMotion = ReducedMotion.Reduce,
            AcceptDownloads = true,
        });
        return await Visitor.EnterAsync(context, script);
    }

    [GeneratedRegex("\"ts\":\"(?<at>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();
}
