using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Cryptography.Vectors;

namespace Rathaus.Identity.Wallet.Vectors;

/// <summary>
/// Vectors of RFC 9901: folders as the reference program of the SD-JWT editors writes them, and single files that hold
/// <c>presentation</c> and <c>issuance</c> with their key and expectations.
/// </summary>
internal sealed class SdJwtVectors : IVectorKind
{
    public string Folder => "sd-jwt";

    public IEnumerable<VectorResult> Run(DirectoryInfo folder)
    {
        var settings = VectorSettings.Of(folder);
        foreach (var place in folder.EnumerateDirectories("*", SearchOption.AllDirectories).Prepend(folder).OrderBy(one => one.FullName, StringComparer.Ordinal))
        {
            var files = place.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
            var presented = files.Where(file => file.Name.StartsWith("sd_jwt_presentation.", StringComparison.Ordinal)).ToList();
            var issued = files.Where(file => file.Name.StartsWith("sd_jwt_issuance.", StringComparison.Ordinal)).ToList();
            foreach (var file in presented)
                yield return Presentation(folder, file, settings);
            foreach (var file in issued)
                yield return Issuance(folder, file, settings);
            if (presented.Count + issued.Count > 0)
                continue;
            foreach (var file in files.Where(file => file.Extension == ".json"))
            {
                foreach (var result in Single(folder, file, settings))
                    yield return result;
            }
        }
    }

    private static VectorResult Presentation(DirectoryInfo folder, FileInfo file, VectorSettings settings)
    {
        var name = file.NameIn(folder);
        var texts = VectorFiles.SdJwts(file);
        if (!texts.Succeeded)
            return VectorFiles.Failed(name, texts);
        var results = texts.Value.Select(text => VectorFiles.Verify(text, settings.IssuerKeys, settings.Nonce, settings.Audience)).ToList();
        var verified = results.Find(one => one.Succeeded) ?? results[^1];
        if (!verified.Succeeded)
            return VectorFiles.Failed(name, verified);
        var wanted = new FileInfo(Path.Combine(file.DirectoryName!, "verified_contents.json"));
        return !wanted.Exists
            ? VectorResult.Fail(name, "verified_contents.json is missing")
            : VectorResult.Of(name, JsonNode.DeepEquals(VectorFiles.Json(wanted), verified.Value.Claims), "other claims than verified_contents.json");
    }

    /// <summary>The signed payload is the one of the file; each digest comes from a disclosure again, and with all of them the claims are whole.</summary>
    private static VectorResult Issuance(DirectoryInfo folder, FileInfo file, VectorSettings settings)
    {
        var name = file.NameIn(folder);
        var texts = VectorFiles.SdJwts(file);
        if (!texts.Succeeded)
            return VectorFiles.Failed(name, texts);
        var verified = VectorFiles.Verify(texts.Value[0], settings.IssuerKeys, settings.Nonce, settings.Audience);
        if (!verified.Succeeded)
            return VectorFiles.Failed(name, verified);
        var parts = SdJwtText.Parse(texts.Value[0]).Value!;
        if (Payload(parts) is not { } payload)
            return VectorResult.Fail(name, "no payload");
        var written = new FileInfo(Path.Combine(file.DirectoryName!, "sd_jwt_payload.json"));
        if (written.Exists && !JsonNode.DeepEquals(VectorFiles.Json(written), payload))
            return VectorResult.Fail(name, "other payload than sd_jwt_payload.json");
        if (Missing(payload, parts.Disclosures) is { } digest)
            return VectorResult.Fail(name, $"no place for the digest {digest}");
        var claims = new FileInfo(Path.Combine(file.DirectoryName!, "user_claims.json"));
        return VectorResult.Of(
            name, !claims.Exists || Contains(verified.Value.Claims, VectorFiles.Json(claims)), "other claims than user_claims.json");
    }

    private static IEnumerable<VectorResult> Single(DirectoryInfo folder, FileInfo file, VectorSettings settings)
    {
        var name = file.NameIn(folder);
        if (VectorFiles.Json(file) is not JsonObject vector)
        {
            yield return VectorResult.Fail(name, "no JSON object");
            yield break;
        }

        var own = vector["issuer_jwk"] is JsonObject key ? Jwk.Parse(key.ToJsonString()).Value : null;
        IReadOnlyList<Jwk> keys = own is null ? settings.IssuerKeys : [own];
        var found = false;
        foreach (var member in (string[])["issuance", "presentation"])
        {
            if (vector.Text(member) is not { } text)
                continue;
            found = true;
            yield return Judge($"{name}#{member}", text, vector, keys, settings);
        }

        if (vector["disclosures"] is JsonArray disclosures)
        {
            found = true;
            foreach (var (place, entry) in disclosures.Index())
                yield return OneDisclosure($"{name}#disclosures[{place}]", entry);
        }

        if (!found)
            yield return VectorResult.Skip(name, "holds neither presentation, issuance nor disclosures");
    }

    private static VectorResult Judge(string name, string text, JsonObject vector, IReadOnlyList<Jwk> keys, VectorSettings settings)
    {
        var verified = VectorFiles.Verify(text, keys, vector.Text("expected_nonce") ?? settings.Nonce, vector.Text("expected_aud") ?? settings.Audience);
        if (!verified.Succeeded)
            return VectorFiles.Failed(name, verified);
        var parts = SdJwtText.Parse(text).Value!;
        var payload = Payload(parts);
        if (vector["issuer_jwt_payload"] is { } written && !JsonNode.DeepEquals(written, payload))
            return VectorResult.Fail(name, "other payload than issuer_jwt_payload");
        return vector["verified_contents"] is { } wanted && !JsonNode.DeepEquals(wanted, verified.Value.Claims)
            ? VectorResult.Fail(name, "other claims than verified_contents")
            : VectorResult.Pass(name);
    }

    private static VectorResult OneDisclosure(string name, JsonNode? entry)
    {
        var parsed = Disclosure.Parse(entry.Text("disclosure") ?? "");
        if (!parsed.Succeeded)
            return VectorFiles.Failed(name, parsed);
        var contents = entry?["contents"] as JsonArray;
        return VectorResult.Of(
            name,
            parsed.Value.Digest == entry.Text("digest") && (contents is null || JsonNode.DeepEquals(contents[^1], parsed.Value.Value)),
            "other digest or contents");
    }

    private static JsonObject? Payload(SdJwtText parts) =>
        Base64Url.DecodeOrNull(parts.IssuerJwt.Split('.')[1]) is { } bytes && WalletJson.TryParse(bytes, out var node) ? node as JsonObject : null;

    /// <summary>The digest of a disclosure that stands neither in the payload nor in another disclosure, or null.</summary>
    private static string? Missing(JsonObject payload, IReadOnlyList<Disclosure> disclosures)
    {
        var places = payload.ToJsonString() + string.Concat(disclosures.Select(one => one.Value?.ToJsonString()));
        return disclosures.Select(one => one.Digest).FirstOrDefault(digest => !places.Contains($"\"{digest}\"", StringComparison.Ordinal));
    }

    private static bool Contains(JsonObject claims, JsonNode? wanted) =>
        wanted is JsonObject members && members.All(member => claims.ContainsKey(member.Key) && JsonNode.DeepEquals(claims[member.Key], member.Value));
}
