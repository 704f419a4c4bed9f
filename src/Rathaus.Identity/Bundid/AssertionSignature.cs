using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Rathaus.Identity.Bundid;

/// <summary>
/// Checks that the signature of an assertion covers exactly this assertion, which is a document of its own: nothing else can be
/// moved into its place (signature wrapping).
/// </summary>
internal static class AssertionSignature
{
    private static readonly string[] Methods =
    [
        SignedXml.XmlDsigRSASHA256Url, SignedXml.XmlDsigRSASHA384Url, SignedXml.XmlDsigRSASHA512Url,
    ];

    private static readonly string[] Digests = [SignedXml.XmlDsigSHA256Url, SignedXml.XmlDsigSHA384Url, SignedXml.XmlDsigSHA512Url];

    /// <param name="document">Whose root is the assertion.</param>
    public static bool Covers(XmlDocument document, X509Certificate2 signer)
    {
        var assertion = document.DocumentElement!;
        var id = assertion.GetAttribute("ID");
        if (!IsName(id) || document.Count("Signature") != 1 || HasOtherId(document, id)
            || assertion.Only("Signature", SignedXml.XmlDsigNamespaceUrl) is not { } element)
            return false;
        var signed = new OwnIds(document);
        try
        {
            signed.LoadXml(element);
        }
        catch (CryptographicException)
        {
            return false;
        }

        if (signed.SignedInfo is not { } info || info.CanonicalizationMethod != SignedXml.XmlDsigExcC14NTransformUrl || !Methods.Contains(info.SignatureMethod ?? "")
            || info.References.Count != 1 || info.References[0] is not Reference reference
            || reference.Uri != "#" + id || !Digests.Contains(reference.DigestMethod ?? "") || !AllowedTransforms(reference.TransformChain) || signed.Signature.ObjectList.Count != 0)
            return false;
        using var key = signer.GetRSAPublicKey();
        try
        {
            return key is { KeySize: >= 2048 } && signed.CheckSignature(key);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Enveloped, then exclusive canonical XML, and nothing else: no XSLT, no XPath.</summary>
    private static bool AllowedTransforms(TransformChain chain) =>
        chain.Count == 2 && chain[0] is XmlDsigEnvelopedSignatureTransform && chain[1].Algorithm == SignedXml.XmlDsigExcC14NTransformUrl;

    private static bool HasOtherId(XmlDocument document, string id)
    {
        var bearers = 0;
        foreach (XmlAttribute attribute in document.SelectNodes("//@*")!)
        {
            if (string.Equals(attribute.LocalName, "id", StringComparison.OrdinalIgnoreCase) && attribute.Value == id)
                bearers++;
        }

        return bearers != 1;
    }

    private static bool IsName(string id) =>
        id.Length is > 0 and <= 200 && (char.IsAsciiLetter(id[0]) || id[0] == '_') && id.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' or '.');

    /// <summary>The only element a reference can mean is the root.</summary>
    private sealed class OwnIds(XmlDocument document) : SignedXml(document)
    {
        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) =>
            document?.DocumentElement is { } root && root.GetAttribute("ID") == idValue ? root : null;
    }
}
