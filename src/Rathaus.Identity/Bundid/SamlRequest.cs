using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Bundid;

/// <summary>Writes the signed request and our metadata.</summary>
internal static class SamlRequest
{
    /// <summary>Attributes that are asked for, with whether they are needed: as few as a sign-in takes.</summary>
    private static readonly (string Name, bool Required)[] Asked =
    [
        (BundidIdentity.Pseudonym2, true), (BundidIdentity.Surname, true), (BundidIdentity.GivenName, true), (BundidIdentity.BirthDate, false),
        (BundidIdentity.Street, false), (BundidIdentity.PostCode, false), (BundidIdentity.Town, false), (BundidIdentity.Level, true),
    ];

    /// <summary>Base64 of a signed AuthnRequest with BundID's extension (version 2), for the form of the POST binding.</summary>
    public static string Write(
        string id, string entityId, string consumer, string destination, string displayName, TrustLevel least, DateTimeOffset now, X509Certificate2 key)
    {
        var attributes = string.Concat(Asked.Select(one => $"<akdb:RequestedAttribute Name=\"{one.Name}\" RequiredAttribute=\"{(one.Required ? "true" : "false")}\"/>"));
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(
            $"<samlp:AuthnRequest xmlns:samlp=\"{Saml.Protocol}\" xmlns:saml=\"{Saml.Assertion}\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"{Saml.Write(now)}\" "
            + $"Destination=\"{Text(destination)}\" AssertionConsumerServiceURL=\"{Text(consumer)}\" ProtocolBinding=\"{Saml.PostBinding}\">"
            + $"<saml:Issuer>{Text(entityId)}</saml:Issuer>"
            + $"<samlp:Extensions><akdb:AuthenticationRequest xmlns:akdb=\"{Saml.Akdb}\" Version=\"2\"><akdb:RequestedAttributes>{attributes}</akdb:RequestedAttributes>"
            + $"<akdb:DisplayInformation><classic-ui:Version xmlns:classic-ui=\"https://www.akdb.de/request/2018/09/classic-ui/v1\">"
            + $"<classic-ui:OrganizationDisplayName>{Text(displayName)}</classic-ui:OrganizationDisplayName></classic-ui:Version></akdb:DisplayInformation>"
            + "</akdb:AuthenticationRequest></samlp:Extensions>"
            + $"<samlp:RequestedAuthnContext Comparison=\"minimum\"><saml:AuthnContextClassRef>{LevelOf(least)}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>"
            + "</samlp:AuthnRequest>");
        Saml.Sign(document.DocumentElement!, key);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(document.OuterXml));
    }

    public static string Metadata(string entityId, string consumer, X509Certificate2 certificate)
    {
        var key = $"<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(certificate.RawData)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>";
        return
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <md:EntityDescriptor xmlns:md="{Saml.Metadata}" entityID="{Text(entityId)}">
              <md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="{Saml.Protocol}">
                <md:KeyDescriptor use="signing">{key}</md:KeyDescriptor>
                <md:KeyDescriptor use="encryption">{key}<md:EncryptionMethod Algorithm="{Saml.Aes256Gcm}"/><md:EncryptionMethod Algorithm="{Saml.RsaOaep}"/></md:KeyDescriptor>
                <md:AssertionConsumerService index="0" isDefault="true" Binding="{Saml.PostBinding}" Location="{Text(consumer)}"/>
              </md:SPSSODescriptor>
            </md:EntityDescriptor>
            """;
    }

    private static string LevelOf(TrustLevel least) => least switch
    {
        TrustLevel.High => "STORK-QAA-Level-4",
        TrustLevel.Substantial => "STORK-QAA-Level-3",
        _ => "STORK-QAA-Level-1",
    };

    private static string Text(string text) => SecurityElement.Escape(text);
}
