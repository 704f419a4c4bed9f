using System.Net;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>Two hosts on one database server: visitors do not notice which one they meet, and nothing is done twice.</summary>
public sealed class TwoHostTests
{
    [Fact]
    public async Task Two_hosts_on_one_server_share_sessions_and_forms_and_do_each_job_once()
    {
        await using var server = await OtherServer.StartAsync();
        string[] options =
            [.. Applications.Options, server.Setting, "Rathaus__MasterKeyFile=" + server.MasterKeyFile];
        await using var first = await RunningHost.StartAsync(options);
        await using var second = await RunningHost.StartAsync(options);

        using var citizen = new Visitor(first.Address);
        await citizen.SignInAsync();
        citizen.Host = second.Address;
        Assert.Equal(HttpStatusCode.OK, (await citizen.GetAsync("/konto")).Status);

        // The page comes from one host, its form goes to the other.
        const string start = "/wuppertal/sperrmuell/antrag";
        citizen.Host = first.Address;
        var form = Visitor.Hidden((await citizen.GetAsync(start)).Body);
        citizen.Host = second.Address;
        var begun = await citizen.PostRawAsync(start, form);
        Assert.Equal(HttpStatusCode.SeeOther, begun.Status);

        // Both windows show version 1 of the draft; the second to save is told, and nothing is overwritten.
        var window = Visitor.Hidden((await citizen.GetAsync(begun.Location!)).Body);
        citizen.Host = first.Address;
        var other = Visitor.Hidden((await citizen.GetAsync(begun.Location!)).Body);
        Assert.Equal(HttpStatusCode.SeeOther, (await citizen.PostRawAsync(begun.Location!, [.. other, ("aus_haushalt", "true")])).Status);
        citizen.Host = second.Address;
        var late = await citizen.PostRawAsync(begun.Location!, [.. window, ("aus_haushalt", "false")]);
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal(["true"], await server.AskAsync("select answers ->> 'aus_haushalt' from cases.draft"));

        await SubmitToBothAsync(server, first, second);
        Assert.Equal(0, await first.StopAsync());
        using var left = Applications.Client(second);
        Assert.Equal(HttpStatusCode.Created, (await Applications.SubmitAsync(left, "one-left")).Status);
    }

    private static async Task SubmitToBothAsync(OtherServer server, RunningHost first, RunningHost second)
    {
        using var one = Applications.Client(first);
        using var two = Applications.Client(second);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
            (await Applications.SubmitAsync(n % 2 == 0 ? one : two, $"both-{n / 2}")).Number!));

        // The same 100 keys at both hosts are 100 cases.
        Assert.Equal(200, numbers.Length);
        Assert.Equal(numbers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            await server.AskAsync("select number from cases.application order by number collate \"C\""));
        Assert.Equal(["100"], await server.AskAsync("select count(*) from cases.application"));
        await Applications.UntilAsync(
            async () => (await server.AskAsync("select count(*) from kernel.job where run_at <= '2026-11-20 10:00Z'"))[0] == "0", 60, "jobs done");
        Assert.Equal(["0"], await server.AskAsync(
            "select count(*) from (select number, kind from cases.case_event group by number, kind having count(*) > 1) twice"));
        Assert.Equal(["0"], await server.AskAsync("select count(*) from kernel.job_dead"));
    }
}
