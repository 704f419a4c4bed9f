using System.Net;
using Rathaus.Ledger.Http;

namespace Rathaus.Ledger.Tests;

/// <summary>Seven towns on good days and on days when some are away or talk nonsense.</summary>
[Collection(nameof(Region))]
public sealed class RegionTests(Region region)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_witnesses_down_still_publishes_and_three_down_does_not_until_one_is_back()
    {
        var first = await region.FreshAsync(1);
        await Region.GrowAsync(first, "a", 5);
        region.Wire.Away.UnionWith([region.Other(1).Host, region.Other(2).Host]);
        await first.PublishAsync();
        Assert.Equal(4, (await region.VerdictAsync(first)).Cosigners.Count);

        await Region.GrowAsync(first, "b", 5);
        region.Wire.Away.Add(region.Other(3).Host);
        await first.PublishAsync();
        Assert.Equal(5, (await first.PublishedAsync())!.Size);

        region.Wire.Away.Remove(region.Other(1).Host);
        await first.PublishAsync();
        Assert.Equal(10, (await first.PublishedAsync())!.Size);
        Assert.True((await region.VerdictAsync(first)).QuorumMet);
    }

    [Fact]
    public async Task Late_and_garbled_witnesses_neither_stop_nor_spoil_what_is_published()
    {
        var first = await region.FreshAsync(3);
        await Region.GrowAsync(first, "a", 5);
        region.Wire.Bend = request => Task.FromResult<HttpResponseMessage?>(request.RequestUri!.Host switch
        {
            var host when host == region.Other(1).Host => new HttpResponseMessage { Content = new StringContent("— x\n") },
            var host when host == region.Other(2).Host => new HttpResponseMessage { Content = new ByteArrayContent(new byte[3 << 20]) },
            _ => null,
        });
        await first.PublishAsync();
        var verdict = await region.VerdictAsync(first);
        Assert.True(verdict.QuorumMet);
        Assert.Equal(4, verdict.Cosigners.Count);
    }

    [Fact]
    public async Task A_slow_witness_keeps_nobody_waiting_and_its_cosignature_is_added_when_it_comes()
    {
        var first = await region.FreshAsync(2);
        await Region.GrowAsync(first, "a", 5);
        var slow = new TaskCompletionSource();
        region.Wire.Bend = async request =>
        {
            if (request.RequestUri!.Host == region.Other(1).Host && request.RequestUri.AbsolutePath == "/witness/add-checkpoint")
                await slow.Task;
            return null;
        };
        var publishing = first.PublishAsync();
        while (await first.PublishedAsync() is null)
            await Task.Delay(20, Ct);
        Assert.False(publishing.IsCompleted);
        Assert.True((await region.VerdictAsync(first)).QuorumMet);
        slow.SetResult();
        await publishing;
        Assert.Equal(6, (await region.VerdictAsync(first)).Cosigners.Count);
    }

    [Fact]
    public async Task The_clock_going_backwards_cosigns_nothing_twice_and_loses_nothing()
    {
        var first = await region.FreshAsync(5);
        await Region.GrowAsync(first, "a", 3);
        await first.PublishAsync();
        region.Time.Advance(TimeSpan.FromHours(-3));
        await Region.GrowAsync(first, "b", 3);
        await first.PublishAsync();
        region.Time.Advance(TimeSpan.FromHours(30));
        await first.PublishAsync();
        Assert.Equal(6, (await first.PublishedAsync())!.Size);
        Assert.Equal(region.Time.GetUtcNow(), (await region.VerdictAsync(first)).Earliest);
    }

    [Fact]
    public async Task What_is_not_published_is_shown_to_nobody()
    {
        var first = await region.FreshAsync(4);
        await Region.GrowAsync(first, "a", 3);
        await first.PublishAsync();
        await Region.GrowAsync(first, "b", 300);
        var prefix = $"/govchain/{first.Town}/{LogReader.NameOf(await first.LogAsync())}";
        foreach (var (path, status) in new (string, HttpStatusCode)[]
        {
            ("/checkpoint", HttpStatusCode.OK), ("/tile/0/000.p/3", HttpStatusCode.OK), ("/tile/0/000.p/2", HttpStatusCode.OK),
            ("/tile/entries/000.p/3", HttpStatusCode.OK), ("/proof?index=2", HttpStatusCode.OK), ("/policy", HttpStatusCode.OK),
            ("/tile/0/000.p/4", HttpStatusCode.NotFound), ("/tile/0/000", HttpStatusCode.NotFound), ("/tile/1/000.p/1", HttpStatusCode.NotFound),
            ("/tile/entries/000", HttpStatusCode.NotFound), ("/proof?index=3", HttpStatusCode.NotFound), ("/proof?leaf=x", HttpStatusCode.NotFound),
            ("/tile/0/../0/000", HttpStatusCode.NotFound), ("/proof?index=-1", HttpStatusCode.NotFound), ("/tile/63/000.p/1", HttpStatusCode.NotFound),
        })
        {
            using var answer = await first.Client.GetAsync(prefix + path, Ct);
            Assert.True(answer.StatusCode == status, $"{path}: {answer.StatusCode}");
        }
    }
}
