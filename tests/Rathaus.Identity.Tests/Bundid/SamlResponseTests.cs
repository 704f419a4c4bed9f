using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Rathaus.Identity.Bundid;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Tests.Bundid;

/// <summary>
/// What the reader of BundID's answers takes and what it refuses: each check by a message that is right but for one thing, and the eight
/// ways of signature wrapping (Somorovsky et al., On Breaking SAML, 2012).
/// </summary>
public sealed class SamlResponseTests
{
    private const string Provider = "https://bundid.example/idp";
    private const string Audience = "https://localhost/anmelden/bundid/metadaten";
    private const string Recipient = "https://localhost/anmelden/bundid/antwort";
    private const string Request = "_anfrage1234567890";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly X509Certificate2 Idp = Certificate("CN=BundID");
    private static readonly X509Certificate2 Own = Certificate("CN=Rathaus");
    private static readonly X509Certificate2 Stranger = Certificate("CN=Fremd");

    private static readonly Dictionary<string, string> Mira = new(StringComparer.Ordinal)
    {
        [BundidIdentity.Pseudonym2] = "bpk2-mira", [BundidIdentity.GivenName] = "Mira", [BundidIdentity.Surname] = "Beispiel",
        [BundidIdentity.BirthDate] = "1988-04-17", [BundidIdentity.Street] = "Musterstraße 12", [BundidIdentity.PostCode] = "42103",
        [BundidIdentity.Town] = "Wuppertal", [BundidIdentity.Level] = "STORK-QAA-Level-4",
    };

    [Fact]
    public void A_signed_and_encrypted_assertion_for_us_is_taken()
    {
        var read = Read(Message());
        Assert.Equal("bpk2-mira", read!.Attributes[BundidIdentity.Pseudonym2]);
        var identity = BundidIdentity.Of(read.Attributes, TrustLevel.High);
        Assert.True(identity.Succeeded);
        Assert.Equal(("Musterstraße", "12", new DateOnly(1988, 4, 17)), (identity.Value.Person!.Street, identity.Value.Person.HouseNumber, identity.Value.Person.BirthDate));
    }

    public static TheoryData<string, string> OneThing => new()
    {
        { "Recipient=\"" + Recipient, "Recipient=\"https://boese.example/antwort" },
        { "InResponseTo=\"" + Request, "InResponseTo=\"_andere" },
        { "<saml:Audience>" + Audience, "<saml:Audience>https://anderes-amt.example" },
        { "<saml:Issuer>" + Provider, "<saml:Issuer>https://boese.example" },
        { "NotOnOrAfter=\"2026-11-20T09:05:00Z\"", "NotOnOrAfter=\"2026-11-20T08:58:59Z\"" },
        { "NotBefore=\"2026-11-20T09:00:00Z\"", "NotBefore=\"2026-11-20T09:01:01Z\"" },
        { Saml.Bearer, "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" },
        { "<saml:AuthnStatement", "<saml:Andere" },
        { "Version=\"2.0\"", "Version=\"1.1\"" },
        { "<saml:Audience>", "<saml:Audience>https://x.example</saml:Audience><saml:Audience>" },
    };

    [Theory]
    [MemberData(nameof(OneThing))]
    public void An_assertion_that_is_wrong_in_one_thing_is_refused(string right, string wrong)
    {
        var text = SimulatedBundid.Assertion(Provider, Audience, Recipient, Request, Mira, Now).OuterXml;
        Assert.Contains(right, text, StringComparison.Ordinal);
        var changed = text.Replace(right, wrong, StringComparison.Ordinal);
        if (right == "<saml:AuthnStatement")
            changed = changed.Replace("</saml:AuthnStatement>", "</saml:Andere>", StringComparison.Ordinal);
        Assert.Null(Read(Envelope(Signed(changed))));
    }

