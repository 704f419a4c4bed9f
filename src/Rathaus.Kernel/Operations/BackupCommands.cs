using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Files;

namespace Rathaus.Kernel.Operations;

internal sealed class BackupCommand(IServiceProvider services) : ICommand
{
    public string Name => "backup";

    public string Summary => "makes a backup and proves it by restoring it beside";

    public string Usage =>
        """
        ./rathaus backup DIR [--keys DIR] [--no-proof]

        Dumps the database into DIR and the wrapped case keys into another folder (default: DIR/keys): move that one to its
        own place and delete it after 30 days at most, or deleted cases could be read again. The master key is not copied;
        it has its own safe copy. Then restores both into a scratch cluster, counts the rows and runs the doctor there.
        Works while the host runs. Exit 0: proven, 1: the proof found faults.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--keys"];

    public IReadOnlyCollection<string> Flags => ["--no-proof"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var folder])
            throw new CommandLineException("takes one folder");
        folder = Path.GetFullPath(folder);
        var keys = Path.GetFullPath(line.Option("--keys") ?? Path.Combine(folder, "keys"));
        await services.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Command, ct);
        var backups = services.GetRequiredService<Backups>();
        var manifest = await backups.MakeAsync(folder, keys, ct);
        await line.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"Backup in {folder}: {manifest.Rows.Values.Sum()} rows in {manifest.Rows.Count} tables; keys in {keys}"));
        if (line.Flag("--no-proof"))
            return 0;
        await line.Out.WriteLineAsync("Proving it: restoring into a scratch cluster …");
        var watch = Stopwatch.StartNew();
        var faults = await backups.ProveAsync(folder, keys, ct);
        await services.GetRequiredService<Drills>().RecordAsync("dump", watch.Elapsed, manifest.Rows.Values.Sum(), faults.Count, ct);
        return await Report.PrintAsync(faults, "Proven: it restores, all rows are there, the doctor finds nothing.", line);
    }
}

internal sealed class RestoreCommand(IServiceProvider services) : ICommand
{
    public string Name => "restore";

    public string Summary => "brings a backup back into an empty data folder or server";

    public string Usage =>
        """
        ./rathaus restore DIR --data EMPTY [--keys DIR] [--master-key FILE]

        Checks the files against the manifest, restores both databases, runs the doctor, moves case numbers 10,000 on so
        that none is given twice. The master key must lie in EMPTY/keys/master.key or be named. Exit 0: all holds, 1: faults.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--keys", "--master-key"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var folder])
            throw new CommandLineException("takes one folder");
        folder = Path.GetFullPath(folder);
        var keys = Path.GetFullPath(line.Option("--keys") ?? Path.Combine(folder, "keys"));
        BackupManifest.Read(folder).Verify(folder, keys);
        var target = services.GetRequiredService<DataFolder>().MasterKeyFile;
        if (line.Option("--master-key") is { } source && !File.Exists(target))
            MasterKey.Copy(source, target);
        var faults = await services.GetRequiredService<Backups>().RestoreAsync(folder, keys, ct);
        return await Report.PrintAsync(faults, "Restored; everything holds.", line);
    }
}

internal static class Report
{
    public static async Task<int> PrintAsync(IReadOnlyList<string> faults, string good, CommandLine line)
    {
        foreach (var fault in faults)
            await line.Out.WriteLineAsync($"FAULT {fault}");
        await line.Out.WriteLineAsync(faults.Count == 0
            ? good
            : string.Create(CultureInfo.InvariantCulture, $"{faults.Count} faults."));
        return faults.Count == 0 ? 0 : 1;
    }
}
