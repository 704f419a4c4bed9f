using System.Globalization;
using System.Security.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Wallet.Status;

/// <summary>
/// The house's own status lists: 131,072 places each, given out at random, so that places near each other tell nothing about
/// when or to whom; one bit says revoked.
/// </summary>
internal sealed class StatusLists(RegionDatabase database, HouseKeys keys, TimeProvider time)
{
    public const int Places = 131_072;

    /// <summary>How long readers may keep a list: the longest a revocation can go unnoticed.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    /// <summary>A list is given up when it is this full: a random place is found at once in all before.</summary>
    private const int Full = Places / 2;

    /// <summary>Free places of the newest list. Two at once may get the same: the key refuses the second, which asks again.</summary>
    public async Task<(int List, IReadOnlyList<int> Places)> DrawAsync(int count, CancellationToken ct)
    {
        var newest = await database.QuerySingleOrDefaultAsync<Fill>(
            "select list, count(*)::integer as used from identity.wallet_credential group by list order by list desc limit 1", null, ct);
        var list = newest is null ? 1 : newest.Used < Full ? newest.List : newest.List + 1;
        var taken = (await database.QueryAsync<int>(
            "select place from identity.wallet_credential where list = @List", new { List = list }, ct)).ToHashSet();
        var drawn = new List<int>(count);
        while (drawn.Count < count)
        {
            var place = RandomNumberGenerator.GetInt32(Places);
            if (taken.Add(place))
                drawn.Add(place);
        }

        return (list, drawn);
    }

    public static string AddressOf(string house, int list) =>
        $"{house}{WalletAddresses.StatusLists}/" + list.ToString(CultureInfo.InvariantCulture);

    /// <summary>The signed list, or null: there is none of this number.</summary>
    public async Task<string?> SignAsync(string house, int list, CancellationToken ct)
    {
        var standing = await database.QuerySingleAsync<Standing>(
            """
            select exists (select from identity.wallet_credential where list = @List) as used,
                   array(select place from identity.wallet_credential where list = @List and revoked_at is not null) as revoked
            """,
            new { List = list }, ct);
        if (!standing.Used)
            return null;
        var key = await keys.OfAsync(HouseKeyUse.Issuer, ct);
        return StatusListToken.Sign(key, AddressOf(house, list), StatusBits.Of(Places, standing.Revoked), time.GetUtcNow(), Keep);
    }

    private sealed record Fill
    {
        public required int List { get; init; }

        public required int Used { get; init; }
    }

    private sealed record Standing
    {
        public required bool Used { get; init; }

        public required int[] Revoked { get; init; }
    }
}
