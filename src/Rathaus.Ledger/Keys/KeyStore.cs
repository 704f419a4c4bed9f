using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Keys;

/// <summary>
/// Private keys at rest: encrypted under an object key of the house (docs/keys.md), bound to the name they sign with. A copy of
/// the database signs nothing.
/// </summary>
internal sealed class KeyStore(ObjectKeys objects)
{
    /// <summary>The region, where keys belong to no town.</summary>
    public const short Region = 0;

    private const string ObjectName = "ledger/keys";

    /// <summary>A fresh key with its sealed form.</summary>
    public async Task<(SignerKey Key, byte[] Sealed)> MakeAsync(short municipality, string name, KeyType type, CancellationToken ct)
    {
        var seed = Ed25519.NewPrivateKey();
        var box = Sealed.Seal(await objects.GetOrMakeAsync(municipality, ObjectName, ct), seed, Place(name, type));
        return (SignerKey.Of(name, type, seed), box);
    }

    public async Task<SignerKey> OpenAsync(short municipality, string name, KeyType type, byte[] box, CancellationToken ct)
    {
        var key = await objects.FindAsync(municipality, ObjectName, ct)
            ?? throw new InvalidOperationException("The key of the ledger's keys is gone");
        return SignerKey.Of(name, type, Sealed.Open(key, box, Place(name, type)));
    }

    private static string Place(string name, KeyType type) => $"ledger {type} {name}";
}

/// <summary>The key of this installation's witness, made with its first use.</summary>
internal sealed class WitnessKeys(KeyStore keys, WitnessDatabase database, WitnessName name, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private SignerKey? known;

    public async Task<SignerKey> GetAsync(CancellationToken ct)
    {
        if (known is not null)
            return known;
        await gate.WaitAsync(ct);
        try
        {
            return known ??= await LoadAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<SignerKey> LoadAsync(CancellationToken ct)
    {
        for (var made = false; ; made = true)
        {
            var box = await database.QuerySingleOrDefaultAsync<byte[]>(
                "select sealed_key from ledger.witness_key where name = @name", new { name = name.Value }, ct);
            if (box is not null)
                return await keys.OpenAsync(KeyStore.Region, name.Value, KeyType.Witness, box, ct);
            if (made)
                throw new InvalidOperationException("The witness has no key");
            var (key, sealedKey) = await keys.MakeAsync(KeyStore.Region, name.Value, KeyType.Witness, ct);

            // Another host may be faster: then its key holds.
            await database.ExecuteAsync(
                """
                insert into ledger.witness_key (name, public_key, sealed_key, created_at)
                values (@name, @publicKey, @sealedKey, @now)
                on conflict do nothing
                """,
                new { name = name.Value, publicKey = key.Verifier.PublicKey, sealedKey, now = time.GetUtcNow() }, ct);
        }
    }
}

/// <summary>What the witness of this installation is called.</summary>
internal sealed record WitnessName(string Value);
