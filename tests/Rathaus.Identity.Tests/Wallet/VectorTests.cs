using Rathaus.Identity.Wallet.Vectors;
using Rathaus.Kernel.Cryptography.Vectors;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>The vectors of RFC 9901, of its reference program and of OpenID4VP 1.0 (sources: tests/vectors/README.md).</summary>
public sealed class VectorTests
{
    [Theory]
    [InlineData("sd-jwt", 30)]
    [InlineData("openid4vp-1.0", 3)]
    public void All_published_vectors_pass(string kind, int atLeast)
    {
        IVectorKind runner = kind == "sd-jwt" ? new SdJwtVectors() : new PresentationVectors();
        Assert.Equal(kind, runner.Folder);
        var results = runner.Run(new DirectoryInfo(Path.Combine(Checkout.Folder, "tests", "vectors", kind))).ToList();
        Assert.DoesNotContain(results, result => result.Verdict != VectorVerdict.Passed);
        Assert.True(results.Count >= atLeast, $"only {results.Count} vectors were found");
    }
}
