using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Cryptography.Vectors;

namespace Rathaus.Identity.WebAuthn;

/// <summary>
/// Files with a <c>registration</c> and an <c>authentication</c> (hex) for a host and an origin, and one file with the root that
/// attestation chains to (<c>attestation_ca_cert</c>). Each gives two results: the registration with its attestation verified
/// (a certificate chains to the root, a self attestation is signed by the credential), and the sign-in with the key just registered.
/// </summary>
internal sealed class WebAuthnVectors(TimeProvider time) : IVectorKind
{
    public string Folder => "webauthn-l3";

    public IEnumerable<VectorResult> Run(DirectoryInfo folder)
    {
        var roots = VectorFiles.In(folder)
            .Select(file => VectorFiles.Read(file).Text("attestation_ca_cert"))
            .OfType<string>()
            .Select(hex => X509CertificateLoader.LoadCertificate(Convert.FromHexString(hex)))
            .ToList();
        var verifier = new WebAuthnVerifier(
            new AttestationVerifier(new AttestationRoots(roots, time)), NullLogger<WebAuthnVerifier>.Instance);
        return VectorFiles.Each(folder, (name, file) => file switch
        {
            _ when file["registration"] is { } registration => Check(verifier, name, file, registration),
            _ when file.Text("attestation_ca_cert") is not null => [],
            _ => [VectorResult.Skip(name, "neither registration nor root certificate")],
        });
    }

    private static IEnumerable<VectorResult> Check(WebAuthnVerifier verifier, string name, JsonNode file, JsonNode registration)
    {
        var registered = verifier.VerifyRegistration(
            Party(file, registration), Hex(registration, "challenge"), Hex(registration, "clientDataJSON"), Hex(registration, "attestationObject"));
        if (!registered.Succeeded)
        {
            yield return VectorResult.Fail(name + "#registration", $"refused with {registered.Refusal.Code}");
            if (file["authentication"] is not null)
                yield return VectorResult.Fail(name + "#authentication", "no key, because the registration failed");
            yield break;
        }

        var credential = registered.Value;
        yield return VectorResult.Of(
            name + "#registration",
            credential.Attestation.Kind != AttestationKind.Certificate || credential.Attestation.Trusted,
            "the attestation does not chain to the root");
        if (file["authentication"] is not { } authentication)
            yield break;
        var asserted = verifier.VerifyAssertion(
            Party(file, authentication), Hex(authentication, "challenge"),
            new KnownCredential(credential.PublicKey, credential.SignCount, credential.BackupEligible),
            Hex(authentication, "clientDataJSON"), Hex(authentication, "authenticatorData"), Hex(authentication, "signature"));
        yield return VectorResult.Of(name + "#authentication", asserted.Succeeded, $"refused with {asserted.Refusal?.Code}");
    }

    /// <summary>The vectors do not always verify the person, and some run inside a page that the client data name.</summary>
    private static RelyingParty Party(JsonNode file, JsonNode ceremony)
    {
        var clientData = StrictJson.Parse(Hex(ceremony, "clientDataJSON"));
        var framedBy = file.Text("topOrigin") ?? (clientData.Succeeded ? clientData.Value.Text("topOrigin") : null);
        return new RelyingParty
        {
            Id = file.Text("rpId") ?? throw new FormatException("no rpId"),
            Origins = [file.Text("origin") ?? throw new FormatException("no origin")],
            FramedBy = framedBy is null ? [] : [framedBy],
            AcceptsUnnamedFrame = true,
            RequiresUserVerification = false,
        };
    }

    private static byte[] Hex(JsonNode ceremony, string member) =>
        Convert.FromHexString(ceremony.Text(member) ?? throw new FormatException($"no {member}"));
}
