using Rathaus.Ledger.Monitors;

namespace Rathaus.Ledger.Tests;

/// <summary>Seven towns on a good day.</summary>
[Collection(nameof(Region))]
public sealed class RegionFollowTests(Region region)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_publish_with_the_cosignatures_of_the_six_others_and_follow_one_another()
    {
        var first = region.Houses[0];
        for (var number = region.Houses.Count - 1; number >= 0; number--)
            await region.FreshAsync(number);
        foreach (var house in region.Houses)
        {
            await Region.GrowAsync(house, house.Town, 20);
            await house.PublishAsync();
            var verdict = await region.VerdictAsync(house);
            Assert.True(verdict.QuorumMet);
            Assert.Equal(6, verdict.Cosigners.Count);
            Assert.DoesNotContain(verdict.Cosigners, line => line.Key.Name.Contains(house.House, StringComparison.Ordinal));
        }

        await Region.RoundAsync(region.Houses);
        await Region.GrowAsync(first, "more", 300);
        await first.PublishAsync();
        await Region.RoundAsync(region.Houses);
        var origins = new HashSet<string>(StringComparer.Ordinal);
        foreach (var house in region.Houses)
            origins.Add((await house.LogAsync()).Origin);
        foreach (var house in region.Houses)
        {
            Assert.DoesNotContain(await house.EvidenceAsync(), one => origins.Contains(one.Origin));
            Assert.Equal(320, (await house.Get<FollowedLogs>().FindAsync((await first.LogAsync()).Origin, Ct))!.Size);
        }
    }
}
