using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers;

/// <summary>
/// One register of the town: the port behind which the embedded register stands or an adapter of the town's specialist
/// system (docs/registers.md). It carries out the effects and answers the facts that bear its names.
/// </summary>
public interface IRegister
{
    /// <summary>One of <see cref="RegisterNames"/>.</summary>
    string Name { get; }

    /// <summary>Names as in catalogue/effects.yaml.</summary>
    IReadOnlyCollection<string> Effects { get; }

    /// <summary>Names as in catalogue/facts.yaml.</summary>
    IReadOnlyCollection<string> Facts { get; }

    /// <summary>Reads and decides; what it records in <paramref name="work"/> is written with the decision of the case.</summary>
    /// <returns>What granted documents may print, each field that effects.yaml names.</returns>
    Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct);

    /// <summary>Answers a fact. Whoever answers sees to it that a person learns about nobody but himself or herself.</summary>
    ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct);
}
