using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Keys;

/// <summary>
/// Secrets that all hosts share, made at the first need and never changed: sealed under the key ring, so that a copy of the
/// database tells nothing, and a change of the master key leaves them as they are.
/// </summary>
internal sealed class ProviderSecrets(RegionDatabase database, IDataProtectionProvider protection)
{
    private const string Pairwise = "pairwise";
    private const string Nonce = "nonce";

    private readonly IDataProtector protector = protection.CreateProtector("Rathaus.Identity.ProviderSecret");
    private readonly ConcurrentDictionary<string, byte[]> known = new(StringComparer.Ordinal);

    public ValueTask<byte[]> NonceKeyAsync(CancellationToken ct) => OfAsync(Nonce, ct);

    /// <summary>
    /// The subject by which clients of one sector know an account: nobody can compute it back, and clients of two sectors
    /// cannot tell that they know the same person.
    /// </summary>
    public async ValueTask<string> SubjectAsync(string sectorHost, Guid account, CancellationToken ct) =>
        Base64(await HmacAsync([.. Encoding.UTF8.GetBytes(sectorHost), 0, .. account.ToByteArray(bigEndian: true)], ct));

    /// <summary>The id of a session as one client knows it: two clients cannot tell that they see the same browser.</summary>
    public async ValueTask<string> SessionIdAsync(string client, byte[] sessionHash, CancellationToken ct) =>
        Base64((await HmacAsync([.. "sid"u8, 0, .. Encoding.UTF8.GetBytes(client), 0, .. sessionHash], ct)).AsSpan(0, 16));

    private async ValueTask<byte[]> HmacAsync(byte[] message, CancellationToken ct) =>
        HMACSHA256.HashData(await OfAsync(Pairwise, ct), message);

    private async ValueTask<byte[]> OfAsync(string name, CancellationToken ct)
    {
        if (known.TryGetValue(name, out var found))
            return found;
        var box = await ReadAsync(name, ct);
        if (box is null)
        {
            await database.ExecuteAsync(
                "insert into identity.provider_secret (name, value) values (@name, @box) on conflict do nothing",
                new { name, box = protector.Protect(RandomNumberGenerator.GetBytes(32)) }, ct);
            box = await ReadAsync(name, ct);
        }

        return known.GetOrAdd(name, protector.Unprotect(box!));
    }

    private Task<byte[]?> ReadAsync(string name, CancellationToken ct) => database.QuerySingleOrDefaultAsync<byte[]>(
        "select value from identity.provider_secret where name = @name", new { name }, ct);

    private static string Base64(ReadOnlySpan<byte> bytes) => Rathaus.Kernel.Cryptography.Base64Url.Encode(bytes);
}
