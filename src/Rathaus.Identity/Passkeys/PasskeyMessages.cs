using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Identity.WebAuthn;

namespace Rathaus.Identity.Passkeys;

/// <summary>
/// What travels between page and browser: the JSON forms of Web Authentication Level 3 section 5.1.8-5.1.10, which
/// browsers read and write themselves.
/// </summary>
internal static class PasskeyMessages
{
    private const int LongestCredential = 131_072;

    /// <summary>Name of the buttons that choose the kind of device.</summary>
    public const string HintField = "weg";

    /// <summary>Kinds of devices a page may ask the browser for (<c>PublicKeyCredentialHint</c>).</summary>
    private static readonly string[] Hints = ["client-device", "hybrid", "security-key"];

    /// <param name="allowed">
    /// Only these credentials; null lets the person choose. How a credential was reached once is not sent along: managers say
    /// <c>internal</c> only, and the browser would then not offer the phone.
    /// </param>
    /// <param name="hint">Which kind of device the person chose, or null.</param>
    public static JsonObject RequestOptions(RelyingParty party, byte[] challenge, IEnumerable<byte[]>? allowed = null, string? hint = null) => new()
    {
        ["challenge"] = Base64Url.EncodeToString(challenge),
        ["rpId"] = party.Id,
        ["timeout"] = (int)Challenges.Lifetime.TotalMilliseconds,
        ["userVerification"] = "required",
        ["allowCredentials"] = new JsonArray([.. (allowed ?? []).Select(Descriptor)]),
        ["hints"] = HintsOf(hint),
    };

    public static JsonObject CreationOptions(
        RelyingParty party, string houseName, byte[] challenge, byte[] userHandle, string displayName, IEnumerable<byte[]> existing,
        string? hint = null, bool attested = false) => new()
    {
        ["rp"] = new JsonObject { ["id"] = party.Id, ["name"] = houseName },
        ["user"] = new JsonObject
        {
            ["id"] = Base64Url.EncodeToString(userHandle),
            ["name"] = displayName,
            ["displayName"] = displayName,
        },
        ["challenge"] = Base64Url.EncodeToString(challenge),
        ["pubKeyCredParams"] = new JsonArray(
            [.. CoseAlgorithm.Accepted.Select(algorithm => new JsonObject { ["type"] = "public-key", ["alg"] = algorithm })]),
        ["timeout"] = (int)Challenges.Lifetime.TotalMilliseconds,
        ["excludeCredentials"] = new JsonArray([.. existing.Select(Descriptor)]),
        ["authenticatorSelection"] = new JsonObject
        {
            ["residentKey"] = "required",
            ["requireResidentKey"] = true,
            ["userVerification"] = "required",
        },
        ["hints"] = attested ? new JsonArray("security-key", "client-device") : HintsOf(hint),
        ["attestation"] = attested ? "direct" : "none",
        ["extensions"] = new JsonObject { ["credProps"] = true },
    };

    /// <summary>Argument of <c>PublicKeyCredential.signalAllAcceptedCredentials</c>: managers then hide removed passkeys.</summary>
    public static string AcceptedSignal(RelyingParty party, byte[] userHandle, IEnumerable<byte[]> accepted) => new JsonObject
    {
        ["rpId"] = party.Id,
        ["userId"] = Base64Url.EncodeToString(userHandle),
        ["allAcceptedCredentialIds"] = new JsonArray([.. accepted.Select(id => JsonValue.Create(Base64Url.EncodeToString(id)))]),
    }.ToJsonString();

    /// <summary>Argument of <c>PublicKeyCredential.signalUnknownCredential</c>: managers drop a passkey that opens nothing here.</summary>
    public static string UnknownSignal(RelyingParty party, byte[] credential) => new JsonObject
    {
        ["rpId"] = party.Id,
        ["credentialId"] = Base64Url.EncodeToString(credential),
    }.ToJsonString();

    public static RegistrationMessage? ReadRegistration(string? json) => Read(json, (id, response, attachment) => new RegistrationMessage(
        id, Bytes(response, "clientDataJSON"), Bytes(response, "attestationObject"), attachment));

    public static AssertionMessage? ReadAssertion(string? json) => Read(json, (id, response, attachment) => new AssertionMessage(
        id, Bytes(response, "clientDataJSON"), Bytes(response, "authenticatorData"), Bytes(response, "signature"),
        response.TryGetProperty("userHandle", out var handle) && handle.ValueKind == JsonValueKind.String
            ? Base64Url.DecodeFromChars(handle.GetString()) : null,
        attachment));

    /// <summary>The challenge inside clientDataJSON: which stored one the browser means. Proved by the signature later.</summary>
    public static byte[]? ChallengeOf(byte[] clientDataJson)
    {
        try
        {
            return ClientData.Parse(clientDataJson).Challenge;
        }
        catch (WebAuthnException)
        {
            return null;
        }
    }

    private static T? Read<T>(string? json, Func<byte[], JsonElement, string?, T> read)
        where T : class
    {
        if (string.IsNullOrEmpty(json) || json.Length > LongestCredential)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            return read(Bytes(document.RootElement, "rawId"), document.RootElement.GetProperty("response"), AttachmentOf(document.RootElement));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the device is this one or another; the browser says so, nobody signs it.</summary>
    private static string? AttachmentOf(JsonElement credential) =>
        credential.TryGetProperty("authenticatorAttachment", out var said) && said.ValueKind == JsonValueKind.String
        && said.GetString() is "platform" or "cross-platform"
            ? said.GetString()
            : null;

    private static JsonObject Descriptor(byte[] id) => new() { ["type"] = "public-key", ["id"] = Base64Url.EncodeToString(id) };

    private static JsonArray HintsOf(string? hint) => Hints.Contains(hint, StringComparer.Ordinal) ? [hint] : [];

    private static byte[] Bytes(JsonElement element, string name) =>
        Base64Url.DecodeFromChars(element.GetProperty(name).GetString()
            ?? throw new FormatException($"{name} is empty"));
}

/// <summary>A new credential as the browser sends it.</summary>
internal sealed record RegistrationMessage(byte[] Id, byte[] ClientData, byte[] AttestationObject, string? Attachment);

/// <summary>A signed challenge as the browser sends it.</summary>
internal sealed record AssertionMessage(
    byte[] Id, byte[] ClientData, byte[] AuthenticatorData, byte[] Signature, byte[]? UserHandle, string? Attachment);
