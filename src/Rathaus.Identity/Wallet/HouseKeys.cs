using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Wallet;

/// <summary>What a key of the house is for; none stands for another.</summary>
internal enum HouseKeyUse
{
    /// <summary>Signs requests to wallets.</summary>
    Verifier,

    /// <summary>Signs credentials of the towns and their status lists.</summary>
    Issuer,

    /// <summary>Signs the invented identity credentials of a demonstration.</summary>
    PidSimulation,
}

/// <summary>
/// The house's keys for wallets, in the database for all hosts. A key is made when it is first needed and again a month before
/// its certificate ends; the older one stays valid for what it signed.
/// </summary>
internal sealed class HouseKeys(
    RegionDatabase database, WalletVault vault, WalletAddresses addresses, TimeProvider time, IOptions<WalletOptions> options)
{
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(30);
    private readonly ConcurrentDictionary<HouseKeyUse, (HouseKey Key, DateTimeOffset Ends)> known = new();

    public async Task<HouseKey> OfAsync(HouseKeyUse use, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue(use, out var held) && held.Ends - now > Renewal)
            return held.Key;
        if (use == HouseKeyUse.Verifier && options.Value is { AccessCertificate: { } certificate, AccessKey: { } keyFile })
        {
            var outside = HouseKey.FromFiles(certificate, keyFile);
            known[use] = (outside, DateTimeOffset.MaxValue);
            return outside;
        }

        var row = await NewestAsync(use, now, ct) ?? await MakeAsync(use, now, ct);
        var key = HouseKey.Restore(vault.Open(WalletVault.HouseKey, row.KeyBox), row.Leaf, row.Root);
        known[use] = (key, row.EndsAt);
        return key;
    }

    private Task<Row?> NewestAsync(HouseKeyUse use, DateTimeOffset now, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<Row>(
            """
            select key_box, leaf, root, ends_at
            from identity.wallet_key
            where purpose = @Purpose and ends_at > @Renewal
            order by created_at, id
            limit 1
            """,
            new { Purpose = NameOf(use), Renewal = now + Renewal }, ct);

    /// <summary>Of two hosts that make one at the same time both take the older.</summary>
    private async Task<Row> MakeAsync(HouseKeyUse use, DateTimeOffset now, CancellationToken ct)
    {
        var name = use switch
        {
            HouseKeyUse.Verifier => "Rathaus Wallet Verifier",
            HouseKeyUse.Issuer => "Rathaus Credential Issuer",
            HouseKeyUse.PidSimulation => "SIMULATION PID Issuer",
            _ => throw new ArgumentOutOfRangeException(nameof(use), use, "Unknown use of a key"),
        };
        var made = HouseKey.Make(name, addresses.Host, now);
        await database.ExecuteAsync(
            """
            insert into identity.wallet_key (id, purpose, key_box, leaf, root, created_at, ends_at)
            values (@Id, @Purpose, @KeyBox, @Leaf, @Root, @Now, @EndsAt)
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                Purpose = NameOf(use),
                KeyBox = vault.Seal(WalletVault.HouseKey, Encoding.UTF8.GetBytes(made.Key.ToJson().ToJsonString())),
                Leaf = made.Chain[0],
                made.Root,
                Now = now,
                EndsAt = now.AddDays(730),
            },
            ct);
        return await NewestAsync(use, now, ct) ?? throw new InvalidOperationException("A key that was just made is there");
    }

    private static string NameOf(HouseKeyUse use) => use switch
    {
        HouseKeyUse.Verifier => "verifier",
        HouseKeyUse.Issuer => "issuer",
        HouseKeyUse.PidSimulation => "pid-simulation",
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "Unknown use of a key"),
    };

    private sealed record Row
    {
        public required byte[] KeyBox { get; init; }

        public required byte[] Leaf { get; init; }

        public required byte[] Root { get; init; }

        public required DateTimeOffset EndsAt { get; init; }
    }
}
