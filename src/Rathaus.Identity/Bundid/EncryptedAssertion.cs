using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Bundid;

/// <summary>
/// XML encryption as BundID uses it: RSA-OAEP for the key, AES-GCM for the content. RSA 1.5 and CBC are not spoken: their faults can be
/// asked until the content is known (Bleichenbacher, Jager and Somorovsky).
/// </summary>
internal static class EncryptedAssertion
{
    private const int IvLength = 12;
    private const int TagLength = 16;

    /// <summary>The plaintext, which is one element. Every fault is the same refusal.</summary>
    public static Outcome<XmlDocument> Decrypt(XmlElement encrypted, RSA key)
    {
        if (encrypted.Only("EncryptedData", Saml.Xenc) is not { } data
            || Algorithm(data.Only("EncryptionMethod", Saml.Xenc)) is not (Saml.Aes128Gcm or Saml.Aes256Gcm) || KeyOf(encrypted, data) is not { } wrapped
            || wrapped.Only("EncryptionMethod", Saml.Xenc) is not { } method || PaddingOf(method) is not { } padding
            || Cipher(wrapped) is not { } wrappedKey || Cipher(data) is not { Length: > IvLength + TagLength } content)
            return Saml.Refused;
        var needed = Algorithm(data.Only("EncryptionMethod", Saml.Xenc)) == Saml.Aes128Gcm ? 16 : 32;
        try
        {
            var secret = key.Decrypt(wrappedKey, padding);
            if (secret.Length != needed)
                return Saml.Refused;
            var plain = new byte[content.Length - IvLength - TagLength];
            using var gcm = new AesGcm(secret, TagLength);
            gcm.Decrypt(content.AsSpan(0, IvLength), content.AsSpan(IvLength, plain.Length), content.AsSpan(content.Length - TagLength), plain);
            return Saml.Parse(plain);
        }
        catch (CryptographicException)
        {
            return Saml.Refused;
        }
    }

    /// <summary>For the simulation and the tests: AES-256-GCM under RSA-OAEP with SHA-256.</summary>
    public static XmlElement Encrypt(XmlDocument into, string assertion, RSA key)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var iv = RandomNumberGenerator.GetBytes(IvLength);
        var plain = Encoding.UTF8.GetBytes(assertion);
        var content = new byte[plain.Length];
        var tag = new byte[TagLength];
        using (var gcm = new AesGcm(secret, TagLength))
            gcm.Encrypt(iv, plain, content, tag);
        byte[] all = [.. iv, .. content, .. tag];
        var encrypted = into.CreateElement("saml", "EncryptedAssertion", Saml.Assertion);
        encrypted.InnerXml =
            $"""
            <xenc:EncryptedData xmlns:xenc="{Saml.Xenc}" Type="{Saml.Xenc}Element"><xenc:EncryptionMethod Algorithm="{Saml.Aes256Gcm}"/><ds:KeyInfo xmlns:ds="{SignedXml.XmlDsigNamespaceUrl}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{Saml.RsaOaep}"><ds:DigestMethod Algorithm="{SignedXml.XmlDsigSHA256Url}"/><xenc11:MGF xmlns:xenc11="{Saml.Xenc11}" Algorithm="{Saml.Xenc11}mgf1sha256"/></xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(key.Encrypt(secret, RSAEncryptionPadding.OaepSHA256))}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(all)}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>
            """.Trim();
        return encrypted;
    }

    /// <summary>Inside the data's key info, or beside the data, as both are in use.</summary>
    private static XmlElement? KeyOf(XmlElement encrypted, XmlElement data) =>
        data.Only("KeyInfo", SignedXml.XmlDsigNamespaceUrl)?.Only("EncryptedKey", Saml.Xenc) ?? encrypted.Only("EncryptedKey", Saml.Xenc);

    /// <summary>Digest and mask of OAEP are one hash here: SHA-256, or SHA-1 in the old name whose default it is (not a signature).</summary>
    private static RSAEncryptionPadding? PaddingOf(XmlElement method)
    {
        var digest = Algorithm(method.Only("DigestMethod", SignedXml.XmlDsigNamespaceUrl));
        var mask = Algorithm(method.Only("MGF", Saml.Xenc11));
        return (Algorithm(method), digest, mask) switch
        {
            (Saml.RsaOaep, SignedXml.XmlDsigSHA256Url, Saml.Xenc11 + "mgf1sha256") => RSAEncryptionPadding.OaepSHA256,
            (Saml.RsaOaepMgf1, null or SignedXml.XmlDsigSHA1Url, null) => RSAEncryptionPadding.OaepSHA1,
            _ => null,
        };
    }

    private static string? Algorithm(XmlElement? element) => element?.GetAttribute("Algorithm") is { Length: > 0 } name ? name : null;

    private static byte[]? Cipher(XmlElement parent)
    {
        if (parent.Only("CipherData", Saml.Xenc)?.Only("CipherValue", Saml.Xenc) is not { InnerText: { Length: <= Saml.Longest } text })
            return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }
}
