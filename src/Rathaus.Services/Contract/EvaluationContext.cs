using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;

namespace Rathaus.Services;

/// <summary>What the engine needs besides the answers. The clock is never read: the caller says what day it is.</summary>
public sealed record EvaluationContext(DateOnly Today, Language Language)
{
    /// <summary>Who acts, or null: nobody signed in.</summary>
    public IActor? Actor { get; init; }

    /// <summary>
    /// What was typed and refused, by path (<see cref="ParsedAnswers.Raw"/>), so that the form comes back filled.
    /// </summary>
    public IReadOnlyDictionary<string, string> Raw { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// True for the API and the final submission: unknown ids, hidden and read-only answers are faults. False for drafts:
    /// they are dropped and named in <see cref="FormEvaluation.Dropped"/>.
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>Uploads that stand in for file answers, by question path: the ids. Merged into the answers before evaluation.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Files { get; init; }

    /// <summary>False skips prefill facts (a submission carries its answers).</summary>
    public bool Prefill { get; init; } = true;

    /// <summary>
    /// Set when letters will be made of the evaluation (<see cref="IDocumentTemplates"/>): permit number, case number and so
    /// on. Then facts that only letters ask are asked too.
    /// </summary>
    public DocumentFacts? Document { get; init; }
}

/// <summary>Facts of the case that a document may print.</summary>
public sealed record DocumentFacts
{
    public string? CaseNumber { get; init; }

    public DateOnly? Received { get; init; }

    public DateOnly? Decided { get; init; }

    public string? PermitNumber { get; init; }

    /// <summary>What registers gave when the grant was carried out, by the effect's id; null before.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonObject>? Effects { get; init; }

    /// <summary>Number of a further document of the grant, while that document is made.</summary>
    public string? IssuedNumber { get; init; }

    public int? IssuedCopies { get; init; }

    /// <summary>Replaces the applicant's name in letters when nobody is signed in.</summary>
    public string? Addressee { get; init; }

    /// <summary>Address for the QR code, or null.</summary>
    public string? ProofAddress { get; init; }
}
