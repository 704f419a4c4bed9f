using Microsoft.Extensions.Options;
using Npgsql;
using Rathaus.Cases.Data;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Features.Applications;

/// <summary>
/// Where prepared submissions wait for the next commit of their town. Answers after the commit; a full queue is refused
/// before any work (503 <c>overloaded</c>).
/// </summary>
internal sealed class SubmissionQueue : IAsyncDisposable
{
    private readonly MicroBatcher<PreparedSubmission, SubmissionResult> batcher;
    private readonly IJobSignal signal;

    public SubmissionQueue(TownDatabase database, SubmissionWriter writer, IJobSignal signal, IOptions<CasesOptions> options)
    {
        this.signal = signal;
        batcher = new MicroBatcher<PreparedSubmission, SubmissionResult>(
            database, writer, new MicroBatchOptions { Capacity = options.Value.SubmissionQueue });
    }

    public async Task<Outcome<SubmissionResult>> WriteAsync(PreparedSubmission submission, CancellationToken ct)
    {
        try
        {
            var result = await batcher.SubmitAsync(submission.Municipality, submission, ct);
            if (result is { Succeeded: true, Value.Fresh: true })
            {
                foreach (var (kind, runAt) in submission.Jobs)
                {
                    if (runAt is null)
                        signal.Wake(kind);
                }
            }

            return result;
        }
        catch (UniqueViolationException used) when (used.Constraint == "case_file_pkey")
        {
            return Refusal.Conflict("upload.used-already", "Eine der Dateien gehört schon zu einem anderen Antrag.");
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // A file was removed in another window between the check and the commit.
            return Refusal.Conflict("draft.changed-meanwhile", "Der Entwurf wurde inzwischen geändert. Bitte prüfen Sie ihn noch einmal.");
        }
    }

    public ValueTask DisposeAsync() => batcher.DisposeAsync();
}
