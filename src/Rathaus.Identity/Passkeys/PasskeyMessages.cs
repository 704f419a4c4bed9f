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

    public static JsonObject RequestOptions(RelyingParty party, byte[] challenge) => new()
    {
        ["challenge"] = Base64Url.EncodeToString(challenge),
        ["rpId"] = party.Id,
        ["timeout"] = (int)Challenges.Lifetime.TotalMilliseconds,
        ["userVerification"] = "required",
        ["allowCredentials"] = new JsonArray(),
    };

    public static JsonObject CreationOptions(
        RelyingParty party, string houseName, byte[] challenge, byte[] userHandle, string displayName, IEnumerable<byte[]> existing) => new()
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
        ["excludeCredentials"] = new JsonArray(
            [.. existing.Select(id => new JsonObject { ["type"] = "public-key", ["id"] = Base64Url.EncodeToString(id) })]),
        ["authenticatorSelection"] = new JsonObject
        {
            ["residentKey"] = "required",
            ["requireResidentKey"] = true,
            ["userVerification"] = "required",
        },
        ["attestation"] = "none",
        ["extensions"] = new JsonObject { ["credProps"] = true },
    };

    /// <summary>Argument of <c>PublicKeyCredential.signalAllAcceptedCredentials</c>: managers then hide removed passkeys.</summary>
    public static string AcceptedSignal(RelyingParty party, byte[] userHandle, IEnumerable<byte[]> accepted) => new JsonObject
    {
        ["rpId"] = party.Id,
        ["userId"] = Base64Url.EncodeToString(userHandle),
        ["allAcceptedCredentialIds"] = new JsonArray([.. accepted.Select(id => JsonValue.Create(Base64Url.EncodeToString(id)))]),
    }.ToJsonString();

    public static RegistrationMessage? ReadRegistration(string? json) => Read(json, (id, response) => new RegistrationMessage(
        id, Bytes(response, "clientDataJSON"), Bytes(response, "attestationObject")));

    public static AssertionMessage? ReadAssertion(string? json) => Read(json, (id, response) => new AssertionMessage(
        id, Bytes(response, "clientDataJSON"), Bytes(response, "authenticatorData"), Bytes(response, "signature"),
        response.TryGetProperty("userHandle", out var handle) && handle.ValueKind == JsonValueKind.String
            ? Base64Url.DecodeFromChars(handle.GetString()) : null));

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

    private static T? Read<T>(string? json, Func<byte[], JsonElement, T> read)
        where T : class
    {
        if (string.IsNullOrEmpty(json) || json.Length > LongestCredential)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            return read(Bytes(document.RootElement, "rawId"), document.RootElement.GetProperty("response"));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Bytes(JsonElement element, string name) =>
        Base64Url.DecodeFromChars(element.GetProperty(name).GetString()
            ?? throw new FormatException($"{name} is empty"));
}

/// <summary>A new credential as the browser sends it.</summary>
internal sealed record RegistrationMessage(byte[] Id, byte[] ClientData, byte[] AttestationObject);

/// <summary>A signed challenge as the browser sends it.</summary>
internal sealed record AssertionMessage(byte[] Id, byte[] ClientData, byte[] AuthenticatorData, byte[] Signature, byte[]? UserHandle);
