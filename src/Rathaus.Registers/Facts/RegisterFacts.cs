using System.Collections.Frozen;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Specialist;

namespace Rathaus.Registers.Facts;

/// <summary>
/// What rules may ask the registers (catalogue/facts.yaml). Each question states its purpose, the service that asks, and is
/// written down with whoever asks; without a purpose nothing is told. The registers see to it that a person learns about
/// nobody else.
/// </summary>
internal sealed class RegisterFacts(RegisterSet registers, AccessLog log) : IFacts
{
    private readonly FrozenDictionary<string, IRegister> byFact = registers.All
        .SelectMany(register => register.Facts, (register, fact) => (register, fact))
        .ToFrozenDictionary(pair => pair.fact, pair => pair.register, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => byFact.Keys;

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (question.Purpose.Length == 0 || !byFact.TryGetValue(question.Name, out var register))
            return FactAnswer.Unknown;
        await log.WriteAsync(question, ct);
        return await register.AskAsync(question, ct);
    }
}
