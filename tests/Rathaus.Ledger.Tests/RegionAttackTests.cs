using System.Net;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Tests;

/// <summary>Threats of a region of seven: forks, lying witnesses, restored databases, forged entries.</summary>
[Collection(nameof(Region))]
public sealed class RegionAttackTests(Region region)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fork_shown_to_half_of_the_witnesses_gets_no_quorum_and_is_evidence_at_once()
    {
        var first = await region.GrownAsync(0, 5);

        // The town signs another history of eight entries for three of the witnesses and the true one for the others.
        var (signer, origin) = (await first.Logs.SignerAsync(await first.LogAsync(), Ct), (await first.LogAsync()).Origin);
        await Region.GrowAsync(first, "b", 3);
        var forged = new Checkpoint(origin, 8, TreeHash.Leaf("another history"u8)).ToString();
        var lie = new SignedNote(forged, [signer.Sign(forged)]);
        foreach (var house in region.Others.Take(3))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await house.AddCheckpointAsync(5, lie));
            Assert.Contains(await house.EvidenceAsync(), one => one.Kind == EvidenceKind.Inconsistent && one.Origin == origin);
        }

        Assert.Equal(5, (await first.PublishedAsync())!.Size);
    }

    [Fact]
    public async Task A_log_that_begins_with_two_histories_finds_a_quorum_for_none_and_the_monitors_prove_it()
    {
        var first = await region.FreshAsync(1);
        await Region.GrowAsync(first, "a", 5);

        // Witnesses that know nothing yet: three see one tree of five entries, three another.
        var log = await first.LogAsync();
        var signer = await first.Logs.SignerAsync(log, Ct);
        var forged = new Checkpoint(log.Origin, 5, TreeHash.Leaf("another history"u8)).ToString();
        var lie = new SignedNote(forged, [signer.Sign(forged)]);
        foreach (var house in region.Others.Take(3))
        {
            Assert.Equal(HttpStatusCode.OK, await house.AddCheckpointAsync(0, lie));
        }

        await first.PublishAsync();
        Assert.Null(await first.PublishedAsync());

        // Somebody finds the true note somewhere and compares it with what a witness remembers.
        var text = (await first.LogAsync()).Checkpoint.ToString();
        var truth = new SignedNote(text, [signer.Sign(text)]);
        var other = (await region.Other(1).Get<WitnessCalls>().LastCheckpointAsync(region.Policy.Witnesses.Single(witness => witness.Name == region.Other(1).House).Address!, log.Origin, Ct))!;
        await region.Other(4).Get<WitnessMonitor>().CompareAsync(region.Policy.FindLog(log.Origin)!, truth, other, region.Policy, Ct);
        Assert.Contains(await region.Other(4).EvidenceAsync(), one => one.Kind == EvidenceKind.Fork && one.Origin == log.Origin);
    }

    [Fact]
    public async Task A_witness_that_cosigns_two_histories_is_named()
    {
        var first = await region.GrownAsync(2, 5);
        var log = await first.LogAsync();
        var signer = await first.Logs.SignerAsync(log, Ct);
        var liar = await region.Other(1).Get<WitnessKeys>().GetAsync(Ct);
        var forged = new Checkpoint(log.Origin, 5, TreeHash.Leaf("another history"u8)).ToString();
        var lie = new SignedNote(forged, [signer.Sign(forged), liar.Cosign(forged, region.Time.GetUtcNow())]);
        region.Wire.Bend = request => Task.FromResult<HttpResponseMessage?>(
            request.RequestUri!.Host == region.Other(1).Host && request.RequestUri.AbsolutePath == $"/witness/{OriginHash.Of(log.Origin)}/checkpoint"
                ? new HttpResponseMessage { Content = new StringContent(lie.ToString()) }
                : null);
        await Region.RoundAsync(region.Other(4));
        var found = await region.Other(4).EvidenceAsync();
        Assert.Contains(found, one => one.Kind == EvidenceKind.Equivocation && one.Origin == liar.Verifier.Name);
        Assert.Contains(found, one => one.Kind == EvidenceKind.Fork && one.Origin == log.Origin);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task A_database_brought_back_by_a_thousand_entries_is_frozen_at_start(int town, bool fileIsLostToo)
    {
        var first = await region.FreshAsync(town);
        await Region.GrowAsync(first, "a", 10);
        await first.PublishAsync();
        await first.SaveDatabaseAsync();
        await Region.GrowAsync(first, "b", 1000);
        await first.PublishAsync();
        Assert.Equal(1010, (await first.PublishedAsync())!.Size);
        await first.RestoreDatabaseAsync();
        if (fileIsLostToo)
            Directory.Delete(Path.Combine(first.Database.DataFolder, "ledger"), recursive: true);

        await using var again = await LedgerHouse.StartAsync(
            first.House, region.Wire, region.Time, region.PolicyFile, first.Database, first.Number);
        await Region.GrowAsync(again, "c", 7);
        await again.PublishAsync();
        var log = await again.LogAsync();
        Assert.Equal(LogRow.Frozen, log.State);
        Assert.Equal(10, log.Size);
        Assert.Contains(await again.EvidenceAsync(), one => one.Kind == EvidenceKind.Rollback && one.Origin == log.Origin);
    }

    [Fact]
    public async Task A_witness_cannot_freeze_a_log_by_a_claim()
    {
        var first = await region.FreshAsync(5);
        await Region.GrowAsync(first, "a", 5);
        var origin = (await first.LogAsync()).Origin;
        region.Wire.Bend = request => Task.FromResult<HttpResponseMessage?>(request.RequestUri switch
        {
            { Host: var host } when host != region.Other(1).Host => null,
            { AbsolutePath: "/witness/add-checkpoint" } => new HttpResponseMessage(HttpStatusCode.Conflict) { Content = new StringContent("4711\n") },
            _ => new HttpResponseMessage { Content = new StringContent(ForgedNote(origin)) },
        });
        await first.PublishAsync();
        Assert.Equal(LogRow.Open, (await first.LogAsync()).State);
        Assert.Equal(5, (await first.PublishedAsync())!.Size);
        Assert.Equal(5, (await region.VerdictAsync(first)).Cosigners.Count);
    }

    [Fact]
    public async Task Entries_of_another_town_and_dates_ahead_are_found_by_the_others()
    {
        var first = await region.FreshAsync(6);
        await Region.GrowAsync(first, "a", 3);
        region.Time.Advance(TimeSpan.FromDays(-2));
        await Region.RoundAsync();
        await first.PublishAsync();
        await Region.RoundAsync(region.Other(2));
        Assert.Contains(await region.Other(2).EvidenceAsync(), one => one.Kind == EvidenceKind.Entry && one.Detail.Contains("ahead", StringComparison.Ordinal));
    }

    /// <summary>Under the log's name, but not with its key.</summary>
    private static string ForgedNote(string origin)
    {
        var key = Keys.LogKey(origin);
        var text = new Checkpoint(key.Verifier.Name, 4711, new byte[32]).ToString();
        return new SignedNote(text, [key.Sign(text)]).ToString();
    }
}
