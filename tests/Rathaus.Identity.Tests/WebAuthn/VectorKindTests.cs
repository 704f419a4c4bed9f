using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Cryptography.Vectors;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.WebAuthn;

/// <summary>The W3C's vectors as <c>./rathaus vectors</c> runs them.</summary>
public sealed class VectorKindTests : IDisposable
{
    private static readonly string Own = Path.Combine(Checkout.Folder, "tests", "vectors", "webauthn-l3");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("webauthn");

    public static TheoryData<string> Places => Environment.GetEnvironmentVariable("RATHAUS_VECTORS") is { Length: > 0 } more
        ? [Own, Path.Combine(more, "webauthn-l3")]
        : [Own];

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_registration_and_every_sign_in_passes(string place)
    {
        var results = Run(new DirectoryInfo(place));
        Assert.Empty(results.Where(result => result.Verdict != VectorVerdict.Passed).Select(result => $"{result.Name}: {result.Note}"));
        Assert.Equal(results.Count(result => result.Name.EndsWith("#registration", StringComparison.Ordinal)) * 2, results.Count);
        Assert.True(place == Own ? results.Count == 30 : results.Count >= 10);
    }

    [Fact]
    public void Without_its_root_an_attested_registration_fails()
    {
        File.Copy(Path.Combine(Own, "tpm-es256.json"), Path.Combine(folder.FullName, "a.json"));
        Assert.Equal(
            [("a.json#registration", VectorVerdict.Failed), ("a.json#authentication", VectorVerdict.Passed)],
            Run(folder).Select(result => (result.Name, result.Verdict)));
    }

    [Fact]
    public void A_changed_vector_fails()
    {
        var text = File.ReadAllText(Path.Combine(Own, "none-es256.json"));
        File.WriteAllText(Path.Combine(folder.FullName, "a.json"), text.Replace("\"origin\": \"https://example.org\"", "\"origin\": \"https://example.com\"", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder.FullName, "b.json"), """{"title":"nothing"}""");
        Assert.Equal([VectorVerdict.Failed, VectorVerdict.Failed, VectorVerdict.Skipped], Run(folder).Select(result => result.Verdict));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static List<VectorResult> Run(DirectoryInfo place) => [.. new WebAuthnVectors(TimeProvider.System).Run(place)];
}
