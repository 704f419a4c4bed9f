using System.Security.Cryptography;

namespace Rathaus.Services.Adoption;

/// <summary>
/// Public keys whose packages are taken in, as PEM files of one folder (<c>Services:TrustedKeys</c>): <c>aachen.pem</c>, <c>aachen.2027.pem</c>.
/// A key is good for the town its file is named after and for no other.
/// </summary>
internal sealed class TrustedKeys
{
    private readonly List<(string Lead, string Name, byte[] Key)> keys = [];

    /// <exception cref="UnusableBundleException">A file is no public key on P-256.</exception>
    public static TrustedKeys Read(string folder)
    {
        var trusted = new TrustedKeys();
        if (!Directory.Exists(folder))
            return trusted;
        foreach (var file in Directory.EnumerateFiles(folder, "*.pem").Order(StringComparer.Ordinal))
            trusted.Add(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file));
        return trusted;
    }

    /// <param name="name">The lead's id, with anything behind a point.</param>
    public void Add(string name, string pem)
    {
        using var key = Import(name, pem);
        keys.Add((name.Split('.')[0], name, key.ExportSubjectPublicKeyInfo()));
    }

    /// <returns>Name of the key, or null: none that is trusted for the lead has signed this.</returns>
    public string? SignerOf(string lead, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        foreach (var (_, name, encoded) in keys.Where(key => key.Lead == lead))
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(encoded, out _);
            if (key.VerifyData(data, signature, HashAlgorithmName.SHA256))
                return name;
        }

        return null;
    }

    /// <summary>A key pair for signing, as PEM (PKCS #8).</summary>
    public static (string Private, string Public) Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    /// <exception cref="UnusableBundleException">It is no key on P-256.</exception>
    public static ECDsa Import(string name, string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256)
                return key;
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new UnusableBundleException($"{name} holds no key on P-256");
        }

        key.Dispose();
        throw new UnusableBundleException($"{name} holds no key on P-256");
    }
}
