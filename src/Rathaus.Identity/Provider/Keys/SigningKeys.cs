using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Keys;

/// <summary>What a key of the house is for.</summary>
internal static class KeyUse
{
    /// <summary>Signs ID tokens, access tokens and logout tokens.</summary>
    public const string Provider = "provider";

    /// <summary>The portal shows by it who it is.</summary>
    public const string Portal = "portal";

    /// <summary>The portal's tokens are bound to it.</summary>
    public const string PortalDpop = "portal-dpop";
}

/// <summary>A key with its life: published, in use, resting, gone.</summary>
internal sealed record HouseKey(
    PrivateJwk Key, DateTimeOffset CreatedAt, DateTimeOffset ActiveFrom, DateTimeOffset? RetiredAt, DateTimeOffset? ShownUntil)
{
    public bool SignsAt(DateTimeOffset now) => ActiveFrom <= now && !(RetiredAt <= now);

    public bool IsShownAt(DateTimeOffset now) => ShownUntil is null || now < ShownUntil;
}

/// <summary>
/// The house's signing keys (ES256), named by their RFC 7638 thumbprint, the same for all hosts, private parts sealed under the key
/// ring. A new key is shown at least 24 hours before it signs, an old one 48 hours after, so that nobody meets an unknown key.
/// </summary>
internal sealed class SigningKeys(RegionDatabase database, IDataProtectionProvider protection, SecurityEvents events, TimeProvider time)
{
    public static readonly TimeSpan Lead = TimeSpan.FromHours(24);
    public static readonly TimeSpan Tail = TimeSpan.FromHours(48);
    public static readonly TimeSpan Change = TimeSpan.FromDays(90);

    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(60);

    private readonly IDataProtector protector = protection.CreateProtector("Rathaus.Identity.SigningKey");
    private volatile Read? read;

    private sealed record Read(DateTimeOffset At, IReadOnlyDictionary<string, IReadOnlyList<HouseKey>> Keys);

    /// <summary>The key that signs now; where the clock was set back before its first day, the first one that nobody retired.</summary>
    public async ValueTask<PrivateJwk> CurrentAsync(string use, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var keys = await KeysAsync(use, ct);
        return (keys.LastOrDefault(key => key.SignsAt(now)) ?? keys.FirstOrDefault(static key => key.RetiredAt is null))?.Key
            ?? throw new InvalidOperationException($"No key of the house signs for {use}");
    }

