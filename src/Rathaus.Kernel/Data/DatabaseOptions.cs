namespace Rathaus.Kernel.Data;

/// <summary>Where the data are: a folder with an own cluster, or a server.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Folder of keys and of the embedded cluster (<c>--data</c>); default <c>data/</c> in the checkout.</summary>
    public required string DataFolder { get; init; }

    /// <summary>A server's connection string (<c>--database</c>, <c>ConnectionStrings__Rathaus</c>), or null: embedded.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Own server of the case keys (<c>ConnectionStrings__RathausKeys</c>), or null: second database beside the first.</summary>
    public string? KeysConnectionString { get; init; }

    /// <summary>Master key file, mode 0600; default <c>keys/master.key</c> in the data folder.</summary>
    public string? MasterKeyFile { get; init; }

    /// <summary>Folder that gets the embedded server's log, segment by segment, or null: no archive.</summary>
    public string? WalArchive { get; init; }

    /// <summary>clamd's unix socket, or null: no virus scanner.</summary>
    public string? ClamdSocket { get; init; }
}
