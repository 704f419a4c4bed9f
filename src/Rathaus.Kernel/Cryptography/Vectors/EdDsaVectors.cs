using System.Text.Json.Nodes;

namespace Rathaus.Kernel.Cryptography.Vectors;

/// <summary>
/// Files with <c>cases</c> of seed, public key, message and signature (hex): derived key and signature must match bit for bit, both
/// verifiers must accept, and both must refuse one changed bit.
/// </summary>
internal sealed class EdDsaVectors : IVectorKind
{
    public string Folder => "ed25519";

    public IEnumerable<VectorResult> Run(DirectoryInfo folder) => VectorFiles.Each(folder, (name, file) =>
        file["cases"] is JsonArray cases
            ? cases.SelectMany((vector, at) => VectorFiles.Guard($"{name}#{at}", () => [Check($"{name}#{at}", vector)]))
            : [VectorResult.Skip(name, "holds no cases")]);

    private static VectorResult Check(string name, JsonNode? vector)
    {
        var seed = Hex(vector, "seed");
        var key = Hex(vector, "public");
        var message = Hex(vector, "message");
        var signature = Hex(vector, "signature");
        var curve = key.Length switch
        {
            Ed25519.KeyLength => EdwardsCurve.Ed25519,
            Ed448.KeyLength => EdwardsCurve.Ed448,
            _ => throw new FormatException($"a public key of {key.Length} bytes"),
        };
        var changed = (byte[])signature.Clone();
        changed[0] ^= 1;
        if (EdDsa.NativeWorks && !EdDsa.PublicKey(curve, seed).AsSpan().SequenceEqual(key))
            return VectorResult.Fail(name, "another public key");
        if (EdDsa.NativeWorks && !EdDsa.Sign(curve, seed, message).AsSpan().SequenceEqual(signature))
            return VectorResult.Fail(name, "another signature");
        if (!EdDsa.Verify(curve, key, message, signature) || !ManagedEdDsa.Verify(curve, key, message, signature))
            return VectorResult.Fail(name, "the signature was refused");
        return VectorResult.Of(
            name, !EdDsa.Verify(curve, key, message, changed) && !ManagedEdDsa.Verify(curve, key, message, changed),
            "a changed signature was accepted");
    }

    private static byte[] Hex(JsonNode? vector, string member) =>
        Convert.FromHexString(vector.Text(member) ?? throw new FormatException($"no {member}"));
}
