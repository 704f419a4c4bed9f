using System.Text.Json;
using Rathaus.Ledger.Merkle;

namespace Rathaus.Ledger.Vectors;

/// <summary>
/// Files of transparency-dev/merkle: a proof with the verdict it deserves. What a file is about is read from the members it
/// has, not from its name.
/// </summary>
internal static class MerkleVectors
{
    public static IEnumerable<VectorCheck> Run(JsonElement file)
    {
        var good = file switch
        {
            _ when Has(file, "leafIdx", "treeSize") => InclusionProof.Verify(
                Number(file, "leafIdx"), Number(file, "treeSize"), Bytes(file, "leafHash"), Path(file), Bytes(file, "root")),
            _ when Has(file, "leafIdx", "start") => InclusionProof.VerifySubtree(
                Number(file, "leafIdx"), Number(file, "start"), Number(file, "end"), Bytes(file, "leafHash"), Path(file), Bytes(file, "root")),
            _ when Has(file, "size1", "size2") => ConsistencyProof.Verify(
                Number(file, "size1"), Number(file, "size2"), Bytes(file, "root1"), Bytes(file, "root2"), Path(file)),
            _ when Has(file, "start", "size") => ConsistencyProof.VerifySubtree(
                Number(file, "start"), Number(file, "end"), Number(file, "size"), Bytes(file, "root1"), Bytes(file, "root2"), Path(file)),
            _ => throw new JsonException("No proof of a known kind"),
        };
        var wanted = !file.GetProperty("wantErr").GetBoolean();
        yield return new VectorCheck(file.GetProperty("desc").GetString()!, good == wanted ? null : $"wanted {wanted}, got {good}");
    }

    private static bool Has(JsonElement file, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (!file.TryGetProperty(member, out _))
                return false;
        }

        return true;
    }

    private static ulong Number(JsonElement file, string member) => file.GetProperty(member).GetUInt64();

    private static byte[] Bytes(JsonElement file, string member) => file.GetProperty(member).GetBytesFromBase64();

    private static byte[][] Path(JsonElement file) => file.GetProperty("proof") switch
    {
        { ValueKind: JsonValueKind.Null } => [],
        var list => [.. list.EnumerateArray().Select(static hash => hash.GetBytesFromBase64())],
    };
}

/// <summary>One thing that was checked; a fault says what is not as it should be.</summary>
internal sealed record VectorCheck(string Name, string? Fault)
{
    public static VectorCheck Of(string name, bool holds) => new(name, holds ? null : "does not hold");
}
