using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Operations;

internal sealed class UpgradeDatabaseCommand(IServiceProvider services) : ICommand
{
    public string Name => "upgrade-database";

    public string Summary => "moves the embedded database to the newest installed PostgreSQL";

    public string Usage =>
        """
        ./rathaus upgrade-database [--data DIR]            copies the data into a cluster of the newest version
        ./rathaus upgrade-database --finish [--data DIR]   deletes the old cluster, when all is well

        Make and prove a backup first, stop the host, have both PostgreSQL versions installed, and room for a second copy of
        the data. Runs the doctor at the end. Exit 0: done or nothing to do, 1: the doctor found faults.
        """;

    public IReadOnlyCollection<string> Flags => ["--finish"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count > 0)
            throw new CommandLineException($"unexpected '{line.Arguments[0]}'");
        var folder = services.GetRequiredService<DataFolder>();
        if (!folder.Embedded)
            throw new CommandLineException("a server is upgraded by its administrator");
        if (!Directory.Exists(folder.PgData))
            throw new CommandLineException($"there is no database in {folder.Root}");
        using (await FolderLock.TakeAsync(folder, DatabaseUse.Host, ct))
        {
            var upgrade = new ClusterUpgrade(folder);
            if (line.Flag("--finish"))
            {
                foreach (var deleted in upgrade.Finish())
                    await line.Out.WriteLineAsync($"deleted {deleted}");
                return 0;
            }

            var (old, fresh) = (ServerBinaries.Find(folder.PgData), ServerBinaries.Find());
            if (old.Major == fresh.Major)
            {
                await line.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"The database is on PostgreSQL {old.Major}, and no newer version is installed."));
                return 0;
            }

            var kept = await upgrade.RunAsync(old, fresh, ct);
            await line.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"The database is on PostgreSQL {fresh.Major}; the old one is kept in {kept} until --finish."));
        }

        return await ExamineAsync(line, ct);
    }

    // Statistics of the planner do not come along.
    private async Task<int> ExamineAsync(CommandLine line, CancellationToken ct)
    {
        var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        foreach (var database in new[] { door.Address.Database, door.Address.KeysDatabase })
        {
            await using var connection = new NpgsqlConnection(door.Address.Unpooled(DatabaseRole.Super, database));
            await connection.OpenAsync(ct);
            await using var analyze = new NpgsqlCommand("analyze", connection) { CommandTimeout = 0 };
            await analyze.ExecuteNonQueryAsync(ct);
        }

        var faults = (await services.GetRequiredService<Doctor>().ExamineAsync(ct))
            .SelectMany(finding => finding.Faults.Select(fault => $"{finding.Invariant}: {fault}")).ToList();
        return await Report.PrintAsync(faults, "Everything holds.", line);
    }
}
