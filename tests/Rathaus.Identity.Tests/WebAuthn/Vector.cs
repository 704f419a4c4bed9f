using System.Text.Json;

namespace Rathaus.Identity.Tests.WebAuthn;

/// <summary>One test vector of Web Authentication Level 3 (tests/vectors/webauthn-l3).</summary>
internal sealed class Vector(string name) : IDisposable
{
    private readonly JsonDocument document = JsonDocument.Parse(
        typeof(Vector).Assembly.GetManifestResourceStream("webauthn/" + name) ?? throw new ArgumentException("no such vector", nameof(name)));

    public static byte[] Root()
    {
        using var vector = new Vector("attestation-root");
        return Convert.FromHexString(vector.document.RootElement.GetProperty("attestation_ca_cert").GetString()!);
    }

    public byte[] Registration(string member) => Member("registration", member);

    public byte[] Authentication(string member) => Member("authentication", member);

    public void Dispose() => document.Dispose();

    private byte[] Member(string part, string member) =>
        Convert.FromHexString(document.RootElement.GetProperty(part).GetProperty(member).GetString()!);
}
