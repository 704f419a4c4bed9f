using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Bundid;

/// <summary>Names of SAML 2.0, of XML encryption, and of BundID.</summary>
internal static class Saml
{
    public const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    public const string Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    public const string Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    public const string Akdb = "https://www.akdb.de/request/2018/09";
    public const string Xenc = "http://www.w3.org/2001/04/xmlenc#";
    public const string Xenc11 = "http://www.w3.org/2009/xmlenc11#";
    public const string PostBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    public const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    public const string Success = "urn:oasis:names:tc:SAML:2.0:status:Success";
    public const string RsaOaep = Xenc11 + "rsa-oaep";
    public const string RsaOaepMgf1 = Xenc + "rsa-oaep-mgf1p";
    public const string Aes128Gcm = Xenc11 + "aes128-gcm";
    public const string Aes256Gcm = Xenc11 + "aes256-gcm";

    /// <summary>Longest message in characters, decoded.</summary>
    public const int Longest = 262_144;

    public static readonly Refusal Refused = Refusal.Invalid(
        "bundid.refused", "Die Antwort von BundID wurde nicht angenommen. Versuchen Sie es noch einmal.");

    /// <summary>
    /// Reads XML as it is, with white space, because signatures cover it. No document type, no entity, no outside file (XXE), bounded length.
    /// </summary>
    public static Outcome<XmlDocument> Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > Longest)
            return Refused;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = Longest,
            MaxCharactersFromEntities = 0,
        };
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8);
            using var reader = XmlReader.Create(new StringReader(text), settings);
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            document.Load(reader);
            return IsPlain(document) ? document : Refused;
        }
        catch (Exception failure) when (failure is XmlException or ArgumentException)
        {
            return Refused;
        }
    }

    /// <summary>
    /// Comments and processing instructions are outside of canonical XML, and so could be put into a signed value afterwards
    /// (CVE-2017-11427 and its relatives): a message of BundID has none.
    /// </summary>
    private static bool IsPlain(XmlDocument document)
    {
        foreach (XmlNode node in document.SelectNodes("//comment() | //processing-instruction()")!)
        {
            if (node.NodeType is XmlNodeType.Comment or XmlNodeType.ProcessingInstruction)
                return false;
        }

        return document.DocumentElement is not null;
    }

    /// <summary>The only child element of this name; null: none or several.</summary>
    public static XmlElement? Only(this XmlElement parent, string name, string space)
    {
        XmlElement? found = null;
        foreach (XmlNode child in parent.ChildNodes)
        {
            if (child is not XmlElement element || element.LocalName != name || element.NamespaceURI != space)
                continue;
            if (found is not null)
                return null;
            found = element;
        }

        return found;
    }

    /// <summary>Every element of this name anywhere, in whatever namespace prefix.</summary>
    public static int Count(this XmlDocument document, string name) => document.SelectNodes($"//*[local-name()='{name}']")!.Count;

    public static DateTimeOffset? Time(this XmlElement element, string attribute) =>
        DateTimeOffset.TryParseExact(
            element.GetAttribute(attribute), ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ"], System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Signs an element by its ID: RSA-SHA256, exclusive canonical XML, enveloped; the signature follows the issuer as the schema wants.</summary>
    public static void Sign(XmlElement element, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        var signed = new SignedXml(element) { SigningKey = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPrivateKey(certificate) };
        signed.SignedInfo!.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        signed.SignedInfo.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        var reference = new Reference("#" + element.GetAttribute("ID")) { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        var info = new KeyInfo();
        info.AddClause(new KeyInfoX509Data(certificate));
        signed.KeyInfo = info;
        signed.ComputeSignature();
        var issuer = element.Only("Issuer", Assertion)!;
        element.InsertAfter(element.OwnerDocument.ImportNode(signed.GetXml(), deep: true), issuer);
    }
}
