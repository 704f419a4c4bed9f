using Rathaus.Identity.Provider.Clients;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Dpop;

/// <summary>Proofs and assertions that were seen. The unique key decides: of two that come at once, one is fresh.</summary>
internal static class OnceOnlySql
{
    /// <summary>Returns the hashes that were not seen before.</summary>
    public static Sql Remember(params IReadOnlyList<OnceOnly> seen) => new(
        """
        insert into identity.dpop_jti (hash, expires_at)
        select hash, expires_at from unnest(@Hashes, @Until) as seen (hash, expires_at)
        on conflict do nothing
        returning hash
        """,
        new
        {
            Hashes = seen.Select(one => one.Hash).ToArray(),
            Until = seen.Select(one => one.ExpiresAt.ToUniversalTime()).ToArray(),
        });

    public static bool Holds(this IReadOnlyList<byte[]> fresh, OnceOnly one) => fresh.Any(hash => hash.AsSpan().SequenceEqual(one.Hash));
}
