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
        ./rathaus backup DIR --base [--no-proof | --prune]

        Dumps the database into DIR and the wrapped case keys into another folder (default: DIR/keys): move that one to its
        own place and delete it after 30 days at most, or deleted cases could be read again. The master key is not copied;
        it has its own safe copy. Then restores both into a scratch cluster, counts the rows and runs the doctor there.
        Works while the host runs. Exit 0: proven, 1: the proof found faults.

        --base copies the embedded cluster as it is on disk, keys included. With Rathaus__WalArchive set, restore --wal goes on
        from there to any later moment. Keep such copies and the archive 30 days at most. --prune deletes the log from before
        this copy, once the copy is proven: older copies then come back only as they are.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--keys"];

    public IReadOnlyCollection<string> Flags => ["--no-proof", "--base", "--prune"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var folder])
            throw new CommandLineException("takes one folder");
        folder = Path.GetFullPath(folder);
        if (line.Flag("--prune") && (!line.Flag("--base") || line.Flag("--no-proof")))
            throw new CommandLineException("--prune follows a proven --base copy");
        if (line.Flag("--base"))
            return await CopyAsync(folder, line, ct);
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

    private async Task<int> CopyAsync(string folder, CommandLine line, CancellationToken ct)
    {
        if (line.Option("--keys") is not null)
            throw new CommandLineException("--base copies the keys with the rest");
        await services.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Command, ct);
        var copies = services.GetRequiredService<BaseBackups>();
        await copies.MakeAsync(folder, ct);
        await line.Out.WriteLineAsync($"Base backup in {folder}; every file matches its manifest.");
        if (line.Flag("--no-proof"))
            return 0;
        await line.Out.WriteLineAsync("Proving it: starting a copy …");
        var watch = Stopwatch.StartNew();
        var (faults, rows) = await copies.ProveAsync(folder, ct);
        await services.GetRequiredService<Drills>().RecordAsync("base", watch.Elapsed, rows, faults.Count, ct);
        var code = await Report.PrintAsync(faults, "Proven: it starts, the doctor finds nothing.", line);
        if (code != 0 || !line.Flag("--prune"))
            return code;
        var pruned = await copies.PruneAsync(folder, ct);
        await line.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{pruned} older segments of the log deleted."));
        return code;
    }
}

internal sealed class RestoreCommand(IServiceProvider services) : ICommand
{
    public string Name => "restore";

    public string Summary => "brings a backup back into an empty data folder or server";

    public string Usage =>
        """
        ./rathaus restore DIR --data EMPTY [--keys DIR] [--master-key FILE]
        ./rathaus restore DIR --data EMPTY [--wal DIR [--until TIME]] [--master-key FILE]     of backup --base

        Checks the files against the manifest, restores both databases, runs the doctor, moves case numbers 10,000 on so
        that none is given twice. The master key must lie in EMPTY/keys/master.key or be named. Exit 0: all holds, 1: faults.

        A base backup goes on with the log archived in --wal: to its end, or to TIME, for example 2026-11-20T09:59:00Z.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--keys", "--master-key", "--wal", "--until"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var folder])
            throw new CommandLineException("takes one folder");
        folder = Path.GetFullPath(folder);
        var copy = Directory.Exists(Path.Combine(folder, BaseBackups.Folder));
        var until = UntilOf(line, copy);
        var keys = Path.GetFullPath(line.Option("--keys") ?? Path.Combine(folder, "keys"));
        if (!copy)
            BackupManifest.Read(folder).Verify(folder, keys);
        var target = services.GetRequiredService<DataFolder>().MasterKeyFile;
        if (line.Option("--master-key") is { } source && !File.Exists(target))
            MasterKey.Copy(source, target);
        var faults = copy
            ? await services.GetRequiredService<BaseBackups>().RestoreAsync(folder, line.Option("--wal"), until, ct)
            : await services.GetRequiredService<Backups>().RestoreAsync(folder, keys, ct);
        return await Report.PrintAsync(faults, "Restored; everything holds.", line);
    }

    private static DateTimeOffset? UntilOf(CommandLine line, bool copy)
    {
        if (!copy && (line.Option("--wal") ?? line.Option("--until")) is not null)
            throw new CommandLineException("--wal and --until go with a base backup");
        if (line.Option("--until") is not { } text)
            return null;
        if (line.Option("--wal") is null)
            throw new CommandLineException("--until needs --wal");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw new CommandLineException($"--until takes an instant such as 2026-11-20T09:59:00Z, not '{text}'");
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
