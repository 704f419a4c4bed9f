using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Cryptography.Vectors;
using Rathaus.Kernel.Outcomes;
using YamlDotNet.RepresentationModel;

namespace Rathaus.Identity.Wallet.Vectors;

/// <summary>Keys and expectations that go with presentations: a settings file of the layout of sd-jwt-python, or members of a vector.</summary>
internal sealed record VectorSettings(IReadOnlyList<Jwk> IssuerKeys, string? Nonce, string? Audience)
{
    public static VectorSettings None { get; } = new([], null, null);

    /// <summary>The first file directly in the folder that has <c>key_settings</c>.</summary>
    public static VectorSettings Of(DirectoryInfo folder)
    {
        if (!folder.Exists)
            return None;
        foreach (var file in folder.EnumerateFiles("*.y*ml").OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            var yaml = new YamlStream();
            using var reader = file.OpenText();
            yaml.Load(reader);
            if (yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode root && Child(root, "key_settings") is YamlMappingNode keys)
                return new VectorSettings(KeysIn(keys), Scalar(Child(root, "key_binding_nonce")), Scalar(Child(Child(root, "identifiers"), "verifier")));
        }

        return None;
    }

    private static List<Jwk> KeysIn(YamlMappingNode keys)
    {
        var listed = Child(keys, "issuer_keys") is YamlSequenceNode several ? several.Children : [];
        return [.. listed.Append(Child(keys, "issuer_key")).OfType<YamlMappingNode>().Select(PublicKey).OfType<Jwk>()];
    }

    private static Jwk? PublicKey(YamlMappingNode key)
    {
        var members = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["kty", "crv", "x", "y", "n", "e"])
        {
            if (Scalar(Child(key, name)) is { } value)
                members[name] = value;
        }

        return Jwk.Parse(members.ToJsonString()).Value;
    }

    private static YamlNode? Child(YamlNode? node, string name) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Scalar(YamlNode? node) => (node as YamlScalarNode)?.Value;
}

/// <summary>Presentations as vectors hold them.</summary>
internal static class VectorFiles
{
    public static JsonNode? Json(FileInfo file) => WalletJson.TryParse(File.ReadAllBytes(file.FullName), out var node) ? node : null;

    /// <summary>
    /// The SD-JWTs in a file: compact text, or the JSON serialisation, itself or as a JSON text. Several: one for each signature.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> SdJwts(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName).Trim();
        if (text.StartsWith('"') && WalletJson.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var quoted))
            text = quoted!.GetValue<string>().Trim();
        if (!text.StartsWith('{'))
            return Outcome.Of<IReadOnlyList<string>>([text]);
        return WalletJson.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var node) && node is JsonObject jws
            ? SdJwtText.FromJson(jws)
            : SdJwtRefusals.Malformed("Kein JSON");
    }

    /// <summary>Verifies with any of the keys. Holder's signatures are judged as of their own time, which vectors fix.</summary>
    public static Outcome<VerifiedSdJwt> Verify(string text, IReadOnlyList<Jwk> keys, string? nonce, string? audience)
    {
        var parsed = SdJwtText.Parse(text);
        if (!parsed.Succeeded)
            return parsed.Refusal;
        HolderBinding? binding = null;
        if (parsed.Value.KeyBindingJwt is { } proof)
        {
            var read = JwsReader.Read(proof, new JwsPolicy { Algorithms = [JoseAlgorithms.Es256] });
            if (!read.Succeeded)
                return read.Refusal;
            binding = new HolderBinding(
                audience ?? "", nonce ?? "", DateTimeOffset.FromUnixTimeSeconds(read.Value.Claims.Integer("iat") ?? 0));
        }

        Outcome<VerifiedSdJwt> last = SdJwtRefusals.UnknownIssuer;
        foreach (var key in keys)
        {
            last = CredentialVerifier.Verify(text, [], _ => key, binding);
            if (last.Succeeded)
                break;
        }

        return last;
    }

    public static VectorResult Failed<T>(string name, Outcome<T> refused) => VectorResult.Fail(name, $"{refused.Refusal!.Code}: {refused.Refusal.Title}");

    /// <summary>The path below the folder of the kind, with slashes.</summary>
    public static string NameIn(this FileInfo file, DirectoryInfo folder) =>
        Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
}
