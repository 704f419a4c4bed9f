using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>Seals an issued document when the log has published it; looks again, at longer and longer intervals, until then.</summary>
internal sealed class SealDocuments(ProvenDocuments proven, TimeProvider time) : IJobHandler
{
    /// <summary>Seconds: a log publishes every few of them; one without a quorum is looked at once an hour.</summary>
    private const int First = 5;

    private const int Longest = 3600;

    public string Kind => CaseJobs.SealDocument;

    public int Parallel => 2;

    public static JobRequest After(string number, Guid document, DateTimeOffset issued) =>
        Of(new DocumentJobPayload(number, document, First), issued);

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JobJson.Read(job.Payload, JobJson.Default.DocumentJobPayload);
        if (!await proven.SealAsync(tx, payload.Number, payload.Document, ct))
            await tx.ExecuteBatchAsync([JobSql.Insert(Of(payload with { Pause = Math.Min(2 * payload.Pause, Longest) }, time.GetUtcNow()))], ct);
    }

    private static JobRequest Of(DocumentJobPayload payload, DateTimeOffset now) =>
        new(CaseJobs.SealDocument, JobJson.ForDocument(payload), now.AddSeconds(payload.Pause));
}
