using Rathaus.Cases.Data;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>A specialist system refused after the decision what the case has it do: somebody of the office gets a task.</summary>
internal sealed class RegisterRefused(CaseReader cases, TimeProvider time) : IJobHandler
{
    public string Kind => RegisterJobs.Refused;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        if (await cases.OpenAsync(job.Municipality, tx, number, ct) is { } opened)
            await tx.ExecuteBatchAsync([TaskSql.CreateOnce(opened.Case, "check-by-hand", "register-refused", time.GetUtcNow())], ct);
    }
}
