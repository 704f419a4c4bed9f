using System.Net;
using System.Text;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Tests;

/// <summary>A log goes on under a new key: who follows, what stays valid, and what thieves try.</summary>
[Collection(nameof(Region))]
public sealed class KeyChangeTests(Region region)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_logs_tell_of_the_change_the_witnesses_follow_and_old_proofs_stay_valid()
    {
        var town = await region.GrownAsync(0, 5);
        var old = await town.LogAsync();
        var proof = await ProofAsync(town, "a/2");
        var statement = (await town.Get<KeyRotation>().RotateAsync(town.Number, Ct)).Value!;
        await Region.GrowAsync(town, "b", 3);
        region.Wire.Away.Add(region.Other(6).Host);
        await town.PublishAsync();

        // The old one ends with the statement, the new one has it too; both are published with a quorum.
        var ended = (await LogStore.PublishedAsync(town.Scope, 1, Ct))!;
        var begun = (await LogStore.PublishedAsync(town.Scope, 2, Ct))!;
        Assert.Equal((6, 4), (ended.Size, begun.Size));
        var now = await town.LogAsync();
        Assert.EndsWith("-2", now.Origin, StringComparison.Ordinal);
        Assert.True(Judge(ended.Note).QuorumMet);
        Assert.True(Judge(begun.Note).QuorumMet);
        Assert.Equal(5, Judge(begun.Note).Cosigners.Count);
        Assert.True(KeyChange.TryParse(statement, out var change));
        Assert.Equal((old.Verifier, now.Verifier, 6), (change.Old, change.New, change.Size));
        var entries = await town.Client.GetStringAsync($"/govchain/{town.Town}/{LogReader.NameOf(old)}/tile/entries/000.p/6", Ct);
        Assert.Contains("type key.change", entries, StringComparison.Ordinal);
        Assert.Equal(statement.ToString(), await town.Client.GetStringAsync($"/govchain/{town.Town}/{LogReader.NameOf(now)}/key-change", Ct));

        // What was proven before is proven still, and who was away hears of it with the next checkpoint.
        Assert.True(CheckpointJudge.Judge(proof.Note, region.Other(1).Get<RegionPolicy>().Current).QuorumMet);
        region.Wire.Away.Clear();
        await Region.GrowAsync(town, "c", 1);
        await town.PublishAsync();
        Assert.Equal(6, Judge((await LogStore.PublishedAsync(town.Scope, 2, Ct))!.Note).Cosigners.Count);
        await Region.RoundAsync(region.Other(2));
        Assert.DoesNotContain(await region.Other(2).EvidenceAsync(), one => one.Origin == old.Origin || one.Origin == now.Origin);
        Assert.Equal(5, (await region.Other(2).Get<FollowedLogs>().FindAsync(now.Origin, Ct))!.Size);
    }

    [Fact]
    public async Task A_thief_without_the_old_key_changes_nothing()
    {
        var town = await region.GrownAsync(1, 2);
        var log = await town.LogAsync();
        var thief = Keys.LogKey(log.Origin + "-2");
        var change = new KeyChange(log.Verifier, thief.Verifier, 2, region.Time.GetUtcNow());
        var text = change.ToString();
        var stranger = Keys.LogKey(log.Origin);
        foreach (var (note, status) in new (SignedNote, HttpStatusCode)[]
        {
            (new SignedNote(text, [thief.Sign(text)]), HttpStatusCode.Forbidden),
            (new SignedNote(text, [stranger.Sign(text), thief.Sign(text)]), HttpStatusCode.Forbidden),
            (new SignedNote(text, [new NoteSignature(log.Origin, log.Verifier.Id, new byte[64]), thief.Sign(text)]), HttpStatusCode.Forbidden),
            ((change with { Old = stranger.Verifier }).Sign(stranger, thief), HttpStatusCode.Forbidden),
            ((change with { Old = thief.Verifier, New = stranger.Verifier }).Sign(thief, stranger), HttpStatusCode.NotFound),
        })
        {
            Assert.Equal(status, await TellAsync(region.Other(1), note));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await TellAsync(region.Other(1), "old x\n\n"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await TellAsync(region.Other(1), new string('a', 9_000)));
        Assert.Null(region.Other(1).Get<RegionPolicy>().Current.FindLog(thief.Verifier.Name));
    }

    [Fact]
    public async Task A_thief_with_the_old_key_cannot_go_on_with_the_old_log_nor_name_another_successor()
    {
        var town = await region.GrownAsync(2, 2);
        var old = await town.LogAsync();
        var stolen = await town.Logs.SignerAsync(old, Ct);
        Assert.True((await town.Get<KeyRotation>().RotateAsync(town.Number, Ct)).Succeeded);
        await town.IntegrateAsync();
        await town.PublishAsync();
        var witness = region.Other(1);

        var text = new Checkpoint(old.Origin, 9, TreeHash.Leaf("goes on"u8)).ToString();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await witness.AddCheckpointAsync(3, new SignedNote(text, [stolen.Sign(text)])));
        Assert.Contains(await witness.EvidenceAsync(), one => one.Kind == EvidenceKind.Key && one.Origin == old.Origin && one.Detail.Contains("signs 9", StringComparison.Ordinal));

        var thief = Keys.LogKey(old.Origin + "-3");
        var second = new KeyChange(old.Verifier, thief.Verifier, 3, region.Time.GetUtcNow()).Sign(stolen, thief);
        Assert.Equal(HttpStatusCode.Conflict, await TellAsync(witness, second));
        Assert.Contains(await witness.EvidenceAsync(), one => one.Kind == EvidenceKind.Key && one.Origin == old.Origin && one.Detail.Contains("second successor", StringComparison.Ordinal));
        Assert.Null(witness.Get<RegionPolicy>().Current.FindLog(thief.Verifier.Name));

        // Also a whole quorum cannot make the old log longer for somebody who has the region's policy.
        var forged = new SignedNote(text, [stolen.Sign(text), .. await Task.WhenAll(region.Others.Select(async house =>
            (await house.Get<Rathaus.Ledger.Keys.WitnessKeys>().GetAsync(Ct)).Cosign(text, region.Time.GetUtcNow())))]);
        Assert.False(CheckpointJudge.Judge(forged, witness.Get<RegionPolicy>().Current).QuorumMet);
    }

    [Fact]
    public async Task A_change_that_forgets_entries_or_takes_a_foreign_name_is_refused()
    {
        var town = await region.GrownAsync(3, 5);
        var log = await town.LogAsync();
        var signer = await town.Logs.SignerAsync(log, Ct);
        var next = Keys.LogKey(log.Origin + "-2");
        var change = new KeyChange(log.Verifier, next.Verifier, 4, region.Time.GetUtcNow());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TellAsync(region.Other(1), change.Sign(signer, next)));
        Assert.Contains(await region.Other(1).EvidenceAsync(), one => one.Kind == EvidenceKind.Key && one.Origin == log.Origin && one.Detail.Contains("5 are cosigned", StringComparison.Ordinal));

        var foreign = Keys.LogKey($"govchain.{region.Other(2).House}.example/log/9");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TellAsync(region.Other(1), (change with { New = foreign.Verifier, Size = 5 }).Sign(signer, foreign)));
        var same = SignerKey.Of(log.Origin, KeyType.Log, new byte[32]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TellAsync(region.Other(1), (change with { New = same.Verifier, Size = 5 }).Sign(signer, same)));
        Assert.Equal(log.Verifier, region.Other(1).Get<RegionPolicy>().Current.FindLog(log.Origin)!.Key);
    }

    [Fact]
    public async Task A_frozen_log_goes_on_under_a_new_key_from_where_it_was_last_signed()
    {
        var town = await region.GrownAsync(4, 10);
        await town.SuperAsync($"update ledger.log set size = 0, root = '\\x{Convert.ToHexString(TreeHash.Empty)}' where municipality = {town.Number}");
        await using var again = await LedgerHouse.StartAsync(town.House, region.Wire, region.Time, region.PolicyFile, town.Database, town.Number);
        var statement = (await again.Get<KeyRotation>().RotateAsync(again.Number, Ct)).Value!;
        Assert.True(KeyChange.TryParse(statement, out var change));
        Assert.Equal(10, change.Size);
        await Region.GrowAsync(again, "b", 2);
        await again.PublishAsync();
        Assert.Equal(3, (await LogStore.PublishedAsync(again.Scope, 2, Ct))!.Size);
        Assert.True(Judge((await LogStore.PublishedAsync(again.Scope, 2, Ct))!.Note).QuorumMet);
    }

    private CheckpointVerdict Judge(string text) =>
        SignedNote.TryParse(text, out var note) ? CheckpointJudge.Judge(note, region.Other(1).Get<RegionPolicy>().Current) : throw new InvalidOperationException("No note");

    private static async Task<TlogProof> ProofAsync(LedgerHouse town, string key)
    {
        var state = (await town.Proofs.FindAsync(town.Number, key, Ct))!;
        var shown = (await town.Get<LogReader>().FindAsync(town.Number, state.Origin!, Ct))!;
        return (await town.Get<LogReader>().ProofAsync(shown, state.Index!.Value, Ct))!;
    }

    private static Task<HttpStatusCode> TellAsync(LedgerHouse witness, SignedNote note) => TellAsync(witness, note.ToString());

    private static async Task<HttpStatusCode> TellAsync(LedgerHouse witness, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var answer = await witness.Client.PostAsync("/witness/key-change", content, Ct);
        return answer.StatusCode;
    }
}
