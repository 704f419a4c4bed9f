using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Specialist;

/// <summary>
/// Has a specialist system carry out what a case decided. No answer: again later, with the same key; after the last try the job waits for
/// an operator. A refusal after the decision becomes a task of the case (<see cref="RegisterJobs.Refused"/>). Payload: number of the case and
/// id of its effect.
/// </summary>
internal sealed class CarryOutOrder(SpecialistSystems systems, SpecialistCalls calls, TimeProvider time, ITownOffices? towns = null) : IJobHandler
{
    public const string JobKind = "registers.specialist-order";

    public string Kind => JobKind;

    public static string Payload(SpecialistOrder order) => new JsonObject { ["number"] = order.Reference, ["deed"] = order.Deed }.ToJsonString();

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JsonNode.Parse(job.Payload)!;
        var (reference, deed) = ((string)payload["number"]!, (string)payload["deed"]!);
        if (await SpecialistOrders.OpenAsync(tx, reference, deed, ct) is not { } order)
            return;
        var system = systems.Find(order.Register, towns?.Find(job.Municipality)?.Id)
            ?? throw new SpecialistAwayException($"no specialist system is set for {order.Register} of town {job.Municipality}, but {reference} waits for one");
        var given = await calls.EffectAsync(system, order, trial: false, ct);
        var now = time.GetUtcNow();
        if (given.Succeeded)
            await tx.ExecuteBatchAsync([SpecialistOrders.Answered(order, "confirmed", now)], ct);
        else if (given.Refusal.Kind == RefusalKind.Unavailable)
            throw new SpecialistAwayException($"the specialist system for {order.Register} of town {job.Municipality} does not answer");
        else
            await tx.ExecuteBatchAsync(
                [
                    SpecialistOrders.Answered(order, "refused", now),
                    JobSql.Insert(new JobRequest(RegisterJobs.Refused, new JsonObject { ["number"] = reference }.ToJsonString())),
                ], ct);
    }
}

/// <summary>A specialist system cannot be reached now.</summary>
internal sealed class SpecialistAwayException(string message) : Exception(message);
