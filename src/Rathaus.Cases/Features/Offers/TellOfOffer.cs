using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Offers;

/// <summary>Puts an entry into the family's mailbox: a childcare place is offered, or an offer has ended.</summary>
internal sealed class TellOfOffer(CaseReader cases, TimeProvider time) : IJobHandler
{
    public string Kind => PlaceOffer.TellJob;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        if (await cases.OpenAsync(job.Municipality, tx, number, ct) is { } opened)
            await tx.ExecuteBatchAsync([MailboxSql.Entry(opened.Case, "offer", opened.Service.Name.German, null, time.GetUtcNow())], ct);
    }
}
