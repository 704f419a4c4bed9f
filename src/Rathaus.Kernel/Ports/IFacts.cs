using System.Text.Json.Nodes;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// Named facts that rules may ask for (<c>register.permits(applicant)</c>). A room implements the facts it owns and registers
/// itself with <c>services.AddScoped&lt;IFacts, X&gt;()</c>; names and types are declared in <c>catalogue/facts.yaml</c>. The
/// form engine asks each fact once per evaluation and arguments.
/// </summary>
public interface IFacts
{
    /// <summary>Names as in facts.yaml, for example <c>register.permits</c>; <c>proof.*</c> stands for all that begin so.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>
    /// The answer as JSON of the declared type: decimals and dates as strings, records as objects, null for an absent optional.
    /// A fact that cannot be told now (register down, nobody signed in) answers <see cref="FactAnswer.Unknown"/>.
    /// </summary>
    ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct);
}

/// <summary>One question: fact, arguments as JSON of their declared types, and on whose behalf.</summary>
/// <param name="Municipality">Number of the town whose service asks.</param>
public sealed record FactQuestion(
    string Name, IReadOnlyList<JsonNode?> Arguments, short Municipality, IActor? Actor, DateOnly Today)
{
    /// <summary>What for: id of the service that asks. Registers tell nothing without a purpose, and write it down.</summary>
    public string Purpose { get; init; } = "";
}

/// <summary>The answer to a <see cref="FactQuestion"/>.</summary>
public readonly record struct FactAnswer(bool Known, JsonNode? Value)
{
    public static FactAnswer Unknown => default;

    public static FactAnswer Of(JsonNode? value) => new(true, value);
}
