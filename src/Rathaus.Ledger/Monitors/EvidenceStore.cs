using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;

namespace Rathaus.Ledger.Monitors;

/// <summary>What can be wrong with a log or a witness.</summary>
internal static class EvidenceKind
{
    /// <summary>Two signed checkpoints of one origin with the same size and different roots.</summary>
    public const string Fork = "fork";

    /// <summary>A signed checkpoint that does not contain an earlier one.</summary>
    public const string Inconsistent = "inconsistent";

    /// <summary>A witness cosigned two trees that exclude one another.</summary>
    public const string Equivocation = "equivocation";

    /// <summary>Our own database knows less than was signed before.</summary>
    public const string Rollback = "rollback";

    /// <summary>An entry that must not be: another town's key, a wrong time, an unknown form.</summary>
    public const string Entry = "entry";

    /// <summary>A log does not show its checkpoint, or not a new one.</summary>
    public const string Silence = "silence";

    /// <summary>A signature under a key that is not the one of the policy.</summary>
    public const string Key = "key";
}

/// <summary>Something to show to everybody: what is wrong, and the signed texts that prove it.</summary>
/// <param name="Bundle">The notes and keys, as text; whoever has it can check it.</param>
internal sealed record Evidence(string Origin, string Kind, string Detail, string Bundle)
{
    /// <summary>The same finding is kept once.</summary>
    public byte[] Fingerprint => SHA256.HashData(Encoding.UTF8.GetBytes($"{Kind}\n{Origin}\n{Detail}"));
}

/// <summary>A finding as it lies in the database.</summary>
internal sealed record EvidenceRow
{
    public required Guid Id { get; init; }

    public required string Origin { get; init; }

    public required string Kind { get; init; }

    public required string Detail { get; init; }

    public required string Bundle { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Keeps findings; each rings once in the log of the host.</summary>
internal sealed partial class EvidenceStore(RegionDatabase database, TimeProvider time, ILogger<EvidenceStore> log)
{
    private const string Columns = "id, origin, kind, detail, bundle, at";

    public async Task KeepAsync(Evidence evidence, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var kept = await database.ExecuteAsync(
            """
            insert into ledger.evidence (id, origin, kind, fingerprint, detail, bundle, at)
            values (@id, @Origin, @Kind, @Fingerprint, @Detail, @Bundle, @now)
            on conflict (fingerprint) do nothing
            """,
            new { id = Guid.CreateVersion7(now), evidence.Origin, evidence.Kind, evidence.Fingerprint, evidence.Detail, evidence.Bundle, now }, ct);
        if (kept == 1)
            LogAlarm(log, evidence.Kind, evidence.Origin);
    }

    public Task<IReadOnlyList<EvidenceRow>> LatestAsync(CancellationToken ct) => database.QueryAsync<EvidenceRow>(
        $"select {Columns} from ledger.evidence order by at desc, id desc limit 200", null, ct);

    public Task<EvidenceRow?> FindAsync(Guid id, CancellationToken ct) => database.QuerySingleOrDefaultAsync<EvidenceRow>(
        $"select {Columns} from ledger.evidence where id = @id", new { id }, ct);

    [LoggerMessage(Level = LogLevel.Critical, Message = "GovChain alarm {Kind}: {Origin}; see /govchain/alarm")]
    private static partial void LogAlarm(ILogger logger, string kind, string origin);
}
