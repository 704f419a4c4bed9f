using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Rathaus.Identity.Bundid;

/// <summary>
/// BundID as a simulation: takes the signed request, lets somebody choose a demo person and a level, and answers with a signed and
/// encrypted assertion, labelled on its page. In demo mode only.
/// </summary>
internal sealed class SimulatedBundid(BundidParty party, TimeProvider time)
{
    public const string Address = "/simulation/bundid";

    public static IReadOnlyList<string> Levels { get; } = ["STORK-QAA-Level-4", "STORK-QAA-Level-3", "STORK-QAA-Level-1"];

    /// <summary>The request's id, or null: none of ours.</summary>
    public static string? RequestOf(string? encoded)
    {
        if (encoded is not { Length: > 0 and <= 100_000 })
            return null;
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var written)
            && Saml.Parse(bytes.AsSpan(0, written)) is { Succeeded: true, Value.DocumentElement: { LocalName: "AuthnRequest" } root } ? root.GetAttribute("ID") : null;
    }

    /// <summary>Base64 of a response, as the real one would post it.</summary>
    public string Answer(HttpRequest http, string request, DemoPerson person, string level)
    {
        var own = person.Confirmed;
        var (entity, consumer) = (party.EntityId(http), party.ConsumerAddress(http));
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [BundidIdentity.Pseudonym2] = "simulation-" + person.Id,
            [BundidIdentity.GivenName] = own.GivenNames,
            [BundidIdentity.Surname] = own.FamilyName,
            [BundidIdentity.BirthDate] = own.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [BundidIdentity.Street] = $"{own.Street} {own.HouseNumber}",
            [BundidIdentity.PostCode] = own.PostCode,
            [BundidIdentity.Town] = own.Town,
            [BundidIdentity.Level] = level,
        };
        var assertion = Assertion(party.Provider, entity, consumer, request, attributes, time.GetUtcNow());
        Saml.Sign(assertion.DocumentElement!, party.SimulationKey!);
        using var key = party.Own!.GetRSAPublicKey()!;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(Response(party.Provider, consumer, request, time.GetUtcNow(), assertion.OuterXml, key)));
    }

    /// <summary>An assertion that is not signed yet.</summary>
    public static XmlDocument Assertion(
        string provider, string audience, string recipient, string request, IReadOnlyDictionary<string, string> attributes, DateTimeOffset now)
    {
        var statement = string.Concat(attributes.Select(one =>
            $"<saml:Attribute Name=\"{Text(one.Key)}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:uri\"><saml:AttributeValue>{Text(one.Value)}</saml:AttributeValue></saml:Attribute>"));
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(
            $"<saml:Assertion xmlns:saml=\"{Saml.Assertion}\" ID=\"_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20))}\" Version=\"2.0\" IssueInstant=\"{Saml.Write(now)}\">"
            + $"<saml:Issuer>{Text(provider)}</saml:Issuer>"
            + $"<saml:Subject><saml:NameID>simulation</saml:NameID><saml:SubjectConfirmation Method=\"{Saml.Bearer}\">"
            + $"<saml:SubjectConfirmationData InResponseTo=\"{Text(request)}\" Recipient=\"{Text(recipient)}\" NotOnOrAfter=\"{Saml.Write(now.AddMinutes(5))}\"/></saml:SubjectConfirmation></saml:Subject>"
            + $"<saml:Conditions NotBefore=\"{Saml.Write(now)}\" NotOnOrAfter=\"{Saml.Write(now.AddMinutes(5))}\"><saml:AudienceRestriction><saml:Audience>{Text(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            + $"<saml:AuthnStatement AuthnInstant=\"{Saml.Write(now)}\"><saml:AuthnContext><saml:AuthnContextClassRef>{Text(attributes.GetValueOrDefault(BundidIdentity.Level, ""))}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            + $"<saml:AttributeStatement>{statement}</saml:AttributeStatement></saml:Assertion>");
        return document;
    }

    /// <summary>A response around an encrypted assertion.</summary>
    public static string Response(string provider, string recipient, string request, DateTimeOffset now, string assertion, RSA key)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(
            $"<samlp:Response xmlns:samlp=\"{Saml.Protocol}\" xmlns:saml=\"{Saml.Assertion}\" ID=\"_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20))}\" Version=\"2.0\" "
            + $"IssueInstant=\"{Saml.Write(now)}\" Destination=\"{Text(recipient)}\" InResponseTo=\"{Text(request)}\"><saml:Issuer>{Text(provider)}</saml:Issuer>"
            + $"<samlp:Status><samlp:StatusCode Value=\"{Saml.Success}\"/></samlp:Status></samlp:Response>");
        document.DocumentElement!.AppendChild(EncryptedAssertion.Encrypt(document, assertion, key));
        return document.OuterXml;
    }

    private static string Text(string text) => SecurityElement.Escape(text);
}
