using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Jobs;
using Rathaus.Rescue.Import;
using Rathaus.Rescue.Retention;

namespace Rathaus.Rescue.Tests.Import;

/// <summary>After five years counts are what stays; after thirty days the cut seconds go.</summary>
public sealed class RetentionTests(ImportHouse house) : IClassFixture<ImportHouse>
{
    [Fact]
    public async Task Old_calls_become_counts_of_five_or_more_and_go_with_their_missions()
    {
        var ct = TestContext.Current.CancellationToken;
        var cell = ImportHouse.City.Area.Cells[3];
        var rows = string.Concat(Enumerable.Range(0, 6).Select(at => string.Create(CultureInfo.InvariantCulture, $"O{at},2021-05-03T10:0{at}:30Z,{cell.Id}\n")));
        await house.ImportAsync("old", ImportMapping.Own("calls"),
            "call_id,received_at,cell_id\n" + rows + $"L,2021-05-03T13:00:30Z,{cell.Id}\nN,2026-10-01T10:00:30Z,{cell.Id}\nF,2026-11-19T10:00:30Z,{cell.Id}\n");
        await house.ImportAsync("old", ImportMapping.Own("missions"), "call_id,vehicle_id,type,dispatched_at\nO1,V1,RTW,2021-05-03T10:02:00Z\nN,V1,RTW,2026-10-01T10:02:00Z\n");
        var handler = house.Services.GetServices<IJobHandler>().OfType<RetainCalls>().Single();
        for (var night = 0; night < 2; night++)
        {
            await house.Database.Worker.For(ImportHouse.Town).InTransactionAsync(
                async tx =>
                {
                    await handler.RunAsync(new Job { Municipality = ImportHouse.Town, Id = 1, Kind = RetainCalls.JobKind, Payload = "{}", Attempts = 1 }, tx, ct);
                    return true;
                }, ct);
        }

        Assert.Equal((2, 1), (await house.CountAsync("call", "old"), await house.CountAsync("mission", "old")));
        var count = Assert.Single(await house.Scope().QueryAsync<CountRow>("select hour, district, calls from rescue.call_count where municipality = @Town", null, ct));
        // 10 UTC in May is noon in Berlin; the single call at three is not kept.
        Assert.Equal((12, cell.District, 6), (count.Hour, count.District, count.Calls));
        var cuts = await house.Scope().QueryAsync<string>(
            "select id from rescue.call where municipality = @Town and source = 'old' and cut_s is not null", null, ct);
        Assert.Equal(["F"], cuts);
    }

    private sealed record CountRow
    {
        public required short Hour { get; init; }

        public required string District { get; init; }

        public required int Calls { get; init; }
    }
}
