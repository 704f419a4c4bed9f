namespace Rathaus.Kernel.Data.Cluster;

/// <summary>
/// The archive of the write-ahead log: a folder, best on another disk, that gets each segment when it is full, at the latest
/// after a minute. A segment appears there whole or not at all, and none is ever overwritten.
/// </summary>
internal static class WalArchive
{
    public static string Configuration(string folder)
    {
        var to = Word(folder) + "/%f";
        var command = $"cmp -s \"%p\" {to} || {{ test ! -e {to} && cp \"%p\" {to}.part && sync {to}.part && mv {to}.part {to}; }}";
        return $"""
            archive_mode = on
            archive_timeout = 60s
            archive_command = {Setting(command)}
            """;
    }

    /// <summary>A word of the shell; the server's own placeholders begin with %.</summary>
    public static string Word(string text) =>
        "'" + text.Replace("'", "'\\''", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal) + "'";

    /// <summary>A value in the server's configuration.</summary>
    public static string Setting(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";
}