    [Fact]
    public void A_response_for_another_address_request_or_status_is_refused()
    {
        var message = Message();
        foreach (var (right, wrong) in new (string, string)[]
        {
            ($"Destination=\"{Recipient}\"", "Destination=\"https://boese.example\""), ($"InResponseTo=\"{Request}\"", "InResponseTo=\"_x\""),
            (Saml.Success, "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"), ($"<saml:Issuer>{Provider}", "<saml:Issuer>https://boese.example"),
        })
        {
            Assert.Contains(right, message, StringComparison.Ordinal);
            Assert.Null(Read(message.Replace(right, wrong, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_signature_of_somebody_else_none_or_over_changed_content_is_refused()
    {
        Assert.Null(Read(Envelope(Signed(Plain(), Stranger))));
        Assert.Null(Read(Envelope(Plain())));
        Assert.Null(Read(Envelope(Signed(Plain()).Replace("bpk2-mira", "bpk2-opfer", StringComparison.Ordinal))));
        Assert.Null(Read(Envelope(Signed(Plain()).Replace("Beispiel", "Bei<!-- -->spiel", StringComparison.Ordinal))));
    }

    [Fact]
    public void Weak_or_foreign_encryption_is_refused()
    {
        var message = Message();
        Assert.Null(Read(message.Replace(Saml.Aes256Gcm, Saml.Xenc + "aes256-cbc", StringComparison.Ordinal)));
        Assert.Null(Read(message.Replace(Saml.RsaOaep, Saml.Xenc + "rsa-1_5", StringComparison.Ordinal)));
        Assert.Null(Read(Envelope(Signed(Plain()), Stranger)));
        var at = message.LastIndexOf("<xenc:CipherValue>", StringComparison.Ordinal) + "<xenc:CipherValue>".Length + 40;
        Assert.Null(Read(message[..at] + (message[at] == 'A' ? 'B' : 'A') + message[(at + 1)..]));
    }

    [Fact]
    public void A_plain_assertion_is_refused_beside_and_instead_of_the_encrypted_one()
    {
        var plain = Signed(Plain());
        var message = Message();
        Assert.Null(Read(message.Replace("</samlp:Response>", plain + "</samlp:Response>", StringComparison.Ordinal)));
        var start = message.IndexOf("<saml:EncryptedAssertion", StringComparison.Ordinal);
        Assert.Null(Read(message[..start] + plain + "</samlp:Response>"));
        Assert.Null(Read(message.Replace("</samlp:Response>", message[start..], StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Signature_wrapping_is_refused_in_plain_and_inside_the_encryption(int variant)
    {
        var (outer, inner) = Wrapped(variant);
        var message = Message();
        var start = message.IndexOf("<saml:EncryptedAssertion", StringComparison.Ordinal);
        Assert.Null(Read(message[..start] + outer + "</samlp:Response>"));
        Assert.Null(Read(Envelope(inner)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("kein xml")]
    [InlineData("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r>&x;</r>")]
    [InlineData("<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><r>&b;</r>")]
    [InlineData("<r/>")]
    [InlineData("<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>")]
    [InlineData("<a><b>")]
    public void Hostile_xml_is_a_refusal(string xml) => Assert.Null(Read(xml));

    [Fact]
    public void A_document_that_is_too_long_or_too_deep_is_a_refusal()
    {
        Assert.Null(Read("<r>" + new string('x', Saml.Longest) + "</r>"));
        Assert.Null(Read(string.Concat(Enumerable.Repeat("<a>", 2_000)) + string.Concat(Enumerable.Repeat("</a>", 2_000))));
    }

    [Theory]
    [InlineData("STORK-QAA-Level-1", TrustLevel.None, true)]
    [InlineData("STORK-QAA-Level-1", TrustLevel.Substantial, false)]
    [InlineData("STORK-QAA-Level-3", TrustLevel.Substantial, true)]
    [InlineData("STORK-QAA-Level-3", TrustLevel.High, false)]
    [InlineData("STORK-QAA-Level-4", TrustLevel.High, true)]
    [InlineData("STORK-QAA-Level-9", TrustLevel.None, false)]
    [InlineData("", TrustLevel.None, false)]
    public void The_level_told_is_the_level_given_and_never_below_the_one_asked_for(string level, TrustLevel asked, bool taken)
    {
        var identity = BundidIdentity.Of(new Dictionary<string, string>(Mira, StringComparer.Ordinal) { [BundidIdentity.Level] = level }, asked);
        Assert.Equal(taken, identity.Succeeded);
        if (taken && level.EndsWith('1'))
            Assert.Null(identity.Value!.Person);
    }

    [Fact]
    public void Without_a_pseudonym_there_is_nobody()
    {
        var attributes = new Dictionary<string, string>(Mira, StringComparer.Ordinal);
        attributes.Remove(BundidIdentity.Pseudonym2);
        Assert.False(BundidIdentity.Of(attributes, TrustLevel.None).Succeeded);
    }

    /// <summary>XSW 1 to 8: where the forged and the signed assertion stand, plain in a response and as what is encrypted.</summary>
    private static (string Outer, string Inner) Wrapped(int variant)
    {
        var signed = Signed(Plain());
        var forged = Plain().Replace("bpk2-mira", "bpk2-opfer", StringComparison.Ordinal);
        var id = Id(signed);
        var sameId = System.Text.RegularExpressions.Regex.Replace(forged, " ID=\"[^\"]+\"", $" ID=\"{id}\"");
        var signature = signed[signed.IndexOf("<Signature", StringComparison.Ordinal)..(signed.IndexOf("</Signature>", StringComparison.Ordinal) + 12)];
        var bare = signed.Replace(signature, "", StringComparison.Ordinal);
        static string Into(string assertion, string content) => assertion.Replace("</saml:Assertion>", content + "</saml:Assertion>", StringComparison.Ordinal);
        static string WithSignature(string assertion, string content) =>
            assertion.Replace($"</saml:Issuer>", "</saml:Issuer>" + content, StringComparison.Ordinal);
        return variant switch
        {
            1 => (forged + signed, Into(forged, signed)),
            2 => (signed + forged, Into(signed, forged)),
            3 => (forged + signed, WithSignature(forged, signature)),
            4 => (Into(forged, signed), Into(WithSignature(forged, signature), bare)),
            5 => (WithSignature(sameId, signature) + bare, WithSignature(sameId, signature)),
            6 => (WithSignature(sameId, Object(signature, bare)), WithSignature(sameId, Object(signature, bare))),
            7 => ($"<saml:Extensions>{forged}</saml:Extensions>{signed}", $"<saml:Extensions xmlns:saml=\"{Saml.Assertion}\">{forged}{signed}</saml:Extensions>"),
            _ => (WithSignature(forged, Object(signature, bare)), WithSignature(forged, Object(signature, bare))),
        };
    }

    /// <summary>The signature with the signed assertion inside it.</summary>
    private static string Object(string signature, string content) =>
        signature.Replace("</Signature>", $"<Object>{content}</Object></Signature>", StringComparison.Ordinal);

    private static string Id(string assertion)
    {
        var document = new XmlDocument { XmlResolver = null };
        document.LoadXml(assertion);
        return document.DocumentElement!.GetAttribute("ID");
    }

    private static string Plain() => SimulatedBundid.Assertion(Provider, Audience, Recipient, Request, Mira, Now).OuterXml;

    private static string Signed(string assertion, X509Certificate2? by = null)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(assertion);
        Saml.Sign(document.DocumentElement!, by ?? Idp);
        return document.OuterXml;
    }

    private static string Message() => Envelope(Signed(Plain()));

    private static string Envelope(string content, X509Certificate2? readable = null)
    {
        using var key = (readable ?? Own).GetRSAPublicKey()!;
        return SimulatedBundid.Response(Provider, Recipient, Request, Now, content, key);
    }

    private static SamlAssertion? Read(string xml)
    {
        using var key = Own.GetRSAPrivateKey()!;
        var read = SamlResponse.Read(Encoding.UTF8.GetBytes(xml), new SamlExpectation(Provider, Idp, key, Audience, Recipient, Request, Now));
        if (!read.Succeeded)
            Assert.Equal("bundid.refused", read.Refusal.Code);
        return read.Succeeded ? read.Value : null;
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1));
    }
}
