using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// What a granted case does in the registers (key <c>effects</c> of a package, declared in <c>catalogue/effects.yaml</c>). A
/// register reads and decides first; what it writes stands in the transaction of the decision, or nothing of both does.
/// </summary>
public interface IRegisterEffects
{
    /// <summary>Names as in effects.yaml, for example <c>plates.reserve</c>.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>
    /// Looks whether every effect can be carried out, and how. Refusals are sentences for the clerk: plate taken, person
    /// unknown. Nothing is written here.
    /// </summary>
    /// <param name="town">The scope in which the plan's commands will run.</param>
    Task<Outcome<RegisterPlan>> PlanAsync(SqlScope town, RegisterOrder order, CancellationToken ct);
}

/// <summary>The effects of one case, in order; a later one sees what an earlier one did.</summary>
/// <param name="Reference">Number of the case; the same effect of the same case happens once.</param>
/// <param name="Purpose">Id of the service: for which purpose the register is changed.</param>
public sealed record RegisterOrder(
    short Municipality, string Reference, string Purpose, RegisterActor Actor, DateTimeOffset At, IReadOnlyList<RegisterDeed> Deeds);

/// <summary>Who causes it, as the register's history keeps it: <c>Staff</c> with an id, or <c>System</c>.</summary>
public sealed record RegisterActor(string Kind, Guid? Id);

/// <summary>One effect with its parameters as JSON of their declared types.</summary>
public sealed record RegisterDeed(string Id, string Effect, JsonObject With);

/// <summary>What will happen.</summary>
/// <param name="Gives">What each effect gives, by its id.</param>
/// <param name="Commands">Statements for the transaction of the decision; a lost race is a <see cref="UniqueViolationException"/>.</param>
public sealed record RegisterPlan(IReadOnlyDictionary<string, JsonObject> Gives, IReadOnlyList<Sql> Commands);

/// <summary>Jobs that registers leave for the room of the cases.</summary>
public static class RegisterJobs
{
    /// <summary>Payload <c>{"number"}</c>: a specialist system refused what was decided; somebody has to look at the case.</summary>
    public const string Refused = "cases.register-refused";
}
