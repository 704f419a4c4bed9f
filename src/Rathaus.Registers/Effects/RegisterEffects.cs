using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;
using Rathaus.Registers.Specialist;

namespace Rathaus.Registers.Effects;

/// <inheritdoc cref="IRegisterEffects"/>
internal sealed class RegisterEffects(RegisterSet registers, ProjectionSet projections) : IRegisterEffects
{
    private readonly FrozenDictionary<string, IRegister> byEffect = registers.All
        .SelectMany(register => register.Effects, (register, effect) => (register, effect))
        .ToFrozenDictionary(pair => pair.effect, pair => pair.register, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => byEffect.Keys;

    public async Task<Outcome<RegisterPlan>> PlanAsync(SqlScope town, RegisterOrder order, CancellationToken ct)
    {
        var work = new RegisterWork(town, order);
        var gives = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var deed in order.Deeds)
        {
            if (!byEffect.TryGetValue(deed.Effect, out var register))
                return Refusal.Conflict("register.not-kept", $"Dieses Register wird hier nicht geführt: {deed.Effect}.");
            work.Begin(deed);
            var given = await register.PlanAsync(work, deed.Effect, new RegisterArguments(deed.With), ct);
            if (!given.Succeeded)
                return given.Refusal;
            gives[deed.Id] = given.Value;
        }

        return new RegisterPlan(gives, work.Commands(projections.ByRegister));
    }
}
