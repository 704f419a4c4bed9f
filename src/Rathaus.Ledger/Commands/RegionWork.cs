using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Commands;

/// <summary>What a town does by hand: a new key for its log, its signature under the region's file, and a look at that file.</summary>
internal sealed class RegionWork(ITownOffices towns, IServiceProvider services)
{
    public async Task<int> RotateAsync(CommandLine line, CancellationToken ct)
    {
        var town = TownOf(line);
        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var rotated = await services.GetRequiredService<KeyRotation>().RotateAsync(town.Number, ct);
        if (!rotated.Succeeded)
        {
            await line.Error.WriteLineAsync(rotated.Refusal.Title);
            return 1;
        }

        await line.Out.WriteAsync(rotated.Value.ToString());
        return 0;
    }

    /// <summary>Entries that the database forgot come back from another town's mirror.</summary>
    public async Task<int> RecoverAsync(CommandLine line, CancellationToken ct)
    {
        var town = TownOf(line);
        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var recovered = await services.GetRequiredService<LogRecovery>().RecoverAsync(town.Number, ct);
        if (!recovered.Succeeded)
        {
            await line.Error.WriteLineAsync(recovered.Refusal.Title);
            return 1;
        }

        var done = recovered.Value;
        await line.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{done.Origin}: entries {done.Before} to {done.After - 1} are back, from the mirror of {done.From}; the log goes on"));
        return 0;
    }

    /// <summary>Adds the signature of the town's log to a version of the region's file.</summary>
    public async Task<int> SignAsync(CommandLine line, string file, CancellationToken ct)
    {
        var town = TownOf(line);
        var version = await ReadAsync(file, ct);
        if ((version.Version == 0 ? "has no version" : QuorumRule.FaultOf(version.Policy)) is { } fault)
        {
            await line.Error.WriteLineAsync($"{file}: {fault}");
            return 1;
        }

        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var store = services.GetRequiredService<LogStore>();
        if (await LogStore.FindOpenAsync(services.GetRequiredService<WorkerDatabase>().For(town.Number), ct) is not { } log)
            throw new CommandLineException($"{town.Id} keeps no log here");
        SecondPlace.Replace(Path.GetFullPath(file), version.With((await store.SignerAsync(log, ct)).Sign(version.SignedText)).ToString());
        await line.Out.WriteLineAsync($"{file}: signed by {log.Origin}");
        return 0;
    }

    /// <summary>Whether a version may be in force after another.</summary>
    public static async Task<int> CheckAsync(CommandLine line, string file, CancellationToken ct)
    {
        var version = await ReadAsync(file, ct);
        var fault = version.FaultAfter(line.Option("--after") is { } before ? await ReadAsync(before, ct) : null);
        await line.Out.WriteLineAsync(fault is null
            ? string.Create(CultureInfo.InvariantCulture, $"{file}: version {version.Version} holds; SHA-256 {Convert.ToBase64String(version.Hash)}")
            : $"{file}: {fault}");
        return fault is null ? 0 : 1;
    }

    private TownEntry TownOf(CommandLine line) => line.Option("--town") is { } id
        ? towns.Find(id) ?? throw new CommandLineException($"--town: there is no town '{id}'")
        : throw new CommandLineException("needs --town");

    private static async Task<Membership> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            return Membership.TryParse(await File.ReadAllTextAsync(path, ct), out var membership, out var fault)
                ? membership
                : throw new CommandLineException($"{path}: {fault}");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException(wrong.Message);
        }
    }
}
