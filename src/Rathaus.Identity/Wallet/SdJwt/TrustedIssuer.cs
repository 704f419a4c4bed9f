using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet.SdJwt;

/// <summary>An issuer whose credentials are believed.</summary>
internal sealed record TrustedIssuer
{
    public required string Name { get; init; }

    /// <summary>DER of the root that its chains end in.</summary>
    public required byte[] Root { get; init; }

    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>What its credentials say as <c>iss</c>, or null: nothing demanded.</summary>
    public string? Issuer { get; init; }

    public IReadOnlyList<string> StatusHosts { get; init; } = [];

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    /// <summary>An invented issuer of a demonstration: everything that follows from its credentials is labelled.</summary>
    public bool Simulated { get; init; }

    public bool IsBelievedOn(DateOnly day) => !(day < From) && !(day > Until);

    /// <summary>
    /// The key of a leaf whose chain ends in this root, as of <paramref name="now"/>; else null. Revocation of certificates is
    /// the list's business: an issuer is taken off it.
    /// </summary>
    public Jwk? KeyOf(IReadOnlyList<byte[]> certificates, DateTimeOffset now)
    {
        if (certificates.Count == 0)
            return null;
        var loaded = new List<X509Certificate2>();
        try
        {
            using var root = X509CertificateLoader.LoadCertificate(Root);
            foreach (var der in certificates)
                loaded.Add(X509CertificateLoader.LoadCertificate(der));
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(root);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationTime = now.UtcDateTime;
            foreach (var between in loaded.Skip(1))
                chain.ChainPolicy.ExtraStore.Add(between);

            // A leaf that may sign certificates, or the root itself, is no signer of credentials.
            var leaf = loaded[0];
            if (leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(one => one.CertificateAuthority)
                || leaf.RawData.AsSpan().SequenceEqual(Root) || !chain.Build(leaf))
                return null;
            return Jwk.Of(leaf).Value;
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            loaded.ForEach(one => one.Dispose());
        }
    }
}
