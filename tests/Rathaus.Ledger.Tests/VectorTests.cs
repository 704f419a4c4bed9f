using System.Text.Json;
using Rathaus.Ledger.Vectors;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>Every file of the public vectors, copied with their source (Vectors/README.md).</summary>
public sealed class VectorTests
{
    private static readonly string Folder = Path.Combine(Checkout.Folder, "tests", "Rathaus.Ledger.Tests", "Vectors");

    [Theory]
    [InlineData("merkle-rfc6962", 168)]
    [InlineData("tlog", 669)]
    [InlineData("signed-note", 5)]
    public void Every_check_of_every_file_holds(string kind, int least)
    {
        Func<JsonElement, IEnumerable<VectorCheck>> run = kind switch
        {
            "merkle-rfc6962" => MerkleVectors.Run,
            "tlog" => TlogVectors.Run,
            _ => SignedNoteVectors.Run,
        };
        var checks = Directory.EnumerateFiles(Path.Combine(Folder, kind), "*.json", SearchOption.AllDirectories).SelectMany(file =>
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return run(json.RootElement).Select(check => (File: Path.GetFileName(file), check.Name, check.Fault)).ToList();
        }).ToList();

        Assert.True(checks.Count >= least, $"only {checks.Count} checks");
        Assert.Empty(checks.Where(check => check.Fault is not null).Select(check => $"{check.File}: {check.Name}: {check.Fault}"));
    }
}
