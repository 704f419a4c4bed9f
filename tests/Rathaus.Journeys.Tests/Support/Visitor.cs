using System.Text.Json;
using Microsoft.Playwright;
using Rathaus.Testing;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>One browser context with one page, and what every page of the house must keep.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(
        Path.Combine(Checkout.Folder, "artifacts", "npm", "node_modules", "axe-core", "axe.min.js")));

    private readonly IBrowserContext context;
    private readonly bool script;
    private readonly bool owns;
    private readonly List<string> complaints = [];

    private Visitor(IBrowserContext context, IPage page, bool script, bool owns)
    {
        this.owns = owns;
        this.context = context;
        this.script = script;
        Page = page;
        page.Console += (_, message) =>
        {
            // A page that answers 404 or 422 on purpose is logged by the browser; broken scripts and blocked content are faults.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            // 127.0.0.1 plays an application of somebody else, which people are led to on purpose.
            if (!request.Url.StartsWith("http://localhost:", StringComparison.Ordinal) && !request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                complaints.Add("foreign request: " + request.Url);
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    /// <summary>Script errors, violations of the Content-Security-Policy, requests to other hosts: must stay empty.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <param name="owns">The context ends with the visitor; false for a second window.</param>
    public static async Task<Visitor> EnterAsync(IBrowserContext context, bool script, bool owns = true)
    {
        context.SetDefaultTimeout(15_000);
        return new Visitor(context, await context.NewPageAsync(), script, owns);
    }

    /// <summary>Opens an address of the house and expects a status.</summary>
    public async Task GoAsync(string address, int status = 200)
    {
        var answer = await Page.GotoAsync(address);
        Assert.NotNull(answer);
        Assert.Equal(status, answer.Status);
    }

    /// <summary>
    /// What every page must keep: one h1, a title, a language, no sideways scrolling, no script error, and no violation
    /// of WCAG 2.0 to 2.2 A/AA or best practice found by axe.
    /// </summary>
    public async Task LookAsync()
    {
        Assert.Equal(1, await Page.Locator("h1").CountAsync());
        Assert.NotEqual(string.Empty, await Page.TitleAsync());
        Assert.NotNull(await Page.Locator("html").GetAttributeAsync("lang"));
        if (script)
        {
            var overflow = await Page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{Page.Url} scrolls sideways by {overflow} px");
            await AxeAsync();
        }

        Assert.Empty(complaints);
    }

    /// <summary>Does what leaves the page and waits until the next one is there.</summary>
    public async Task LeaveAsync(Func<Task> act, int seconds = 20)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Arrived(object? sender, IPage page) => arrived.TrySetResult();
        Page.DOMContentLoaded += Arrived;
        try
        {
            await act();
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        finally
        {
            Page.DOMContentLoaded -= Arrived;
        }
    }

    /// <summary>Presses a button or link that leads to another page.</summary>
    public Task PressAsync(ILocator target) => LeaveAsync(() => target.ClickAsync());

    /// <summary>Reaches a button or link with the keyboard alone and presses Enter.</summary>
    public async Task EnterAsync(ILocator target)
    {
        await TabToAsync(target);
        await LeaveAsync(() => Page.Keyboard.PressAsync("Enter"));
    }

    /// <summary>Presses Tab until the element has the focus; fails after 200 presses.</summary>
    public async Task TabToAsync(ILocator target)
    {
        for (var press = 0; press < 200; press++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
        }

        Assert.Fail($"The keyboard does not reach {target}");
    }

    public async ValueTask DisposeAsync()
    {
        if (owns)
            await context.DisposeAsync();
        else
            await Page.CloseAsync();
    }

    private async Task AxeAsync()
    {
        // Evaluated by the test driver, not by the page: the policy of the page stays as it is.
        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, {
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            })).violations.map(v => v.id + ': ' + v.help + ' @ ' + v.nodes.map(n => n.target.join(' ')).join(' | '))
            """);
        var violations = found.EnumerateArray().Select(violation => violation.GetString()).ToArray();
        Assert.True(violations.Length == 0, $"{Page.Url}:\n{string.Join('\n', violations)}");
    }
}
