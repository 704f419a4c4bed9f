using System.Diagnostics;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Operations;

/// <summary>pg_dump and pg_restore against our databases; passwords go by environment, never by command line.</summary>
internal sealed class DatabaseTools(DatabaseAddress address, ServerBinaries binaries)
{
    public Task DumpAsync(bool keys, string file, string? snapshot, CancellationToken ct)
    {
        var arguments = new List<string> { "--format=custom", "--no-password", $"--file={file}" };
        if (snapshot is not null)
            arguments.Add($"--snapshot={snapshot}");
        if (address.SocketFolder is null)
            arguments.Add("--role=rathaus_backup");
        return RunAsync("pg_dump", Login(keys, DatabaseRole.Backup), arguments, ct);
    }

    public Task RestoreAsync(bool keys, string file, CancellationToken ct)
    {
        var login = Login(keys, DatabaseRole.Super);
        return RunAsync(
            "pg_restore", login, ["--exit-on-error", "--single-transaction", "--no-password", $"--dbname={login.Database}", file], ct);
    }

    /// <summary>The archive's table of contents can be read: a first, cheap check.</summary>
    public Task ListAsync(string file, CancellationToken ct) =>
        RunAsync("pg_restore", null, ["--list", file], ct);

    private NpgsqlConnectionStringBuilder Login(bool keys, DatabaseRole role) =>
        new(keys ? address.KeysUnpooled(role) : address.Unpooled(role));

    private async Task RunAsync(
        string program, NpgsqlConnectionStringBuilder? login, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(binaries[program])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (login is not null)
        {
            start.Environment["PGHOST"] = login.Host;
            start.Environment["PGPORT"] = login.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            start.Environment["PGUSER"] = login.Username;
            start.Environment["PGDATABASE"] = login.Database;
            if (login.Password is not null)
                start.Environment["PGPASSWORD"] = login.Password;
        }

        using var process = Process.Start(start) ?? throw new ClusterException($"{program} does not start");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = await process.StandardError.ReadToEndAsync(ct);
        await output;
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new ClusterException($"{program} failed ({process.ExitCode}): {errors.Trim()}");
    }
}
