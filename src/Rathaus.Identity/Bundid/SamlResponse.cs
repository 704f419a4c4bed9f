using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Bundid;

/// <summary>Whose answer to which request is expected, and for whom.</summary>
internal sealed record SamlExpectation(
    string Provider, X509Certificate2 Signer, RSA DecryptionKey, string Audience, string Recipient, string Request, DateTimeOffset Now);

/// <summary>An assertion that passed every check. <paramref name="Id"/> is taken once.</summary>
internal sealed record SamlAssertion(string Id, DateTimeOffset EndsAt, IReadOnlyDictionary<string, string> Attributes);

/// <summary>
/// Reads a response (SAML 2.0 profile Web Browser SSO, POST binding) with one encrypted assertion. What was not covered by the
/// assertion's own signature is believed for refusing only, never for accepting.
/// </summary>
internal static class SamlResponse
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Which request a response claims to answer, before anything was checked; null: not to be read.</summary>
    public static string? RequestOf(ReadOnlySpan<byte> response) =>
        Saml.Parse(response) is { Succeeded: true, Value.DocumentElement: { } root } && root.GetAttribute("InResponseTo") is { Length: > 0 and <= 100 } id ? id : null;

    public static Outcome<SamlAssertion> Read(ReadOnlySpan<byte> response, SamlExpectation expected)
    {
        var parsed = Saml.Parse(response);
        if (!parsed.Succeeded)
            return parsed.Refusal;
        var document = parsed.Value;
        var root = document.DocumentElement!;
        if (root.LocalName != "Response" || root.NamespaceURI != Saml.Protocol || root.GetAttribute("Version") != "2.0"
            || root.GetAttribute("Destination") != expected.Recipient || root.GetAttribute("InResponseTo") != expected.Request
            || root.Only("Issuer", Saml.Assertion)?.InnerText != expected.Provider
            || root.Only("Status", Saml.Protocol)?.Only("StatusCode", Saml.Protocol)?.GetAttribute("Value") != Saml.Success)
            return Saml.Refused;

        // Exactly one assertion, encrypted, where it belongs; a plain one beside or around it is an attack.
        if (document.Count("Assertion") != 0 || document.Count("EncryptedAssertion") != 1 || root.Only("EncryptedAssertion", Saml.Assertion) is not { } encrypted)
            return Saml.Refused;
        return EncryptedAssertion.Decrypt(encrypted, expected.DecryptionKey).Then(plain => Check(plain, expected));
    }

    private static Outcome<SamlAssertion> Check(XmlDocument document, SamlExpectation expected)
    {
        var assertion = document.DocumentElement!;
        if (assertion.LocalName != "Assertion" || assertion.NamespaceURI != Saml.Assertion || assertion.GetAttribute("Version") != "2.0"
            || document.Count("Assertion") != 1 || document.Count("EncryptedAssertion") != 0
            || !AssertionSignature.Covers(document, expected.Signer)
            || assertion.Only("Issuer", Saml.Assertion)?.InnerText != expected.Provider
            || assertion.Only("Conditions", Saml.Assertion) is not { } conditions || !Holds(conditions, expected)
            || assertion.Only("Subject", Saml.Assertion) is not { } subject || Confirmed(subject, expected) is not { } ends
            || assertion.Only("AuthnStatement", Saml.Assertion) is null)
            return Saml.Refused;
        return new SamlAssertion(assertion.GetAttribute("ID"), ends, Attributes(assertion));
    }

    private static bool Holds(XmlElement conditions, SamlExpectation expected) =>
        (!conditions.HasAttribute("NotBefore") || conditions.Time("NotBefore") is { } begins && begins <= expected.Now + Skew)
        && conditions.Time("NotOnOrAfter") is { } ends && ends > expected.Now - Skew
        && conditions.Only("AudienceRestriction", Saml.Assertion)?.Only("Audience", Saml.Assertion)?.InnerText == expected.Audience;

    /// <summary>A bearer for this request, this address and this moment; when it ends, or null.</summary>
    private static DateTimeOffset? Confirmed(XmlElement subject, SamlExpectation expected) =>
        subject.Only("SubjectConfirmation", Saml.Assertion) is { } confirmation && confirmation.GetAttribute("Method") == Saml.Bearer
        && confirmation.Only("SubjectConfirmationData", Saml.Assertion) is { } data && !data.HasAttribute("NotBefore")
        && data.GetAttribute("Recipient") == expected.Recipient && data.GetAttribute("InResponseTo") == expected.Request
        && data.Time("NotOnOrAfter") is { } ends && ends > expected.Now - Skew ? ends : null;

    /// <summary>Single values by name. A name that stands twice is left out: nobody could say which one was meant.</summary>
    private static Dictionary<string, string> Attributes(XmlElement assertion)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        if (assertion.Only("AttributeStatement", Saml.Assertion) is not { } statement)
            return found;
        foreach (XmlNode node in statement.ChildNodes)
        {
            if (node is not XmlElement { LocalName: "Attribute", NamespaceURI: Saml.Assertion } attribute
                || attribute.Only("AttributeValue", Saml.Assertion) is not { } value)
                continue;
            if (!found.TryAdd(attribute.GetAttribute("Name"), value.InnerText.Trim()))
                twice.Add(attribute.GetAttribute("Name"));
        }

        foreach (var name in twice)
            found.Remove(name);
        return found;
    }
}
