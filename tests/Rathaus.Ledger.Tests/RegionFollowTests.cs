using Rathaus.Ledger.Monitors;

namespace Rathaus.Ledger.Tests;

/// <summary>Seven towns on a good day.</summary>
public sealed class RegionFollowTests(Region region) : IClassFixture<Region>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_publish_with_the_cosignatures_of_the_six_others_and_follow_one_another()
    {
        var first = region.Fresh(0);
        foreach (var house in region.Houses)
        {
            await Region.GrowAsync(house, house.Town, 20);
            await house.PublishAsync();
            var verdict = await region.VerdictAsync(house);
            Assert.True(verdict.QuorumMet);
            Assert.Equal(6, verdict.Cosigners.Count);
            Assert.DoesNotContain(verdict.Cosigners, line => line.Key.Name.Contains(house.Town, StringComparison.Ordinal));
        }

        await Region.RoundAsync(region.Houses);
        await Region.GrowAsync(first, "more", 300);
        await first.PublishAsync();
        await Region.RoundAsync(region.Houses);
        foreach (var house in region.Houses)
        {
            Assert.Empty(await house.EvidenceAsync());
            Assert.Equal(320, (await house.Get<FollowedLogs>().FindAsync((await first.LogAsync()).Origin, Ct))!.Size);
        }
    }
}
