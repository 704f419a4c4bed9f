using System.Text.Json.Nodes;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Specialist;

/// <summary>
/// One register of the region: in towns with a specialist system that system answers and carries out, in the others the embedded
/// register does. A remote system takes no part in the transaction of the decision: it is asked first whether the entry is possible, and does
/// it after the commit (<see cref="CarryOutOrder"/>).
/// </summary>
internal sealed class SpecialistRegister(IRegister embedded, SpecialistSystems systems, SpecialistCalls calls, ITownOffices? towns) : IRegister
{
    /// <summary>Told to everybody, or asked with data that the question carries; all else needs a person who signed in.</summary>
    private static readonly string[] Open = ["register.plate_free", "register.plate_reserved", "register.free_plates", "register.vehicle_codes", "register.electoral_entry"];

    public string Name => embedded.Name;

    public IReadOnlyCollection<string> Effects => embedded.Effects;

    public IReadOnlyCollection<string> Facts => embedded.Facts;

    public async Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct)
    {
        if (Of(work.Order.Municipality) is not { } system)
            return await embedded.PlanAsync(work, effect, with, ct);
        var order = new SpecialistOrder(Name, work.Order.Reference, work.DeedId, effect, work.Order.Purpose, with.Json);
        var given = await calls.EffectAsync(system, order, trial: true, ct);
        if (!given.Succeeded)
            return given.Refusal;
        work.Also(SpecialistOrders.Insert(order, work.Order.At));
        work.Also(JobSql.Insert(new JobRequest(CarryOutOrder.JobKind, CarryOutOrder.Payload(order))));
        return given.Value;
    }

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (Of(question.Municipality) is not { } system)
            return await embedded.AskAsync(question, ct);
        return question.Actor?.Person is null && !Open.Contains(question.Name) ? FactAnswer.Unknown : await calls.AskAsync(system, question, ct);
    }

    private SpecialistSystem? Of(short municipality) => systems.Find(Name, towns?.Find(municipality)?.Id);
}

/// <summary>The registers as facts and effects meet them.</summary>
internal sealed class RegisterSet(IEnumerable<IRegister> registers, SpecialistSystems systems, SpecialistCalls calls, ITownOffices? towns = null)
{
    public IReadOnlyList<IRegister> All { get; } =
        [.. registers.Select(register => systems.Keep(register.Name) ? new SpecialistRegister(register, systems, calls, towns) : register)];
}
