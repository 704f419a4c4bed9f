using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Ports;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>
/// Facts asked during one evaluation. A rule that asks something new gets an error for the time being; the engine awaits
/// the answers and evaluates again.
/// </summary>
internal sealed class FactCalls
{
    private readonly Dictionary<string, FactAnswer> answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pending> pending = new(StringComparer.Ordinal);
    private readonly SortedSet<string> unanswered = new(StringComparer.Ordinal);

    public bool HasPending => pending.Count > 0;

    public IReadOnlyList<string> Unanswered => unanswered.Count == 0 ? [] : [.. unanswered];

    public CelValue Ask(FactDef fact, ReadOnlySpan<CelValue> arguments)
    {
        var json = new JsonNode?[arguments.Length];
        for (var i = 0; i < json.Length; i++)
            json[i] = CelJson.Write(arguments[i]);
        var key = $"{fact.Name}({string.Join(',', json.Select(argument => argument?.ToJsonString() ?? "null"))})";
        if (!answers.TryGetValue(key, out var answer))
        {
            pending.TryAdd(key, new Pending(fact, json));
            return CelValue.Error($"{fact.Name} is being asked");
        }

        if (answer.Known && CelJson.TryRead(answer.Value, fact.Gives, out var value))
            return value;
        unanswered.Add(fact.Name);
        return CelValue.Error($"{fact.Name} cannot be told");
    }

    /// <summary>Puts every open question to the room that owns the fact.</summary>
    public async ValueTask AnswerAsync(IFactSource source, EffectiveService service, EvaluationContext context, CancellationToken ct)
    {
        var open = pending.ToArray();
        pending.Clear();
        foreach (var (key, question) in open)
        {
            answers[key] = await source.AskAsync(
                new FactQuestion(question.Fact.Name, question.Arguments, service.Town.Number, context.Actor, context.Today) { Purpose = service.Id }, ct);
        }
    }

    private sealed record Pending(FactDef Fact, IReadOnlyList<JsonNode?> Arguments);
}

/// <summary>Where facts come from: the rooms, or an example.</summary>
internal interface IFactSource
{
    ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct);
}

/// <summary>The rooms' facts by name or, where a room answers all that begin alike (<c>proof.*</c>), by their beginning; others are unknown.</summary>
internal sealed class RegisteredFacts(IEnumerable<IFacts> rooms) : IFactSource
{
    private readonly Dictionary<string, IFacts> byName = rooms
        .SelectMany(room => room.Names, (room, name) => (room, name))
        .ToDictionary(pair => pair.name, pair => pair.room, StringComparer.Ordinal);

    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) =>
        byName.TryGetValue(question.Name, out var room) || byName.TryGetValue(Beginning(question.Name), out room) ? room.AskAsync(question, ct) : ValueTask.FromResult(FactAnswer.Unknown);

    private static string Beginning(string name) => string.Concat(name.AsSpan(0, name.IndexOf('.', StringComparison.Ordinal) + 1), "*");
}
