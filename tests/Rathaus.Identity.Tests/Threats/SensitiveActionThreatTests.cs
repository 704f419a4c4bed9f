using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.Tests.Levels;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>What a session that a phone handed over, and an account just recovered, may not do: each action by name.</summary>
public sealed class SensitiveActionThreatTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>All of them.</summary>
    public static TheoryData<SensitiveAction> Actions => [.. Enum.GetValues<SensitiveAction>().Where(action => action != SensitiveAction.None)];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task A_handed_over_session_is_refused(SensitiveAction action)
    {
        using var citizen = await house.CitizenAsync("Herüber");
        await house.App.Database.Region.ExecuteAsync("update identity.session set via_handover = true where account = @Account", new { citizen.Account }, Ct);
        var refusal = await AskAsync(citizen, action);
        Assert.Equal("session.handed-over", refusal?.Code);
        Assert.Equal(1, await house.EventsAsync(citizen, "sensitive-action-refused"));
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_account_on_hold_is_refused_except_for_proving_who_one_is(SensitiveAction action)
    {
        using var citizen = await house.CitizenAsync("Warten");
        var until = house.App.Time.GetUtcNow().AddHours(1);
        await house.App.Database.Region.ExecuteAsync("update identity.account set hold_until = @until where id = @Account", new { citizen.Account, until }, Ct);
        var refusal = await AskAsync(citizen, action);
        Assert.Equal(action == SensitiveAction.ProveIdentity ? null : "account.on-hold", refusal?.Code);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_ordinary_session_goes_on_and_one_that_just_ended_does_not(SensitiveAction action)
    {
        using var citizen = await house.CitizenAsync("Gewöhnlich");
        Assert.Null(await AskAsync(citizen, action));

        // Ended by another host, while this one still believes it.
        await house.App.Database.Region.ExecuteAsync("delete from identity.session where account = @Account", new { citizen.Account }, Ct);
        Assert.Equal(RefusalKind.SignInNeeded, (await AskAsync(citizen, action))?.Kind);
    }

    [Fact]
    public void Every_route_that_changes_what_secures_an_account_asks()
    {
        var endpoints = house.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        var asked = endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<SensitiveRequirement>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimEnd('/'))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var route in (string[])
            [
                "/konto/sicherheit/passkey", "/konto/sicherheit/passkey/optionen", "/konto/sicherheit/passkey/{id:guid}/entfernen",
                "/konto/sicherheit/passkey/{id:guid}/melden", "/konto/sicherheit/codes", "/konto/sicherheit/brief",
                "/konto/sicherheit/brief/code", "/konto/sicherheit/schalter",
            ])
            Assert.Contains(route, asked);
    }

    [Fact]
    public async Task The_refusal_is_a_page_that_names_the_other_ways()
    {
        using var citizen = await house.CitizenAsync("Seite");
        await house.App.Database.Region.ExecuteAsync("update identity.session set via_handover = true where account = @Account", new { citizen.Account }, Ct);
        var answer = await citizen.Browser.PostAsync(CounterHouse.Security, CounterHouse.Codes);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Contains("Mit Passkey anmelden, auch mit dem Handy in der Nähe", html, StringComparison.Ordinal);
        Assert.Contains("niveau=substantiell", html, StringComparison.Ordinal);
    }

    /// <summary>Asks as a request with the person's cookie would.</summary>
    private async Task<Refusal?> AskAsync(Citizen citizen, SensitiveAction action)
    {
        await using var scope = house.App.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Headers.Cookie = $"__Host-rathaus={citizen.Browser.Session}";
        var store = scope.ServiceProvider.GetRequiredService<SessionStore>();
        scope.ServiceProvider.GetRequiredService<SessionActor>().Become(await store.FindAsync(SessionCookie.HashOf(http.Request)!, Ct));
        return await scope.ServiceProvider.GetRequiredService<ISensitiveActions>().CheckAsync(action, Ct);
    }
}
