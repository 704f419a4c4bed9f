using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// Points that were checked once, with what the base library made of them: checking a point and preparing it costs more than a
/// signature, and the same keys come again with every proof. Bounded: when one generation is full, the one before is let go, so a
/// flood of new keys costs time and no memory. Public values only.
/// </summary>
internal static class EllipticKeys
{
    private const int Generation = 2_048;

    private static readonly Lock Turn = new();
    private static volatile ConcurrentDictionary<string, ConcurrentBag<ECDsa>> young = new(StringComparer.Ordinal);
    private static volatile ConcurrentDictionary<string, ConcurrentBag<ECDsa>> old = new(StringComparer.Ordinal);

    /// <summary>The instances for a point; each is used by one thread at a time.</summary>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public static ConcurrentBag<ECDsa> For(ECParameters point)
    {
        var name = $"{point.Curve.Oid.Value} {Convert.ToBase64String(point.Q.X!)} {Convert.ToBase64String(point.Q.Y!)}";
        if (young.TryGetValue(name, out var known))
            return known;
        if (!old.TryGetValue(name, out known))
            known = [ECDsa.Create(point)];
        Keep(name, known);
        return known;
    }

    private static void Keep(string name, ConcurrentBag<ECDsa> instances)
    {
        if (young.Count >= Generation)
        {
            lock (Turn)
            {
                if (young.Count >= Generation)
                {
                    old = young;
                    young = new(StringComparer.Ordinal);
                }
            }
        }

        young.TryAdd(name, instances);
    }
}
