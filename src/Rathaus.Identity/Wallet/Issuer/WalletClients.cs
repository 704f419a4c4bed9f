using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>
/// The wallets of the configuration as clients of the provider, before any host listens. One that is taken out of the configuration ends,
/// and the grants it has with it.
/// </summary>
internal sealed partial class WalletClients(IOptions<WalletOptions> options, OpenIdClients clients, RegionDatabase database, TimeProvider time) : IStartTask
{
    /// <summary>Wallets share a subject: none of them learns anything from it, as all they get is the credential.</summary>
    private const string Sector = "wallet";

    /// <summary>Some wallet may come with the person's sign-in.</summary>
    public bool Any => options.Value.Clients.Count > 0;

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var wallet in options.Value.Clients)
        {
            Check(wallet);
            var known = await database.ExecuteAsync(
                """
                insert into identity.oidc_client
                  (id, name, purpose, sector_host, redirect_uris, jwks, scopes, minimum_level, hybrid, first_party, wallet, created_at, changed_at)
                values
                  (@Id, @Name, 'Wallet', @Sector, @Redirects, '{"keys": []}', '{}', 0, 'Allow', false, true, @now, @now)
                on conflict (id) do update
                set name = excluded.name, redirect_uris = excluded.redirect_uris, changed_at = excluded.changed_at, ended_at = null
                where oidc_client.wallet
                """,
                new { wallet.Id, wallet.Name, Sector, Redirects = wallet.Redirects.ToArray(), now }, ct);
            if (known == 0)
                throw new InvalidOperationException($"{WalletOptions.Section}:Clients: {wallet.Id} is another client's name");
            clients.Forget(wallet.Id);
        }

        await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    update identity.oidc_grant g set ended_at = @now, end_reason = 'client-ended'
                    from identity.oidc_client c
                    where c.id = g.client and c.wallet and c.id <> all(@Ids) and g.ended_at is null
                    """,
                    new { now, Ids = Ids() }),
                new Sql(
                    "update identity.oidc_client set ended_at = @now where wallet and id <> all(@Ids) and ended_at is null",
                    new { now, Ids = Ids() }),
            ],
            ct);
    }

    private string[] Ids() => [.. options.Value.Clients.Select(wallet => wallet.Id)];

    /// <summary>A wallet's address may have a scheme of its own, but never one that runs or shows something in the browser.</summary>
    private static void Check(WalletClientOption wallet)
    {
        if (!Name().IsMatch(wallet.Id) || wallet.Name.Length is 0 or > 100 || wallet.Redirects.Count is 0 or > 10)
            throw new InvalidOperationException(
                $"{WalletOptions.Section}:Clients: “{wallet.Id}” needs Id (lower case, digits, hyphens), Name, and one to ten Redirects");
        foreach (var redirect in wallet.Redirects)
        {
            if (!Uri.TryCreate(redirect, UriKind.Absolute, out var address) || address.Fragment.Length > 0 || redirect.Length > 500
                || address.Scheme is "http" or "javascript" or "data" or "file" or "blob" or "about" or "vbscript")
                throw new InvalidOperationException($"{WalletOptions.Section}:Clients: {redirect} of {wallet.Id} is no address of a wallet");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{2,59}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
