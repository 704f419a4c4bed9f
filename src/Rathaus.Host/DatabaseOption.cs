using System.Data.Common;
using Rathaus.Kernel.Commands;

namespace Rathaus.Host;

/// <summary>
/// <c>--database</c> and <c>--database-file</c>. What stands on a command line is shown to every user of the machine in the
/// list of processes, so a password there is refused; it belongs into a file of mode 600 or into the environment.
/// </summary>
internal static class DatabaseOption
{
    public const string Value = "--database";
    public const string File = "--database-file";

    /// <summary>Names under which Npgsql takes a password.</summary>
    private static readonly string[] Secrets = ["Password", "PSW", "PWD", "SSL Password"];

    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>The connection string, or null: neither option is given.</summary>
    /// <exception cref="CommandLineException">Both are given, or one cannot be used.</exception>
    public static string? Of(CommandLine line)
    {
        var (value, file) = (line.Option(Value), line.Option(File));
        if (value is not null && file is not null)
            throw new CommandLineException($"{Value} and {File} exclude each other");
        if (file is not null)
            return Read(file);
        if (value is not null && HoldsPassword(value))
        {
            throw new CommandLineException(
                $"{Value} holds a password, which every user of this machine can read in the list of processes; put the connection "
                + $"string into a file of mode 600 ({File} FILE) or into the environment (ConnectionStrings__Rathaus)");
        }

        return value;
    }

    private static string Read(string file)
    {
        try
        {
            if ((System.IO.File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
                throw new CommandLineException($"{File}: others may read {file}; chmod 600 it");
            return System.IO.File.ReadAllText(file).Trim();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"{File}: {wrong.Message}");
        }
    }

    private static bool HoldsPassword(string connectionString)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return Array.Exists(Secrets, name => parts.TryGetValue(name, out var secret) && secret is string { Length: > 0 });
        }
        catch (ArgumentException)
        {
            throw new CommandLineException($"{Value} takes a connection string such as \"Host=db.example;Username=rathaus\"");
        }
    }
}
