using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Bundles;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>Bundles: genuine, altered, revoked, erased, without witnesses, and what is no bundle at all.</summary>
public sealed class BundleTests
{
    private readonly BundleExample example = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_genuine_bundle_holds_step_by_step()
    {
        var verdict = BundleExample.Verify(example.Write(), succession: Succession.None);
        Assert.Equal(ProofAnswer.Genuine, verdict.Answer);
        Assert.All(verdict.Steps, step => Assert.Equal(ProofOutcome.Holds, step.Outcome));
        Assert.Equal(2, verdict.Cosigners);
        Assert.Equal(verdict.Earliest, verdict.At!.Value.AddSeconds(2));
        Assert.Equal(example.Write(), example.Write());
    }

    [Fact]
    public void Nothing_is_green_without_a_quorum_under_the_pinned_policy()
    {
        Assert.Equal(ProofAnswer.Unwitnessed, BundleExample.Verify(example.Write(cosigners: 1)).Answer);
        Assert.Equal(ProofAnswer.Unwitnessed, BundleExample.Verify(example.Write(), BundleExample.Parse($"log {BundleExample.Log.Verifier}\nquorum none\n")).Answer);
        Assert.Equal(ProofAnswer.Unwitnessed, BundleExample.Verify(example.Write(), BundleExample.Parse("quorum none\n")).Answer);
        Assert.Equal(ProofAnswer.Forged, BundleExample.Verify(example.Write(signer: Keys.LogKey("x"))).Answer);

        // A witness of the town's own house does not count, whatever the policy says.
        var own = Keys.WitnessKey("govchain.stadt.example/witness").Verifier;
        var policy = BundleExample.Parse($"log {BundleExample.Log.Verifier}\nwitness O {own}\nquorum O\n");
        Assert.Equal(ProofAnswer.Unwitnessed, BundleExample.Verify(example.Write(), policy).Answer);
    }

    [Fact]
    public void Revoked_superseded_erased_and_forged_are_told_apart()
    {
        Assert.Equal(ProofAnswer.Revoked, BundleExample.Verify(example.Write(), succession: Succession.Revoked).Answer);
        Assert.Equal(ProofAnswer.Superseded, BundleExample.Verify(example.Write(), succession: Succession.Superseded).Answer);
        Assert.Equal(ProofAnswer.Erased, BundleExample.Verify(example.Write(erased: true)).Answer);
        var files = BundleExample.Files(example.Write());
        files["document.pdf"] = Encoding.UTF8.GetBytes("%PDF Beschei!");
        Assert.Equal(ProofAnswer.Forged, BundleVerifier.Verify(BundleFiles.Of(files)!, BundleExample.Policy, Succession.None).Answer);
    }

    [Fact]
    public void Every_single_bit_of_every_file_changes_the_verdict()
    {
        foreach (var (name, bytes) in BundleExample.Files(example.Write()))
        {
            Parallel.For(0, bytes.Length * 8, bit =>
            {
                var changed = BundleExample.Files(example.Write());
                changed[name] = [.. bytes];
                changed[name][bit / 8] ^= (byte)(1 << (bit % 8));
                var answer = BundleVerifier.Verify(BundleFiles.Of(changed)!, BundleExample.Policy, Succession.None).Answer;
                Assert.True(answer is ProofAnswer.Forged or ProofAnswer.Unreadable, $"bit {bit} of {name}: {answer}");
            });
        }
    }

    [Fact]
    public void What_is_no_bundle_ends_in_a_clear_verdict()
    {
        var good = example.Write();
        var files = BundleExample.Files(good).Select(file => (file.Key, file.Value)).ToList();
        byte[][] hostile =
        [
            [], [1, 2, 3], good[..^30], good[..(good.Length / 2)], [.. Enumerable.Repeat((byte)'P', 100_000)],
            BundleExample.Pack(files.Append(("../evil.txt", []))), BundleExample.Pack(files.Append(("seal.exe", []))),
            BundleExample.Pack(files.Append(files[0])), BundleExample.Pack(files.Skip(1)), BundleExample.Pack(files.Append(("document.txt", []))),
            BundleExample.Pack(Enumerable.Range(0, 100).Select(number => ($"document.{number}", Array.Empty<byte>()))),
            BundleExample.Pack(files.Where(file => file.Key != "document.pdf").Append(("document.pdf", new byte[BundleFiles.MostBytes + 1]))),
        ];
        Assert.All(hostile, bytes => Assert.Equal(ProofAnswer.Unreadable, BundleExample.Verify(bytes).Answer));
        Assert.Equal(ProofAnswer.Genuine, BundleExample.Verify(BundleExample.Pack(files)).Answer);
    }

    [Fact]
    public void A_damaged_archive_never_ends_in_an_exception()
    {
        var good = example.Write();
        for (var at = 0; at < good.Length; at++)
        {
            var changed = good.ToArray();
            changed[at] ^= 0x11;
            _ = BundleExample.Verify(changed);
        }
    }

