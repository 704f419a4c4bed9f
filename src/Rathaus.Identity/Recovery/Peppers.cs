using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Identity.Recovery;

/// <summary>
/// Random secrets that codes are hashed with (HMAC-SHA256), made at first use and kept in the database sealed under the key ring. They
/// stay when the master key changes, which only seals the ring anew.
/// </summary>
internal sealed class Peppers(RegionDatabase database, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, byte[]> known = new(StringComparer.Ordinal);

    private readonly IDataProtector protector = protection.CreateProtector("identity.secret");

    /// <summary>What is stored of a typed code. <paramref name="subject"/> binds it to an account, a town, or nothing.</summary>
    public async Task<byte[]> HashAsync(string name, string subject, string? typed, CancellationToken ct) =>
        HMACSHA256.HashData(await OfAsync(name, ct), Encoding.UTF8.GetBytes($"{subject}\n{AccessSecret.Normalise(typed)}"));

    private async Task<byte[]> OfAsync(string name, CancellationToken ct)
    {
        if (known.TryGetValue(name, out var secret))
            return secret;
        var sealedSecret = await FindAsync(name, ct);
        if (sealedSecret is null)
        {
            // Two hosts at once: one row stays, and both read it.
            await database.ExecuteAsync(
                "insert into identity.secret (name, sealed, created_at) values (@name, @Sealed, @Now) on conflict do nothing",
                new { name, Sealed = protector.Protect(RandomNumberGenerator.GetBytes(32)), Now = time.GetUtcNow() }, ct);
            sealedSecret = await FindAsync(name, ct)
                ?? throw new InvalidOperationException($"The secret {name} was not stored");
        }

        return known.GetOrAdd(name, protector.Unprotect(sealedSecret));
    }

    private Task<byte[]?> FindAsync(string name, CancellationToken ct) => database.QuerySingleOrDefaultAsync<byte[]>(
        "select sealed from identity.secret where name = @name", new { name }, ct);
}
