using Rathaus.Kernel.Cryptography.Vectors;
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
    [InlineData("signed-note", 8)]
    public void Every_check_of_every_file_holds(string folder, int count)
    {
        var kind = JsonVectorKind.All.Single(kind => kind.Folder == folder);
        var results = kind.Run(new DirectoryInfo(Path.Combine(Folder, folder))).ToList();
        Assert.Empty(results.Where(result => result.Verdict != VectorVerdict.Passed).Select(result => $"{result.Name}: {result.Note}"));
        Assert.Equal(count, results.Count);
    }

    [Fact]
    public void A_file_that_is_something_else_fails_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-vectors-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.json"), "{}");
            File.WriteAllText(Path.Combine(folder.FullName, "b.json"), "[");
            Assert.All(JsonVectorKind.All, kind => Assert.Equal(
                [VectorVerdict.Failed, VectorVerdict.Failed], kind.Run(folder).Select(result => result.Verdict)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
