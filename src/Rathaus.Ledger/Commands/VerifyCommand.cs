using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Commands;

/// <summary><c>./rathaus verify BUNDLE</c>: checks a document with its proof, without network and without database.</summary>
internal sealed class VerifyCommand(IServiceProvider services) : ICommand
{
    public string Name => "verify";

    public string Summary => "checks a document with its proof (bundle), offline";

    public string Usage =>
        """
        ./rathaus verify BUNDLE [--policy FILE] [--receipt FILE] [--language de|en|de-einfach]

        Checks a bundle rathaus-bundle/v1 without network: files, document and entry, tree, log, quorum of other towns. The
        policy (C2SP tlog-policy) is the one you trust, never the one in the bundle; without --policy the one of this
        installation (Ledger:PolicyFile). --receipt: a COSE receipt (RFC 9942) that must be about the same entry; it says
        nothing about other towns, so it alone makes nothing genuine. Whether it was revoked later only the log can tell. Exit 0: genuine, 1: not, 2: unusable call.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--policy", "--receipt", "--language"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var file])
            throw new CommandLineException("takes one file");
        var language = Language.Find(line.Option("--language") ?? "de") ?? throw new CommandLineException("--language takes de, en or de-einfach");
        var policy = line.Option("--policy") is { } path ? await ReadAsync(path, ct) : services.GetRequiredService<RegionPolicy>().Current;
        await using var archive = Open(file);
        var verdict = archive.Length > BundleFiles.MostBytes ? BundleVerifier.Unreadable : BundleVerifier.Verify(archive, policy);
        var texts = services.GetRequiredService<ITexts>().For(language);
        await line.Out.WriteLineAsync(BundleText.Answer(verdict, texts));
        foreach (var step in verdict.Steps)
            await line.Out.WriteLineAsync($"  {Sign(step.Outcome)} {BundleText.Step(step, verdict, texts)}");
        if (line.Option("--receipt") is not { } given)
            return verdict.Answer == ProofAnswer.Genuine ? 0 : 1;
        var receipt = verdict.Leaf is { } leaf ? CoseReceipt.Verify(await ReadBytesAsync(given, ct), leaf, policy) : null;
        await line.Out.WriteLineAsync(receipt is null
            ? $"  - {texts["ledger.receipt.fails"]}"
            : $"  + {texts["ledger.receipt.holds", ("origin", receipt.Origin)]}");
        return verdict.Answer == ProofAnswer.Genuine && receipt is not null ? 0 : 1;
    }

    private static string Sign(ProofOutcome outcome) => outcome switch
    {
        ProofOutcome.Holds => "+",
        ProofOutcome.Fails => "-",
        _ => "?",
    };

    private static async Task<TrustPolicy> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            return TrustPolicy.TryParse(await File.ReadAllTextAsync(path, ct), out var policy, out var fault)
                ? policy
                : throw new CommandLineException($"--policy: {path}: {fault}");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"--policy: {wrong.Message}");
        }
    }

    private static async Task<byte[]> ReadBytesAsync(string path, CancellationToken ct)
    {
        await using var file = Open(path);
        if (file.Length > CborNode.DefaultLength)
            return [];
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException(wrong.Message);
        }
    }
}
