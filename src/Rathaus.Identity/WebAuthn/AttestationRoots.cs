using System.Security.Cryptography.X509Certificates;

namespace Rathaus.Identity.WebAuthn;

/// <summary>Roots of makers whose attestation raises a passkey's level. Empty unless the operator configures some.</summary>
internal sealed class AttestationRoots(IReadOnlyList<X509Certificate2> roots, TimeProvider time)
{
    /// <summary>Some maker is accepted: a passkey can be bound to its device here.</summary>
    public bool Any => roots.Count > 0;

    public bool Trusts(IReadOnlyList<X509Certificate2> certificates)
    {
        if (roots.Count == 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(certificates.Skip(1).ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;  // revoked models come by the operator's list of roots
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(certificates[0]);
    }
}
