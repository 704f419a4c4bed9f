using Npgsql;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>
/// A host is frozen (SIGSTOP) in the middle of a job, for longer than its lease, and thaws when another host has the job: a
/// machine that was suspended, or one that swaps.
/// </summary>
public sealed class StalledWorkerTests
{
    [Fact]
    public async Task A_host_frozen_past_its_lease_loses_the_job_and_what_it_had_done_of_it()
    {
        await using var server = await OtherServer.StartAsync();
        string[] options =
        [
            .. Applications.Options, "--database-file=" + server.ConnectionFile, "Rathaus__MasterKeyFile=" + server.MasterKeyFile,
            "Jobs__LeaseSeconds=2",
        ];
        await using var frozen = await RunningHost.StartAsync(options);
        using var http = Applications.Client(frozen);
        string number;
        await using (var hold = await server.OpenAsync())
        {
            // The decision has begun and waits to store its notice: there it is frozen, and only then let through.
            await ExecuteAsync(hold, "begin; lock table cases.document in exclusive mode");
            number = (await Applications.SubmitAsync(http, "stalled")).Number!;
            await Applications.UntilAsync(async () => (await server.AskAsync(
                "select count(*) from pg_locks where relation = 'cases.document'::regclass and not granted"))[0] != "0", 60, "the job waits");
            Unix.Signal("STOP", frozen.ProcessId);
            await ExecuteAsync(hold, "rollback");
        }

        try
        {
            await using var other = await RunningHost.StartAsync(options);
            await Applications.UntilAsync(async () => (await server.AskAsync(
                "select count(*) from kernel.job where kind = 'cases.decide' and attempts < 2"))[0] == "0", 120, "the other host has the job");
            Unix.Signal("CONT", frozen.ProcessId);
            await Applications.UntilAsync(async () => (await server.AskAsync(
                "select count(*) from kernel.job where kind = 'cases.decide'"))[0] == "0", 120, "the job is done");
        }
        finally
        {
            Unix.Signal("CONT", frozen.ProcessId);
        }

        Assert.Equal(["0"], await server.AskAsync("select count(*) from kernel.job_dead"));
        Assert.Equal(["1"], await server.AskAsync($"select count(*) from cases.document where number = '{number}'"));
        Assert.Equal(["0"], await server.AskAsync(
            "select count(*) from (select kind from cases.case_event group by number, kind having count(*) > 1) twice"));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Literals of this file.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
