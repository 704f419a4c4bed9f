using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Cryptography.Vectors;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>Vectors of the standards through the kinds of the kernel, and the command that runs them.</summary>
public sealed class VectorTests : IDisposable
{
    private static readonly string Own = Path.Combine(Checkout.Folder, "tests", "Rathaus.Kernel.Tests", "Cryptography", "Vectors");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vectors");

    public static TheoryData<string> Places => Environment.GetEnvironmentVariable("RATHAUS_VECTORS") is { Length: > 0 } more ? [Own, more] : [Own];

    [Theory]
    [MemberData(nameof(Places))]
    public void No_vector_of_the_kernel_fails(string place)
    {
        foreach (var kind in Kinds())
        {
            var below = new DirectoryInfo(Path.Combine(place, kind.Folder));
            Assert.True(below.Exists, below.FullName);
            var results = kind.Run(below).ToList();
            Assert.Empty(results.Where(result => result.Verdict == VectorVerdict.Failed).Select(result => $"{result.Name}: {result.Note}"));
            Assert.Contains(results, result => result.Verdict == VectorVerdict.Passed);
            Assert.All(results.Where(result => result.Verdict == VectorVerdict.Skipped), result => Assert.NotNull(result.Note));
        }
    }

    [Fact]
    public async Task The_command_ends_with_the_sums_and_names_what_it_left_out()
    {
        var (code, output, _) = await RunAsync(Own);
        Assert.Equal(0, code);
        Assert.Matches("^[0-9]+ passed, 0 failed, [0-9]+ skipped$", output[^1]);
        Assert.Contains(output, line => line.StartsWith("skipped jose-rfc7520/jwe/5_3", StringComparison.Ordinal));
        Assert.Contains(output, line => line.StartsWith("ed25519: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_folder_of_a_kind_can_be_run_alone()
    {
        var (code, output, _) = await RunAsync(Path.Combine(Own, "ed25519"));
        Assert.Equal(0, code);
        Assert.StartsWith("ed25519: ", output[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cose", "sign1-tests/sign-pass-01.json", "\"title\":\"sign-pass-01: Redo protected\"", "\"title\":\"x\", \"fail\":true")]
    [InlineData("cose", "eddsa-examples/eddsa-01.json", "77F3EACD", "77F3EACC")]
    [InlineData("jose-rfc7520", "curve25519/ecdh-es.json", "You can trust us", "You can not trust us")]
    [InlineData("ed25519", "sign.json", "e5564300c360ac72", "e5564300c360ac73")]
    public async Task A_vector_that_says_otherwise_fails_whatever_its_name(string kind, string name, string from, string to)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Own, kind, name), TestContext.Current.CancellationToken);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var file = Path.Combine(folder.FullName, kind, "other-name.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync(folder.FullName);
        Assert.Equal(1, code);
        Assert.Contains(output, line => line.StartsWith($"failed {kind}/other-name.json", StringComparison.Ordinal));
        Assert.Contains(" 1 failed, ", output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_folders_are_named_and_broken_files_fail()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "rotation"));
        var cose = Directory.CreateDirectory(Path.Combine(folder.FullName, "cose"));
        await File.WriteAllTextAsync(Path.Combine(cose.FullName, "a.json"), "{ no json", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(cose.FullName, "b.json"), """{"input":{"sign0":{}},"output":{"cbor":"zz"}}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(cose.FullName, "c.json"), """{"comment":"nothing"}""", TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync(folder.FullName);
        Assert.Equal(1, code);
        Assert.Contains(output, line => line.StartsWith("skipped rotation", StringComparison.Ordinal));
        Assert.Equal("0 passed, 2 failed, 2 skipped", output[^1]);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_or_holds_nothing_is_an_unusable_call()
    {
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync(Path.Combine(folder.FullName, "away")));
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync(folder.FullName));
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static IEnumerable<IVectorKind> Kinds() =>
        new ServiceCollection().AddCryptography().BuildServiceProvider().GetServices<IVectorKind>();

    private static async Task<(int Code, string[] Output, string Error)> RunAsync(params string[] words)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var command = new VectorsCommand(Kinds());
        var code = await command.RunAsync(CommandLine.Parse(words, [], []).With(output, error), TestContext.Current.CancellationToken);
        return (code, output.ToString().TrimEnd().Split('\n'), error.ToString());
    }
}
