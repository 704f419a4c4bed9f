using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.Dcql;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Cryptography.Vectors;

namespace Rathaus.Identity.Wallet.Vectors;

/// <summary>
/// Examples of OpenID4VP 1.0: queries are read and evaluated, presentations verified, metadata and payloads read. What a file is
/// shows in its content.
/// </summary>
internal sealed class PresentationVectors : IVectorKind
{
    /// <summary>Of the examples when a file does not say it.</summary>
    private const string ExampleNonce = "1234567890";

    private const string ExampleAudience = "https://verifier.example.org";

    /// <summary>Issuer of the examples in RFC 9901 and OpenID4VP 1.0 (public part), for presentations without a key.</summary>
    private const string ExampleIssuer =
        """{"kty":"EC","crv":"P-256","x":"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ","y":"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}""";

    public string Folder => "openid4vp-1.0";

    public IEnumerable<VectorResult> Run(DirectoryInfo folder)
    {
        var settings = VectorSettings.Of(folder);
        if (settings.IssuerKeys.Count == 0 && folder.Parent is { } above)
            settings = settings with { IssuerKeys = VectorSettings.Of(new DirectoryInfo(Path.Combine(above.FullName, "sd-jwt"))).IssuerKeys };
        if (settings.IssuerKeys.Count == 0)
            settings = settings with { IssuerKeys = [Jwk.Parse(ExampleIssuer).Value!] };
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            foreach (var result in One(file.NameIn(folder), file, settings))
                yield return result;
        }
    }

    private static IEnumerable<VectorResult> One(string name, FileInfo file, VectorSettings settings)
    {
        if (file.Extension is ".md" or ".yml" or ".yaml")
            return [];
        var node = VectorFiles.Json(file);
        return node switch
        {
            null => IsSdJwt(string.Concat(File.ReadAllText(file.FullName).Where(letter => !char.IsWhiteSpace(letter))), out var text)
                ? [Presentation(name, text, [], settings)]
                : [VectorResult.Skip(name, "neither JSON nor an SD-JWT")],
            JsonValue value when value.GetValueKind() == JsonValueKind.String && IsSdJwt(value.GetValue<string>(), out var text) =>
                [Presentation(name, text, [], settings)],
            JsonObject members => OfObject(name, members, settings),
            _ => [VectorResult.Skip(name, "holds no JSON object")],
        };
    }

    private static IEnumerable<VectorResult> OfObject(string name, JsonObject members, VectorSettings settings)
    {
        var query = members["dcql_query"] ?? (members["credentials"] is JsonArray ? members : null);
        if (query is not null)
            return [Query(name, query)];
        if ((members["vp_formats_supported"] ?? members["client_metadata"]?["vp_formats_supported"]) is { } formats)
            return [VectorResult.Of(name, AreFormats(formats), "formats are not readable")];
        if (members.ContainsKey("vct") && (members.ContainsKey("_sd") || members.ContainsKey("_sd_alg")))
            return [Payload(name, members)];
        var presented = Texts(members).Where(text => IsSdJwt(text.Value, out _)).ToList();
        return presented.Count == 0
            ? [VectorResult.Skip(name, "neither query, metadata, payload nor SD-JWT presentation")]
            : presented.Select(text => Presentation(presented.Count == 1 ? name : $"{name}#{text.Path}", text.Value, members, settings));
    }

    private static VectorResult Presentation(string name, string text, JsonObject beside, VectorSettings settings)
    {
        var own = beside["issuer_jwk"] is JsonObject key ? Jwk.Parse(key.ToJsonString()).Value : null;
        var verified = VectorFiles.Verify(
            text, own is null ? settings.IssuerKeys : [own],
            beside.Text("expected_nonce") ?? beside.Text("nonce") ?? settings.Nonce ?? ExampleNonce,
            beside.Text("expected_aud") ?? beside.Text("aud") ?? settings.Audience ?? ExampleAudience);
        if (!verified.Succeeded)
            return VectorFiles.Failed(name, verified);
        return beside["verified_contents"] is { } wanted && !JsonNode.DeepEquals(wanted, verified.Value.Claims)
            ? VectorResult.Fail(name, "other claims than verified_contents")
            : VectorResult.Pass(name);
    }

    /// <summary>Read; satisfied by credentials made after it; not satisfied by nothing unless everything is optional.</summary>
    private static VectorResult Query(string name, JsonNode node)
    {
        var query = DcqlReader.Read(node);
        if (!query.Succeeded)
            return VectorFiles.Failed(name, query);
        var made = query.Value.Credentials.Select(SampleOf).ToList();
        if (!DcqlAnswer.Of(query.Value, made).Satisfied)
            return VectorResult.Fail(name, "credentials made after the query do not satisfy it");
        var needsSomething = query.Value.Sets is null || query.Value.Sets.Any(set => set.Required);
        return VectorResult.Of(
            name, DcqlAnswer.Of(query.Value, []).Satisfied != needsSomething, "no credential at all gives the wrong verdict");
    }

    private static DcqlCandidate SampleOf(CredentialQuery wanted)
    {
        var claims = new JsonObject();
        foreach (var claim in wanted.Claims ?? [])
            Put(claims, [.. claim.Path.ToJson().Select(step => step?.DeepClone())], claim.Values?[0]);
        return new DcqlCandidate(wanted.Format, wanted.Types.Count > 0 ? wanted.Types[0] : null, claims)
        {
            Authorities = [.. wanted.Authorities.SelectMany(one => one.Values, (one, value) => (one.Type, value))],
        };
    }

    private static void Put(JsonNode into, ReadOnlySpan<JsonNode?> steps, JsonNode? value)
    {
        var last = steps.Length == 1;
        static JsonNode Next(JsonNode? there, JsonNode? following) => there is JsonObject or JsonArray
            ? there
            : following?.GetValueKind() == JsonValueKind.String ? new JsonObject() : new JsonArray();
        if (into is JsonObject members && steps[0] is { } name)
        {
            var key = name.GetValue<string>();

            // What is asked for as a whole may be asked for in part as well.
            var child = last && members[key] is (JsonObject or JsonArray) and var whole ? whole : last ? value?.DeepClone() ?? "x" : Next(members[key], steps[1]);
            if (child.Parent is null)
                members[key] = child;
            if (!last)
                Put(child, steps[1..], value);
        }
        else if (into is JsonArray elements)
        {
            var place = steps[0] is { } number ? int.Parse(number.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : 0;
            while (elements.Count <= place)
                elements.Add(last ? value?.DeepClone() ?? "x" : Next(null, steps[1]));
            if (!last)
                Put(elements[place]!, steps[1..], value);
        }
    }

    private static VectorResult Payload(string name, JsonObject payload)
    {
        var unpacked = SdJwtUnpacker.Unpack(payload, []);
        if (!unpacked.Succeeded)
            return VectorFiles.Failed(name, unpacked);
        var holder = payload["cnf"]?["jwk"] is JsonObject key ? Jwk.Parse(key.ToJsonString()) : null;
        return VectorResult.Of(name, payload.Text("vct") is { Length: > 0 } && holder is null or { Succeeded: true }, "vct or holder's key is not readable");
    }

    private static bool AreFormats(JsonNode formats) => formats is JsonObject { Count: > 0 } members && members.All(format =>
        format.Value is JsonObject details && details.All(detail => detail.Value is not JsonArray list || list.Count > 0));

    /// <summary>Every text in it with its path.</summary>
    private static IEnumerable<(string Path, string Value)> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray elements => elements.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [(value.GetPath(), value.GetValue<string>())],
        _ => [],
    };

    private static bool IsSdJwt(string text, out string itself)
    {
        itself = text;
        return text.StartsWith("eyJ", StringComparison.Ordinal) && text.Contains('~', StringComparison.Ordinal);
    }
}
