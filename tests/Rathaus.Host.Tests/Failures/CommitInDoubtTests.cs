using System.Collections.Concurrent;
using System.Globalization;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>
/// Promise P3: the connection to the database breaks after a commit was sent, a thousand times. Nobody guesses: who repeats
/// the key has one receipt, and every receipt is one case. The host runs on a server that is not its own.
/// </summary>
public sealed class CommitInDoubtTests
{
    private const int Clients = 8;

    [Theory]
    [InlineData(Cut.AnswerToCommit, 3, 500)]
    [InlineData(Cut.AfterRequest, 7, 500)]
    public async Task A_connection_cut_around_a_commit_costs_no_receipt_and_makes_no_second_case(Cut how, int everyNth, int atLeast)
    {
        await using var server = await OtherServer.StartAsync();
        await using var proxy = new CuttingProxy(server.Socket);
        await using var host = await RunningHost.StartAsync(
            [.. Applications.Options, OtherServer.SettingOf(OtherServer.Through(proxy.Address))]);
        var receipts = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        proxy.Set(how, everyNth);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            using var http = Applications.Client(host);
            for (var i = 0; proxy.Cuts < atLeast; i++)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"doubt-{client}-{i}");
                receipts[key] = (await Applications.SubmitUntilAcceptedAsync(http, key)).Number!;
            }
        }));
        proxy.Set(Cut.Never, 1);

        using var again = Applications.Client(host);
        foreach (var (key, number) in receipts.Take(20))
            Assert.Equal(number, (await Applications.SubmitUntilAcceptedAsync(again, key)).Number);
        Assert.True(proxy.Cuts >= atLeast, $"{proxy.Cuts} cuts");
        Assert.Equal(receipts.Count, receipts.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            receipts.Values.Order(StringComparer.Ordinal),
            await server.AskAsync("select number from cases.application order by number collate \"C\""));
        Assert.Equal(
            receipts.Values.Order(StringComparer.Ordinal),
            await server.AskAsync("select number from cases.receipt order by number collate \"C\""));
        Assert.DoesNotContain(OtherServer.Password, host.Log, StringComparison.Ordinal);

        // Workers were cut too. Some of their jobs still wait for the end of a lease; no effect is there twice.
        Assert.Equal(["0"], await server.AskAsync(
            "select count(*) from (select number, kind from cases.case_event group by number, kind having count(*) > 1) twice"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{how}: {proxy.Cuts} cuts, {receipts.Count} receipts");
    }
}