    /// <summary>The public keys to show: the one in use, the next, and those that rest.</summary>
    public async ValueTask<IReadOnlyList<Jwk>> ShownAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return [.. (await KeysAsync(KeyUse.Provider, ct)).Where(key => key.IsShownAt(now)).Select(key => key.Key.Public)];
    }

    /// <summary>The public keys of one use that may have signed something still good.</summary>
    public async ValueTask<Jwk?> FindAsync(string use, string? kid, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return (await KeysAsync(use, ct)).FirstOrDefault(key => key.IsShownAt(now) && key.Key.Public.KeyId == kid)?.Key.Public;
    }

    /// <summary>A first key signs at once: nobody knows another.</summary>
    public async Task MakeFirstAsync(string use, CancellationToken ct)
    {
        if ((await KeysAsync(use, ct)).Count > 0)
            return;
        var now = time.GetUtcNow();
        await database.ExecuteAsync(Insert.Text + "\non conflict do nothing", Parameters(use, PrivateJwk.Generate(), now, now), ct);
        read = null;
    }

    /// <summary>The next key is made and shown; it signs after <see cref="Lead"/>. Nothing happens while one waits already.</summary>
    public Task<bool> PrepareAsync(CancellationToken ct) => ReplaceAsync(time.GetUtcNow() + Lead, Tail, "signing-key-prepared", ct);

    /// <summary>
    /// The private key may be in other hands: a new one signs at once, the old ones are shown no more. Whatever they signed is
    /// worth nothing from now on.
    /// </summary>
    public async Task ReplaceCompromisedAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await database.ExecuteAsync(
            """
            update identity.signing_key
            set retired_at = least(coalesce(retired_at, greatest(@now, active_from)), greatest(@now, active_from)), shown_until = @now
            where use_for = 'provider' and (shown_until is null or shown_until > @now)
            """,
            new { now }, ct);
        await database.ExecuteBatchAsync(
            [
                Insert with { Args = Parameters(KeyUse.Provider, PrivateJwk.Generate(), now, now) },
                events.Row("signing-key-compromised", null, null),
                .. events.Act("signing-key-compromised", null),
            ],
            ct);
        read = null;
        events.Done("signing-key-compromised");
    }

    /// <summary>When the newest key is old enough, the next is prepared. One host does it.</summary>
    public async Task<bool> PrepareWhenDueAsync(CancellationToken ct)
    {
        var keys = await KeysAsync(KeyUse.Provider, ct);
        return keys.Count > 0 && time.GetUtcNow() - keys[^1].CreatedAt >= Change && await PrepareAsync(ct);
    }

    private async Task<bool> ReplaceAsync(DateTimeOffset from, TimeSpan tail, string action, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var key = PrivateJwk.Generate();
        var done = await database.InTransactionAsync(
            async transaction =>
            {
                // One row is the newest: who retires it makes its successor.
                var retired = await transaction.ExecuteAsync(
                    """
                    update identity.signing_key set retired_at = @from, shown_until = @until
                    where use_for = 'provider' and retired_at is null and active_from <= @now
                    """,
                    new { from, until = from + tail, now }, ct);
                if (retired == 0)
                    return false;
                await transaction.ExecuteBatchAsync(
                    [
                        Insert with { Args = Parameters(KeyUse.Provider, key, now, from) },
                        events.Row(action, null, null, new { kid = key.Public.KeyId }),
                        .. events.Act(action, null),
                    ], ct);
                return true;
            },
            ct);
        read = null;
        if (done)
            events.Done(action);
        return done;
    }

    private async ValueTask<IReadOnlyList<HouseKey>> KeysAsync(string use, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = read;
        if (known is null || now < known.At || now - known.At >= Believed)
        {
            var rows = await database.QueryAsync<Row>(
                """
                select kid, use_for, private_key, created_at, active_from, retired_at, shown_until
                from identity.signing_key
                where shown_until is null or shown_until > @now
                order by active_from, created_at
                """,
                new { now }, ct);
            read = known = new Read(now, rows.GroupBy(row => row.UseFor).ToDictionary(
                group => group.Key, group => (IReadOnlyList<HouseKey>)[.. group.Select(Open)], StringComparer.Ordinal));
        }

        return known.Keys.TryGetValue(use, out var keys) ? keys : [];
    }

    private HouseKey Open(Row row)
    {
        var json = StrictJson.Parse(protector.Unprotect(row.PrivateKey)).Then(PrivateJwk.Parse);
        return json.Succeeded
            ? new HouseKey(json.Value, row.CreatedAt, row.ActiveFrom, row.RetiredAt, row.ShownUntil)
            : throw new InvalidOperationException($"The stored key {row.Kid} cannot be read");
    }

    private static readonly Sql Insert = new(
        """
        insert into identity.signing_key (kid, use_for, public_jwk, private_key, created_at, active_from)
        values (@Kid, @Use, @Public::jsonb, @Private, @Now, @From)
        """);

    private object Parameters(string use, PrivateJwk key, DateTimeOffset now, DateTimeOffset from) => new
    {
        Kid = key.Public.KeyId,
        Use = use,
        Public = key.Public.ToJson().ToJsonString(),
        Private = protector.Protect(Encoding.UTF8.GetBytes(key.ToJson().ToJsonString())),
        Now = now,
        From = from,
    };

    private sealed record Row
    {
        public required string Kid { get; init; }

        public required string UseFor { get; init; }

        public required byte[] PrivateKey { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required DateTimeOffset ActiveFrom { get; init; }

        public DateTimeOffset? RetiredAt { get; init; }

        public DateTimeOffset? ShownUntil { get; init; }
    }
}

/// <summary>The first keys are there before any host listens.</summary>
internal sealed class FirstSigningKeys(SigningKeys keys) : IStartTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var use in (string[])[KeyUse.Provider, KeyUse.Portal, KeyUse.PortalDpop])
            await keys.MakeFirstAsync(use, ct);
    }
}
