using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>Requests for presentations in the database. Ids, codes and digits are random; codes and digits are kept as hashes.</summary>
internal sealed class WalletRequests(RegionDatabase database, WalletVault vault, TimeProvider time, IOptions<WalletOptions> options)
{
    /// <summary>Wrong digits that end a request.</summary>
    public const int MostTries = 3;

    private static readonly TimeSpan DigitsLifetime = TimeSpan.FromSeconds(60);

    private const string Columns =
        "id, account, back, same_device, with_address, open_new, nonce, key_box, state, person_box, simulated, refusal, expires_at";

    /// <summary>What a person chose on the page.</summary>
    internal sealed record Wish(byte[] Browser, Guid? Account, string Back, bool SameDevice, bool WithAddress, bool OpenNew);

    public async Task<string> BeginAsync(Wish wish, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = Base64Url.Encode(RandomNumberGenerator.GetBytes(16));
        var key = PrivateJwk.Generate(JoseAlgorithms.EcdhEs).ToJson();
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.wallet_request where expires_at < @Until", new { Until = now.AddHours(-1) }),
                new Sql(
                    """
                    insert into identity.wallet_request
                      (id, browser, account, back, same_device, with_address, open_new, nonce, key_box, state, created_at, expires_at)
                    values (@Id, @Browser, @Account, @Back, @SameDevice, @WithAddress, @OpenNew, @Nonce, @KeyBox, 'open', @Now, @ExpiresAt)
                    """,
                    new
                    {
                        Id = id,
                        wish.Browser,
                        wish.Account,
                        wish.Back,
                        wish.SameDevice,
                        wish.WithAddress,
                        wish.OpenNew,
                        Nonce = Base64Url.Encode(RandomNumberGenerator.GetBytes(32)),
                        KeyBox = vault.Seal(WalletVault.RequestKey, Encoding.UTF8.GetBytes(key.ToJsonString())),
                        Now = now,
                        ExpiresAt = now + options.Value.RequestLifetime,
                    }),
            ],
            ct);
        return id;
    }

    /// <summary>For the browser that began it; null for every other.</summary>
    public Task<WalletRequest?> FindAsync(string id, byte[]? browser, CancellationToken ct) => browser is null
        ? Task.FromResult<WalletRequest?>(null)
        : database.QuerySingleOrDefaultAsync<WalletRequest>(
            $"select {Columns} from identity.wallet_request where id = @Id and browser = @Browser and expires_at > @Now",
            new { Id = id, Browser = browser, Now = time.GetUtcNow() }, ct);

    /// <summary>A wallet asks for the request object: once, because a second wallet is somebody else's.</summary>
    public Task<WalletRequest?> FetchAsync(string id, CancellationToken ct) => database.QuerySingleOrDefaultAsync<WalletRequest>(
        $"""
        update identity.wallet_request set state = 'fetched'
        where id = @Id and state = 'open' and expires_at > @Now
        returning {Columns}
        """,
        new { Id = id, Now = time.GetUtcNow() }, ct);

    /// <summary>A wallet answers; null when nobody asked (any more).</summary>
    public Task<WalletRequest?> AwaitedAsync(string id, CancellationToken ct) => database.QuerySingleOrDefaultAsync<WalletRequest>(
        $"select {Columns} from identity.wallet_request where id = @Id and state = 'fetched' and expires_at > @Now",
        new { Id = id, Now = time.GetUtcNow() }, ct);

    /// <summary>Keeps what was shown. Null: another answer was faster.</summary>
    /// <returns>The code that the browser must bring back.</returns>
    public async Task<string?> AnswerAsync(string id, byte[] personBox, bool simulated, CancellationToken ct)
    {
        var code = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        var changed = await database.ExecuteAsync(
            """
            update identity.wallet_request
            set state = 'answered', code_hash = @Code, person_box = @PersonBox, simulated = @Simulated
            where id = @Id and state = 'fetched' and expires_at > @Now
            """,
            new { Id = id, Code = HashOf(code), PersonBox = personBox, Simulated = simulated, Now = time.GetUtcNow() }, ct);
        return changed == 1 ? code : null;
    }

    public Task<int> RefuseAsync(string id, string refusal, CancellationToken ct) => database.ExecuteAsync(
        "update identity.wallet_request set state = 'refused', refusal = @Refusal where id = @Id and state in ('open', 'fetched')",
        new { Id = id, Refusal = refusal }, ct);

    /// <summary>Same device: the code comes back into the browser that began. Uses it up.</summary>
    public Task<WalletRequest?> FinishAsync(byte[] browser, string code, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<WalletRequest>(
            $"""
            update identity.wallet_request set state = 'done', code_hash = null
            where code_hash = @Code and browser = @Browser and same_device and state = 'answered' and expires_at > @Now
            returning {Columns}
            """,
            new { Code = HashOf(code), Browser = browser, Now = time.GetUtcNow() }, ct);

    /// <summary>Other device: the phone gets the digits to type on the first device, once, good for a minute.</summary>
    public async Task<string?> ShowDigitsAsync(string code, CancellationToken ct)
    {
        var digits = RandomNumberGenerator.GetInt32(10_000).ToString("D4", CultureInfo.InvariantCulture);
        var now = time.GetUtcNow();
        var id = await database.QuerySingleOrDefaultAsync<string>(
            """
            update identity.wallet_request
            set state = 'shown', code_hash = null, digits_hash = sha256(convert_to(id || @Digits, 'UTF8')), digits_until = @Until
            where code_hash = @Code and not same_device and state = 'answered' and expires_at > @Now
            returning id
            """,
            new { Code = HashOf(code), Digits = digits, Until = now + DigitsLifetime, Now = now }, ct);
        return id is null ? null : digits;
    }

    /// <summary>The digits typed on the first device. A wrong try counts; the third ends the request.</summary>
    public async Task<WalletRequest?> MatchDigitsAsync(string id, byte[] browser, string digits, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var done = await database.QuerySingleOrDefaultAsync<WalletRequest>(
            $"""
            update identity.wallet_request
            set state = case when digits_hash = @Digits and digits_until > @Now then 'done'
                             when tries + 1 >= {MostTries} then 'refused' else state end,
                tries = tries + case when digits_hash = @Digits and digits_until > @Now then 0 else 1 end
            where id = @Id and browser = @Browser and not same_device and state = 'shown' and expires_at > @Now
            returning {Columns}
            """,
            new { Id = id, Browser = browser, Digits = HashOf(id + digits), Now = now }, ct);
        return done is { State: WalletRequestState.Done } ? done : null;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
