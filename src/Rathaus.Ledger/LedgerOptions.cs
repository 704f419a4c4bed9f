using System.ComponentModel.DataAnnotations;

namespace Rathaus.Ledger;

/// <summary>Section <c>Ledger</c> of the configuration (docs/govchain.md).</summary>
internal sealed class LedgerOptions
{
    /// <summary>Ids of the towns whose logs this installation keeps from its first start; of any other town it begins with its first entry.</summary>
    public string[] Towns { get; init; } = [];

    /// <summary>Origin of a log; <c>{town}</c> is the town's id, <c>{log}</c> the year it was begun, with a number behind for a successor.</summary>
    [Required]
    public string Origin { get; init; } = "govchain.{town}.example/log/{log}";

    /// <summary>Name of the witness of this installation; <c>{town}</c> is the first of <see cref="Towns"/>, or <c>region</c>.</summary>
    [Required]
    public string Witness { get; init; } = "govchain.{town}.example/witness";

    /// <summary>The region's membership file (C2SP tlog-policy): all logs, all witnesses, the quorum. Read again when it changes. Null: no witnesses.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>Programs that may hand in entries over HTTP.</summary>
    public LedgerService[] Services { get; init; } = [];

    /// <summary>Certificates with which towns seal documents; a town without one makes its own.</summary>
    public LedgerSeal[] Seals { get; init; } = [];

    /// <summary>Address of a time stamp authority (RFC 3161) for the seals. Null: no stamps.</summary>
    [Url]
    public string? TimestampAddress { get; init; }

    /// <summary>Milliseconds between two looks at what waits; a submission of this process rings at once.</summary>
    [Range(10, 60_000)]
    public int IntegrateMilliseconds { get; init; } = 200;

    /// <summary>Milliseconds between two published checkpoints when there is something new.</summary>
    [Range(10, 600_000)]
    public int PublishMilliseconds { get; init; } = 2_000;

    /// <summary>Minutes after which an unchanged checkpoint is cosigned again.</summary>
    [Range(1, 1_440)]
    public int HeartbeatMinutes { get; init; } = 60;

    /// <summary>Seconds a witness has to answer.</summary>
    [Range(1, 60)]
    public int WitnessSeconds { get; init; } = 3;

    /// <summary>Seconds between two looks at the logs and witnesses of others.</summary>
    [Range(1, 3_600)]
    public int MonitorSeconds { get; init; } = 60;

    /// <summary>Days for which entries of other towns' logs are mirrored; longer than the oldest backup that a town would restore.</summary>
    [Range(1, 3_650)]
    public int MirrorDays { get; init; } = 90;

    /// <summary>Entries that are integrated in one transaction.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; init; } = 4_096;
}

/// <summary>A program of a town with the right to hand in certain types of entries.</summary>
internal sealed class LedgerService
{
    /// <summary>Stands before the keys of its entries.</summary>
    public string Name { get; init; } = "";

    /// <summary>Id of the town for which it speaks.</summary>
    public string Town { get; init; } = "";

    /// <summary>SHA-256 of its bearer token, in hex.</summary>
    public string TokenSha256 { get; init; } = "";

    public string[] Types { get; init; } = [];

    /// <summary>Entries it may hand in per clock hour, counted by each host.</summary>
    [Range(1, int.MaxValue)]
    public int PerHour { get; init; } = 100_000;
}

/// <summary>A certificate with its key, from a file (mode 600).</summary>
internal sealed class LedgerSeal
{
    /// <summary>Id of the town that seals with it.</summary>
    public string Town { get; init; } = "";

    /// <summary>PKCS#12: key, certificate and the chain above it.</summary>
    public string Pkcs12File { get; init; } = "";

    /// <summary>File with its password, or null: it has none.</summary>
    public string? PasswordFile { get; init; }
}
