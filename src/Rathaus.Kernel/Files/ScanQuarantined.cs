using System.Text.Json;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;

namespace Rathaus.Kernel.Files;

/// <summary>Scans what was uploaded while the scanner was away. Tries until it answers; a dead job is an alert.</summary>
internal sealed class ScanQuarantined(EncryptedFiles files, IVirusScanner scanner) : IJobHandler
{
    public const string JobKind = "kernel.scan-file";

    public string Kind => JobKind;

    public int Parallel => Math.Max(1, Environment.ProcessorCount / 2);

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        using var payload = JsonDocument.Parse(job.Payload);
        var id = payload.RootElement.GetProperty("file").GetGuid();
        if (await files.ReadAsync(job.Municipality, id, ct) is not { } content)
            return; // Deleted meanwhile.

        var scan = await scanner.ScanAsync(content, ct);
        switch (scan.Verdict)
        {
            case ScanVerdict.Clean:
                await SetAsync(tx, id, "clean", ct);
                return;
            case ScanVerdict.NotConfigured:
                await SetAsync(tx, id, "unscanned", ct);
                return;
            case ScanVerdict.Infected:
                await SetAsync(tx, id, "refused", ct);
                await tx.ExecuteAsync(
                    "delete from kernel.file_segment where municipality = @Town and file = @id", new { id }, ct);
                return;
            default:
                throw new ScannerAwayException();
        }
    }

    private static Task<int> SetAsync(TownTransaction tx, Guid id, string state, CancellationToken ct) =>
        tx.ExecuteAsync(
            "update kernel.file set state = @state where municipality = @Town and id = @id and state = 'quarantined'",
            new { id, state }, ct);
}

/// <summary>Puts the job back until the scanner answers.</summary>
public sealed class ScannerAwayException : Exception;
