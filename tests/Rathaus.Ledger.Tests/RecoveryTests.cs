using System.Net;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Monitors;

namespace Rathaus.Ledger.Tests;

/// <summary>A database restored from yesterday: frozen, and given back what it forgot by another town's mirror, or not at all.</summary>
[Collection(nameof(Region))]
public sealed class RecoveryTests(Region region)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Entries_come_back_from_a_mirror_and_the_log_goes_on(bool submissionsToo)
    {
        var town = await region.GrownAsync(0, 10);
        await town.SaveDatabaseAsync();
        await Region.GrowAsync(town, "b", 300);
        await town.PublishAsync();
        await Region.RoundAsync(region.Others);
        var before = (await town.PublishedAsync())!;
        var proof = await town.Get<LogReader>().ProofAsync((await town.Get<LogReader>().FindAsync(town.Number, (await town.LogAsync()).Origin, Ct))!, 200, Ct);
        await using var again = await RestoredAsync(town, submissionsToo);
        Assert.Equal(LogRow.Frozen, (await again.LogAsync()).State);

        var recovered = await again.Get<LogRecovery>().RecoverAsync(again.Number, Ct);
        Assert.True(recovered.Succeeded, recovered.Succeeded ? "" : recovered.Refusal.Title);
        Assert.Equal((10, 310), (recovered.Value.Before, recovered.Value.After));
        Assert.Equal((LogRow.Open, 310), ((await again.LogAsync()).State, (await again.LogAsync()).Size));
        Assert.Equal(before.Size, (await again.PublishedAsync())!.Size);
        var shown = (await again.Get<LogReader>().FindAsync(again.Number, (await again.LogAsync()).Origin, Ct))!;
        Assert.Equal(proof!.Path, (await again.Get<LogReader>().ProofAsync(shown, 200, Ct))!.Path);

        // It goes on under its old name, with a quorum, and nobody finds a fork.
        await Region.GrowAsync(again, "c", 2);
        await again.PublishAsync();
        Assert.Equal(312, (await again.PublishedAsync())!.Size);
        Assert.True((await region.VerdictAsync(again)).QuorumMet);
        await Region.RoundAsync(region.Other(3));
        Assert.DoesNotContain(await region.Other(3).EvidenceAsync(), one => one.Origin == shown.Log.Origin && one.Kind is EvidenceKind.Fork or EvidenceKind.Inconsistent);
        Assert.Equal("ledger.log-not-frozen", (await again.Get<LogRecovery>().RecoverAsync(again.Number, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_mirror_that_lies_is_passed_over_and_nothing_is_written_when_all_do()
    {
        var town = await region.GrownAsync(1, 5);
        await town.SaveDatabaseAsync();
        await Region.GrowAsync(town, "b", 6);
        await town.PublishAsync();
        await Region.RoundAsync(region.Others);
        await using var again = await RestoredAsync(town, submissionsToo: true);
        var path = $"/witness/{OriginHash.Of((await again.LogAsync()).Origin)}/entries";
        var honest = "";
        region.Wire.Bend = async request =>
        {
            if (request.RequestUri!.AbsolutePath != path || request.RequestUri.Host == honest)
                return null;
            var house = region.Houses.Single(one => one.Host == request.RequestUri.Host);
            var entries = await house.Client.GetByteArrayAsync(request.RequestUri.PathAndQuery, Ct);
            entries[^9] ^= 1;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(entries) };
        };
        Assert.Equal("ledger.not-recoverable", (await again.Get<LogRecovery>().RecoverAsync(again.Number, Ct)).Refusal?.Code);
        Assert.Equal((LogRow.Frozen, 5), ((await again.LogAsync()).State, (await again.LogAsync()).Size));
        honest = region.Other(4).Host;
        var recovered = await again.Get<LogRecovery>().RecoverAsync(again.Number, Ct);
        Assert.True(recovered.Succeeded);
        Assert.Equal(region.Other(4).House, recovered.Value.From);
    }

    [Fact]
    public async Task What_was_signed_but_never_cosigned_is_not_recovered()
    {
        var town = await region.GrownAsync(2, 5);
        await town.SaveDatabaseAsync();
        await Region.GrowAsync(town, "b", 6);
        await town.PublishAsync();
        await Region.RoundAsync(region.Others);
        foreach (var house in region.Others)
            region.Wire.Away.Add(house.Host);
        await Region.GrowAsync(town, "c", 1);
        await town.PublishAsync();
        region.Wire.Away.Clear();
        await using var again = await RestoredAsync(town, submissionsToo: true);
        Assert.Equal("ledger.not-recoverable", (await again.Get<LogRecovery>().RecoverAsync(again.Number, Ct)).Refusal?.Code);
        Assert.Equal(LogRow.Frozen, (await again.LogAsync()).State);
    }

    [Fact]
    public async Task A_mirror_shows_bounded_answers_and_forgets_in_time()
    {
        var town = await region.GrownAsync(3, 4);
        await Region.RoundAsync(region.Other(1));
        var path = $"/witness/{OriginHash.Of((await town.LogAsync()).Origin)}/entries";
        var mirror = region.Other(1).Client;
        Assert.Equal(4, EntryCheck.Split(await mirror.GetByteArrayAsync(path + "?from=0&count=4", Ct), 4)!.Count);
        foreach (var query in new[] { "?from=0&count=5", "?from=-1&count=2", "?from=0&count=0", "?from=0&count=257", "?from=4&count=1" })
            Assert.Equal(HttpStatusCode.NotFound, (await mirror.GetAsync(path + query, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await mirror.GetAsync(path + "?from=x&count=1", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await mirror.GetAsync($"/witness/{new string('0', 64)}/entries?from=0&count=1", Ct)).StatusCode);

        region.Time.Advance(TimeSpan.FromDays(89));
        await region.Other(1).Get<Mirror>().PruneAsync(Ct);
        Assert.Equal(HttpStatusCode.OK, (await mirror.GetAsync(path + "?from=0&count=4", Ct)).StatusCode);
        region.Time.Advance(TimeSpan.FromDays(2));
        await region.Other(1).Get<Mirror>().PruneAsync(Ct);
        Assert.Equal(HttpStatusCode.NotFound, (await mirror.GetAsync(path + "?from=0&count=4", Ct)).StatusCode);
    }

    /// <summary>The house after the restore, which has looked at its log.</summary>
    /// <param name="submissionsToo">The backup does not even know the submissions.</param>
    private async Task<LedgerHouse> RestoredAsync(LedgerHouse town, bool submissionsToo)
    {
        await town.RestoreDatabaseAsync();
        if (submissionsToo)
        {
            const string Forgotten = "not exists (select from ledger.place p where p.municipality = s.municipality and p.submission = s.id)";
            await town.SuperAsync($"delete from ledger.opening o using ledger.submission s where o.municipality = s.municipality and o.submission = s.id and {Forgotten}");
            await town.SuperAsync($"delete from ledger.submission s where {Forgotten}");
        }

        var again = await LedgerHouse.StartAsync(town.House, region.Wire, region.Time, region.PolicyFile, town.Database, town.Number);
        await again.Get<RollbackGuard>().PassesAsync(await again.LogAsync(), Ct);
        return again;
    }
}