    [Fact]
    public async Task The_verifier_of_the_offline_page_agrees_with_ours()
    {
        var bundles = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["genuine"] = example.Write(), ["one-witness"] = example.Write(cosigners: 1), ["erased"] = example.Write(erased: true),
            ["other-key"] = example.Write(signer: Keys.LogKey("x")), ["empty"] = [], ["cut"] = example.Write()[..^9],
            ["deflated"] = BundleExample.Pack(BundleExample.Files(example.Write()).Select(file => (file.Key, file.Value))),
        };
        foreach (var (name, bytes) in BundleExample.Files(example.Write()))
        {
            for (var at = 0; at < bytes.Length; at += 7)
            {
                var files = BundleExample.Files(example.Write());
                files[name][at] ^= (byte)(1 << (at % 8));
                bundles[$"{name}-{at}"] = BundleExample.Pack(files.Select(file => (file.Key, file.Value)));
            }
        }

        var answers = await OfflineAsync(bundles, BundleExample.PolicyText);
        Assert.Equal(bundles.Count, answers.Count);
        Assert.Equal("genuine", answers["genuine"]);
        Assert.Equal("genuine", answers["deflated"]);
        Assert.All(bundles, bundle => Assert.True(
            Agree(BundleExample.Verify(bundle.Value).Answer, answers[bundle.Key]), $"{bundle.Key}: {BundleExample.Verify(bundle.Value).Answer}, there {answers[bundle.Key]}"));
    }

    [Fact]
    public async Task Ended_logs_and_retired_witness_keys_mean_the_same_to_both_verifiers()
    {
        var bundles = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["one"] = example.Write() };
        var (log, a, b) = (BundleExample.Log.Verifier, BundleExample.Witnesses[0].Verifier, BundleExample.Witnesses[1].Verifier);
        var next = Keys.WitnessKey("govchain.a.example/witness-2").Verifier;
        var begin = $"log {log}\nwitness A {{0}}\nwitness B {b}\ngroup all-of-them all A B\nquorum all-of-them\n";
        var looked = new DateTimeOffset(2026, 11, 20, 12, 0, 2, TimeSpan.Zero).ToUnixTimeSeconds();
        foreach (var (rule, key, expected) in new[]
        {
            ($"#!closed {log.Name} 5", a, ProofAnswer.Genuine), ($"#!closed {log.Name} 4", a, ProofAnswer.Forged), ($"#!closed {b.Name} 4", a, ProofAnswer.Genuine),
            ($"#!retired A {a} {looked}", next, ProofAnswer.Genuine), ($"#!retired A {a} {looked - 1}", next, ProofAnswer.Unwitnessed),
            ($"#!retired B {a} {looked}", next, ProofAnswer.Unwitnessed), ("#", next, ProofAnswer.Unwitnessed),
        })
        {
            var policy = begin.Replace("{0}", key.ToString(), StringComparison.Ordinal) + rule + "\n";
            Assert.True(expected == BundleExample.Verify(bundles["one"], BundleExample.Parse(policy)).Answer, $"{rule}: {BundleExample.Verify(bundles["one"], BundleExample.Parse(policy)).Answer}");
            Assert.True(Agree(expected, (await OfflineAsync(bundles, policy))["one"]), rule);
        }
    }

    [Fact]
    public async Task The_command_says_it_with_its_exit_code_in_every_language()
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-verify-").FullName;
        try
        {
            var (bundle, policy) = (Path.Combine(folder, "b.zip"), Path.Combine(folder, "p.txt"));
            await File.WriteAllBytesAsync(bundle, example.Write(), Ct);
            await File.WriteAllTextAsync(policy, BundleExample.PolicyText, Ct);
            var good = await RunningHost.RunAsync(["verify", bundle, "--policy", policy, "--language", "en"]);
            Assert.True(good.Code == 0, good.Output + good.Errors);
            Assert.StartsWith("Genuine", good.Output, StringComparison.Ordinal);
            var unpinned = await RunningHost.RunAsync(["verify", bundle]);
            Assert.Equal(1, unpinned.Code);
            Assert.StartsWith("Passt zusammen", unpinned.Output, StringComparison.Ordinal);
            Assert.Equal(2, (await RunningHost.RunAsync(["verify", Path.Combine(folder, "nothing.zip")])).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Altered is altered: whether somebody calls it forged or unreadable does not matter.</summary>
    private static bool Agree(ProofAnswer ours, string theirs) =>
        ours.ToString().Equals(theirs, StringComparison.OrdinalIgnoreCase)
        || (ours is ProofAnswer.Forged or ProofAnswer.Unreadable && theirs is "forged" or "unreadable");

    internal static async Task<Dictionary<string, string>> OfflineAsync(IReadOnlyDictionary<string, byte[]> bundles, string policyText)
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-bundles-").FullName;
        try
        {
            foreach (var (name, bytes) in bundles)
                await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "bundles")).FullName, name), bytes, Ct);
            var policy = Path.Combine(folder, "policy.txt");
            await File.WriteAllTextAsync(policy, policyText, Ct);
            return await NodeAsync(
                Path.Combine(Checkout.Folder, "tests", "Rathaus.Ledger.Tests", "Independent", "run.mjs"),
                Path.Combine(Checkout.Folder, "src", "Rathaus.Ledger", "Offline", "verifier.mjs"), Path.Combine(folder, "bundles"), policy);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Dictionary<string, string>> NodeAsync(params string[] words)
    {
        using var node = Process.Start(new ProcessStartInfo("node", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEndAsync(Ct);
        var output = await node.StandardOutput.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
    }
}
