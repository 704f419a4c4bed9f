using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Linking;

/// <summary><c>/konto/sicherheit/ausweis</c>: connecting card, BundID or wallet to the account one is signed in to.</summary>
internal static class LinkRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(LinkIdentity.Address).RequireAccount(TrustLevel.None);
        own.MapPage(string.Empty, ShowAsync);
        own.MapForm(string.Empty, Begin).RequireRateLimiting(IdentityModule.LoginLimit).RequireSensitive(SensitiveAction.ProveIdentity);
    }

    private static async Task<IResult> ShowAsync(
        IActor actor, EidServers servers, IEnumerable<SignInWay> ways, RegionDatabase database, CancellationToken ct)
    {
        var linked = await database.QueryAsync<LinkedWay>(
            """
            select 'Opened' as kind, created_at as at from identity.account where id = @Account and eid_pseudonym is not null
            union all
            select kind, linked_at from identity.linked_identity where account = @Account
            union all
            select 'Wallet', null from identity.account where id = @Account and pid_pseudonym is not null
            """,
            new { Account = actor.AccountId }, ct);
        return PageResult.Of<LinkIdentityPage>(new { Model = new LinkView(linked, WaysOf(servers, ways)) });
    }

    private static IResult Begin(
        HttpContext http, IFormCollection form, IActor actor, EidServers servers, IEnumerable<SignInWay> ways, LinkIdentity feature)
    {
        var offered = WaysOf(servers, ways);
        if (!int.TryParse(form["weg"], NumberStyles.None, CultureInfo.InvariantCulture, out var place) || place >= offered.Count)
            return PageResult.SeeOther(LinkIdentity.Address);
        feature.Begin(http, actor.AccountId!.Value);
        return PageResult.SeeOther(offered[place].Address);
    }

    private static List<OfferedWay> WaysOf(EidServers servers, IEnumerable<SignInWay> ways) =>
    [
        .. servers.All.Select(server => new OfferedWay(
            server.Simulated ? "identity.sign-in.eid-simulated" : "identity.sign-in.eid", server.StartAddress(LinkIdentity.Address))),
        .. ways.Where(way => way.Offered).Select(way => new OfferedWay(way.TextKey, way.Address(LinkIdentity.Address))),
    ];
}

/// <summary>What the account is connected to.</summary>
/// <param name="Ways">In the order in which the form names them.</param>
internal sealed record LinkView(IReadOnlyList<LinkedWay> Linked, IReadOnlyList<OfferedWay> Ways);

/// <summary>A way of proving who one is that this installation offers.</summary>
internal sealed record OfferedWay(string TextKey, string Address);

/// <summary>One connection.</summary>
internal sealed record LinkedWay
{
    /// <summary><c>Opened</c>, <c>Eid</c>, <c>Bundid</c> or <c>Wallet</c>.</summary>
    public required string Kind { get; init; }

    public DateTimeOffset? At { get; init; }
}
