using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Effects;

/// <summary>What a register can be told to do.</summary>
internal interface IRegisterDeed
{
    /// <summary>Name as in catalogue/effects.yaml.</summary>
    string Name { get; }

    /// <summary>Reads, decides and adds statements to the work; gives what documents may print.</summary>
    Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, JsonObject with, CancellationToken ct);
}

/// <inheritdoc cref="IRegisterEffects"/>
internal sealed class RegisterEffects(IEnumerable<IRegisterDeed> deeds) : IRegisterEffects
{
    private readonly FrozenDictionary<string, IRegisterDeed> byName = deeds.ToFrozenDictionary(deed => deed.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => byName.Keys;

    public async Task<Outcome<RegisterPlan>> PlanAsync(SqlScope town, RegisterOrder order, CancellationToken ct)
    {
        var work = new RegisterWork(town, order);
        var gives = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var deed in order.Deeds)
        {
            if (!byName.TryGetValue(deed.Effect, out var known))
                return Refusal.Conflict("register.not-kept", $"Dieses Register wird hier nicht geführt: {deed.Effect}.");
            work.Begin(deed);
            var given = await known.PlanAsync(work, deed.With, ct);
            if (!given.Succeeded)
                return given.Refusal;
            gives[deed.Id] = given.Value;
        }

        return new RegisterPlan(gives, work.Commands);
    }
}
