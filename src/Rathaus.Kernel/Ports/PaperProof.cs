using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// What the code on a printed document carries behind the <c>#</c> of its address: the facts of the paper and the opening of
/// an entry of their own. A browser keeps that part to itself; whoever scans it can hold the facts against the paper and the log.
/// </summary>
/// <param name="Salt">32 random bytes.</param>
/// <param name="Facts">Canonical JSON (RFC 8785).</param>
public sealed record PaperProof(byte[] Salt, byte[] Facts)
{
    /// <summary>Bytes of facts beyond which a phone no longer reads the code from paper.</summary>
    public const int MostFacts = 260;

    public static PaperProof Of(JsonObject facts) => new(RandomNumberGenerator.GetBytes(32), CanonicalJson.Write(facts));

    /// <summary>Bytes of facts as they would be printed.</summary>
    public static int SizeOf(JsonObject facts) => CanonicalJson.Write(facts).Length;

    /// <summary>Behind the <c>#</c>.</summary>
    public string Fragment => Base64Url.Encode([.. Salt, .. Facts]);

    /// <summary>The same for all papers: what is said stands in the facts.</summary>
    public static JsonObject Meta => new() { ["kind"] = "paper" };

    public ProofRequest Request(string type, string key) => new(type, SHA256.HashData(Facts), Meta, key) { Salt = Salt };
}

/// <summary>What somebody needs beside the printed code to check it: texts of the public log.</summary>
/// <param name="Entry"><c>rathaus-entry/v1</c>.</param>
/// <param name="Proof">C2SP tlog-proof.</param>
public sealed record PaperEvidence(string Entry, string Proof, ProofStanding Standing);
