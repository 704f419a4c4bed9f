using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>What wallets left behind about an account: the list of credentials, no claims. Deleting revokes every copy.</summary>
internal sealed class WalletAccountData(CredentialOffers offers, RegionDatabase database, TimeProvider time) : IAccountData
{
    public string Part => "wallet";

    public async Task<JsonNode> ExportAsync(Guid account, CancellationToken ct) => new JsonArray(
    [
        .. (await offers.OfAsync(account, ct)).Select(offer => (JsonNode)new JsonObject
        {
            ["type"] = offer.Type,
            ["town"] = offer.Town,
            ["created_at"] = offer.CreatedAt,
            ["valid_until"] = offer.ValidUntil.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["copies"] = offer.Copies,
            ["revoked"] = offer.Revoked > 0,
        }),
    ]);

    public Task DeleteAsync(Guid account, CancellationToken ct) => database.ExecuteBatchAsync(
        [
            new Sql(
                """
                update identity.wallet_credential c set revoked_at = @Now
                from identity.wallet_offer o
                where o.id = c.offer and o.account = @Account and c.revoked_at is null
                """,
                new { Account = account, Now = time.GetUtcNow() }),
            new Sql("update identity.wallet_offer set state = 'ended', claims_box = null where account = @Account and state in ('open', 'redeemed')", new { Account = account }),
            new Sql("update identity.account set pid_pseudonym = null where id = @Account", new { Account = account }),
            new Sql("delete from identity.wallet_request where account = @Account", new { Account = account }),
        ],
        ct);
}
