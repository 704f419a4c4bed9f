using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rathaus.Kernel.Cryptography.Vectors;

/// <summary>
/// Files of the JOSE cookbook (RFC 7520) and its sisters: keys, signed and encrypted messages. What this house signs and
/// encrypts with must work; what it never accepts (symmetric signatures, RSA1_5, b64=false, compression, unprotected
/// algorithms) must be refused; other algorithms must be refused too and count as left out.
/// </summary>
internal sealed class JoseVectors : IVectorKind
{
    public string Folder => "jose-rfc7520";

    public IEnumerable<VectorResult> Run(DirectoryInfo folder) => VectorFiles.Each(folder, Check);

    private static IEnumerable<VectorResult> Check(string name, JsonNode file)
    {
        if (file["kty"] is not null)
            return [CheckKey(name, file)];
        if (file["keys"] is JsonArray keys)
            return keys.Select((key, at) => CheckKey($"{name}#{at}", key!));
        if (file["signing"] is not null)
            return [JwsVector.Check(name, file)];
        if (file["encrypting_content"] is not null)
            return [JweVector.Check(name, file)];
        return file is JsonObject members && members.Any(member => member.Value?["input"] is not null)
            ? members.Where(member => member.Value is JsonObject).SelectMany(member => Check($"{name}#{member.Key}", member.Value!))
            : [VectorResult.Skip(name, "neither key nor message")];
    }

    /// <summary>A symmetric key is no key of this house; a private one must be refused where a public one is read.</summary>
    private static VectorResult CheckKey(string name, JsonNode file)
    {
        var element = JsonSerializer.SerializeToElement(file);
        var read = Jwk.Parse(element);
        if (file.Text("kty") == "oct")
            return VectorResult.Of(name, !read.Succeeded && !PrivateJwk.Parse(element).Succeeded, "a symmetric key was accepted");
        if (file["d"] is null)
        {
            return VectorResult.Of(
                name, read.Succeeded && SameMembers(file, read.Value.ToJson()), read.Succeeded ? "written differently" : "the key was refused");
        }

        var pair = PrivateJwk.Parse(element);
        if (read.Succeeded || !pair.Succeeded)
            return VectorResult.Fail(name, read.Succeeded ? "a private key was read as a public one" : "the key pair was refused");
        return VectorResult.Of(name, SameMembers(file, pair.Value.ToJson()), "written differently");
    }

    private static bool SameMembers(JsonNode file, JsonObject written) =>
        written.All(member => JsonNode.DeepEquals(member.Value, file[member.Key]));
}

/// <summary>One signed message.</summary>
internal static class JwsVector
{
    private static readonly JwsPolicy Policy = new()
    {
        Algorithms =
        [
            JoseAlgorithms.Es256, JoseAlgorithms.Es384, JoseAlgorithms.Es512, JoseAlgorithms.Ps256, JoseAlgorithms.Ps384, JoseAlgorithms.Ps512,
            JoseAlgorithms.Rs256, JoseAlgorithms.EdDsa, JoseAlgorithms.Ed25519, JoseAlgorithms.Ed448,
        ],
        PayloadIsJson = false,
    };

    public static VectorResult Check(string name, JsonNode file)
    {
        var input = file["input"]!;
        var payload = Encoding.UTF8.GetBytes(input.Text("payload") ?? string.Empty);
        var keys = input["key"] is JsonArray several ? several.ToArray() : [input["key"]];
        var forms = Forms(file["output"], payload).Distinct(StringComparer.Ordinal).ToList();
        if (forms.Count == 0)
            return VectorResult.Skip(name, "no output to read");

        string? leftOut = null;
        foreach (var form in forms)
        {
            var algorithm = ProtectedAlgorithm(form, out var strange);
            var accepted = keys.Any(key => PublicKey(key) is { } known && Accepts(form, known, payload));
            var readable = algorithm is not null && Policy.Algorithms.Contains(algorithm) && !strange;
            if (accepted != readable)
                return VectorResult.Fail(name, $"{algorithm ?? "unprotected algorithm"}: {(accepted ? "must be refused and was accepted" : Why(form, keys))}");
            if (!readable && !strange && algorithm is not (null or "none" or "HS256" or "HS384" or "HS512"))
                leftOut = algorithm;
        }

        return leftOut is null ? VectorResult.Pass(name) : VectorResult.Skip(name, $"{leftOut} is not used in this house; it was refused");
    }

