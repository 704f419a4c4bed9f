using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Pages;

namespace Rathaus.Ledger.Bundles;

/// <summary>Checks what somebody hands in, under the policy of this installation; our own logs are asked for a later revocation.</summary>
internal sealed class BundleCheck(
    RegionPolicy region, BundleMaker bundles, LogReader reader, LedgerTowns towns, FollowedLogs followed, IProofs proofs, OfflinePage page, ITexts texts) : IProofCheck
{
    public long MostBytes => BundleFiles.MostBytes;

    public async Task<ProofVerdict?> CheckAsync(Stream file, Language language, CancellationToken ct)
    {
        if (!BundleFiles.IsBundle(file))
            return null;
        return await InWordsAsync(await VerdictAsync(file, ct), texts.For(language), ct);
    }

    public async Task<ProofVerdict?> OfOwnAsync(short municipality, string key, Language language, CancellationToken ct) =>
        await bundles.WithoutDocumentAsync(municipality, key, ct) is { } own
            ? await InWordsAsync(BundleVerifier.VerifyOwn(own, region.Current, await bundles.SuccessionAsync(municipality, own.Leaf, ct)), texts.For(language), ct)
            : null;

    public async Task<ProofStanding> StandingAsync(short municipality, string key, CancellationToken ct) =>
        await proofs.FindAsync(municipality, key, ct) is not { } state
            ? ProofStanding.Unknown
            : await bundles.SuccessionAsync(municipality, state.Leaf, ct) switch
            {
                Succession.Revoked => ProofStanding.Revoked,
                Succession.Superseded => ProofStanding.Superseded,
                _ => ProofStanding.Holds,
            };

    public async Task<PaperEvidence?> PaperAsync(short municipality, string key, CancellationToken ct) =>
        await bundles.EntryAsync(municipality, key, ct) is { } found
            ? new PaperEvidence(Encoding.UTF8.GetString(found.Entry), found.Proof.ToString(), await StandingAsync(municipality, key, ct))
            : null;

    public PaperPage PageFor(Language language) => new(ChainPages.Script, region.Current.Text, page.StepWords(language));

    private async Task<BundleVerdict> VerdictAsync(Stream file, CancellationToken ct)
    {
        if (file.Length > MostBytes || BundleFiles.Read(file) is not { } files)
            return BundleVerifier.Unreadable;
        var verdict = BundleVerifier.Verify(files, region.Current, Succession.Unknown);

        // Of other houses' logs the line says that it is open.
        return verdict.Leaf is { } leaf && await reader.TownOfAsync(verdict.Origin, ct) is { } town
            ? BundleVerifier.Verify(files, region.Current, await bundles.SuccessionAsync(town, leaf, ct))
            : verdict;
    }

    private async Task<ProofVerdict> InWordsAsync(BundleVerdict verdict, Texts words, CancellationToken ct) => new(
        verdict.Answer, BundleText.Answer(verdict, words),
        [.. verdict.Steps.Select(step => new ProofLine(step.Outcome, BundleText.Step(step, verdict, words)))])
    {
        Type = verdict.Type, Index = verdict.Index, At = verdict.At,
        Org = verdict.Org.Length > 0 && verdict.Org == await OwnerAsync(verdict.Origin, ct) ? verdict.Org : "",
        Meta = verdict.Meta is { } meta ? JsonNode.Parse(meta)?.AsObject() : null,
    };

    /// <summary>Whose entries a log holds: of our own logs we know it, of others the first entry that we followed told it.</summary>
    private async Task<string?> OwnerAsync(string origin, CancellationToken ct) => await reader.TownOfAsync(origin, ct) is { } town
        ? towns.Of(town).Ars
        : (await followed.FindAsync(origin, ct))?.Org;
}
