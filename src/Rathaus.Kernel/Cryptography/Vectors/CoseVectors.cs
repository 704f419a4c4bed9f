using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography.Vectors;

/// <summary>
/// Files of the COSE working group: <c>input</c> says what was made and with which keys, <c>output.cbor</c> is the message (hex),
/// <c>fail</c> or <c>input.failures</c> says that it must be refused. Signed messages are checked; messages with MAC or encryption
/// must not pass as signed ones and are otherwise left out, because this house has no use for them.
/// </summary>
internal sealed class CoseVectors : IVectorKind
{
    private static readonly CosePolicy Policy = new()
    {
        Algorithms = CoseNumbers.Signatures,
        AcceptsUnprotectedAlgorithm = true,
        AcceptsUntagged = true,
    };

    public string Folder => "cose";

    public IEnumerable<VectorResult> Run(DirectoryInfo folder) => VectorFiles.Each(folder, (name, file) => [Check(name, file)]);

    private static VectorResult Check(string name, JsonNode file)
    {
        var input = file["input"];
        if (input is null || file["output"].Text("cbor") is not { } hex)
            return VectorResult.Skip(name, "says neither input nor output.cbor");
        var message = Convert.FromHexString(hex);
        if ((input["sign0"] ?? input["sign1"]) is { } single)
        {
            return Judge(name, file, CoseSign1.Verify(message, Policy, _ => Key(single["key"]), External(single))
                .Then<byte[]>(read => read.Payload));
        }

        if (input["sign"] is { } several)
        {
            var signers = several["signers"] as JsonArray ?? [];
            var external = External(several) is { Length: > 0 } common ? common : External(signers.FirstOrDefault());
            return Judge(name, file, CoseSign.Verify(
                message, Policy, (_, place) => place < signers.Count ? Key(signers[place]?["key"]) : null, external));
        }

        var kind = ((JsonObject)input).Select(member => member.Key)
            .FirstOrDefault(member => member is "mac" or "mac0" or "encrypted" or "enveloped") ?? "no signature";
        var passes = CoseSign1.Verify(message, Policy with { AcceptsUntagged = false }, _ => null).Refusal?.Code is "crypto.key";
        return passes
            ? VectorResult.Fail(name, $"{kind} was read as a signed message")
            : VectorResult.Skip(name, $"{kind}: this house reads signed COSE messages only; it was not taken for one");
    }

    private static VectorResult Judge(string name, JsonNode file, Outcome<byte[]> outcome)
    {
        if (MustFail(file))
            return VectorResult.Of(name, !outcome.Succeeded, "must be refused and was accepted");
        if (outcome.Succeeded)
            return VectorResult.Of(name, outcome.Value.AsSpan().SequenceEqual(Content(file["input"]!)), "another payload");
        return outcome.Refusal.Code switch
        {
            "crypto.algorithm" => VectorResult.Skip(name, "signed with an algorithm this house does not use; it was refused"),
            "crypto.header" when file.ToJsonString().Contains("\"crit\"", StringComparison.Ordinal) =>
                VectorResult.Skip(name, "demands a critical header this house does not know; it was refused"),
            var code => VectorResult.Fail(name, $"refused with {code}"),
        };
    }

    /// <summary>
    /// <c>fail</c> decides where it stands. Else a file with failures is one that must be refused, unless its title says that it
    /// passes: leaving out a tag or an empty header is listed there too.
    /// </summary>
    private static bool MustFail(JsonNode file)
    {
        if (file["fail"] is JsonValue value && value.TryGetValue<bool>(out var fail))
            return fail;
        var title = file.Text("title") ?? string.Empty;
        if (title.Contains("fail", StringComparison.OrdinalIgnoreCase))
            return true;
        return HasFailures(file["input"]) && !title.Contains("pass", StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasFailures(JsonNode? node) => node switch
    {
        JsonObject members => members.Any(member => (member.Key == "failures" && member.Value is JsonObject { Count: > 0 }) || HasFailures(member.Value)),
        JsonArray items => items.Any(HasFailures),
        _ => false,
    };

    private static byte[] Content(JsonNode input) => input.Text("plaintext_hex") is { } hex
        ? Convert.FromHexString(hex)
        : Encoding.UTF8.GetBytes(input.Text("plaintext") ?? string.Empty);

    private static byte[] External(JsonNode? signer) => Convert.FromHexString(signer.Text("external") ?? string.Empty);

    /// <summary>These files write keys as JWK, some members in hex under another name, and the type of COSE for EC.</summary>
    private static Jwk? Key(JsonNode? key)
    {
        var jwk = new JsonObject { ["kty"] = key.Text("kty") == "EC2" ? JwkTypes.Elliptic : key.Text("kty"), ["crv"] = key.Text("crv") };
        foreach (var member in (ReadOnlySpan<string>)["x", "y", "n", "e"])
        {
            if (key.Text(member) is { } text)
                jwk[member] = text;
            else if (key.Text(member + "_hex") is { } hex)
                jwk[member] = Base64Url.Encode(Convert.FromHexString(hex));
        }

        return Jwk.Parse(JsonSerializer.SerializeToElement(jwk)).Value;
    }
}