    /// <summary>Each signature as a compact message; a detached payload put back. Without protected header nothing stands before the point.</summary>
    private static IEnumerable<string> Forms(JsonNode? output, byte[] payload)
    {
        if (output.Text("compact") is { } compact)
            yield return compact.Contains("..", StringComparison.Ordinal) ? compact.Replace("..", $".{Base64Url.Encode(payload)}.", StringComparison.Ordinal) : compact;
        foreach (var json in (JsonNode?[])[output?["json"], output?["json_flat"]])
        {
            if (json is null)
                continue;
            var text = json.Text("payload") ?? Base64Url.Encode(payload);
            foreach (var signature in json["signatures"] as JsonArray ?? [json.DeepClone()])
                yield return $"{signature.Text("protected")}.{text}.{signature.Text("signature")}";
        }
    }

    private static string? ProtectedAlgorithm(string form, out bool strange)
    {
        strange = false;
        var header = Base64Url.DecodeOrNull(form.Split('.')[0]);
        if (header is not { Length: > 0 } || JsonNode.Parse(header) is not JsonObject members)
            return null;
        strange = members.ContainsKey("b64") || members.ContainsKey("crit");
        return members.Text("alg");
    }

    private static bool Accepts(string form, Jwk key, byte[] payload) =>
        JwsReader.Verify(form, Policy, _ => key) is { Succeeded: true } read && read.Value.Payload.AsSpan().SequenceEqual(payload);

    private static string Why(string form, IEnumerable<JsonNode?> keys) =>
        keys.Select(PublicKey).FirstOrDefault(key => key is not null) is { } key
            ? "refused with " + (JwsReader.Verify(form, Policy, _ => key).Refusal?.Code ?? "another payload")
            : "its key was refused";

    private static Jwk? PublicKey(JsonNode? key) =>
        key is null ? null : Jwk.ParsePublicPart(JsonSerializer.SerializeToElement(key)).Value;
}

/// <summary>One encrypted message.</summary>
internal static class JweVector
{
    public static VectorResult Check(string name, JsonNode file)
    {
        var input = file["input"]!;
        var algorithm = input.Text("alg");
        var encryption = input.Text("enc");
        var compact = file["output"].Text("compact");
        var keys = input["key"] is JsonArray several ? several.ToArray() : [input["key"]];
        var own = keys.Where(key => key is not null)
            .Select(key => PrivateJwk.Parse(JsonSerializer.SerializeToElement(key)).Value).FirstOrDefault(key => key is not null);
        // What cannot be written in compact form is offered as it is and must bounce off.
        var read = Jwe.Decrypt(compact ?? file["output"]!.ToJsonString(), _ => own, longest: 65_536);
        var ours = algorithm == JoseAlgorithms.EcdhEs && encryption is JoseAlgorithms.A128Gcm or JoseAlgorithms.A256Gcm
            && compact is not null && file["encrypting_content"]?["protected"]?["zip"] is null;
        if (!ours)
        {
            if (read.Succeeded)
                return VectorResult.Fail(name, $"{algorithm} must be refused and was accepted");
            return algorithm is "RSA1_5" || file["encrypting_content"]?["protected"]?["zip"] is not null
                ? VectorResult.Pass(name)
                : VectorResult.Skip(name, $"{algorithm} with {encryption} is not used in this house; it was refused");
        }

        if (!read.Succeeded)
            return VectorResult.Fail(name, $"refused with {read.Refusal.Code}");
        var plaintext = Encoding.UTF8.GetBytes(input.Text("plaintext") ?? string.Empty);
        return VectorResult.Of(name, read.Value.Plaintext.AsSpan().SequenceEqual(plaintext), "another plaintext");
    }
}
