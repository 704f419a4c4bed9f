using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>Which draft, and what proves that it is one's own: the account signed in, or the secret of the resume link.</summary>
internal sealed record DraftKey(Guid Id, string? Secret = null);

/// <summary>An application that is not sent yet (Entwurf).</summary>
internal sealed record Draft
{
    public required Guid Id { get; init; }

    public required string Service { get; init; }

    public required string ServiceHash { get; init; }

    public Guid? Account { get; init; }

    public byte[]? SecretHash { get; init; }

    public required Language Language { get; init; }

    /// <summary>Accepted answers, those of questions that are hidden now included: going back loses nothing.</summary>
    public required JsonObject Answers { get; init; }

    /// <summary>Key in <see cref="Unsaved"/> of the entry that was removed last and can be taken back; no field has this name.</summary>
    public const string RemovedKey = "_entfernt";

    /// <summary>What was typed on <see cref="Page"/> and is not right yet, by field name.</summary>
    public required IReadOnlyDictionary<string, string> Unsaved { get; init; }

    /// <summary>Fields of <see cref="Unsaved"/> that keep the application from being sent.</summary>
    public IEnumerable<string> Unfinished => Unsaved.Keys.Where(name => name != RemovedKey);

    /// <summary>Page that was saved last.</summary>
    public string? Page { get; init; }

    public required int Version { get; init; }

    /// <summary>The case it became, or null while it is open.</summary>
    public CaseNumber? Number { get; init; }

    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Deleted after this day.</summary>
    public required DateOnly ExpiresOn { get; init; }

    public IReadOnlyList<CaseUpload> Uploads { get; init; } = [];

    /// <summary>An account's draft opens for that account only; without an account the secret opens it.</summary>
    public bool BelongsTo(IActor actor, string? secret)
    {
        if (Account is { } owner)
            return Representation.Owns(actor, owner, Service);
        return AccessSecret.Matches(secret, SecretHash);
    }
}

/// <summary>A draft with what the rules say about it today.</summary>
/// <param name="ServiceChanged">The service was published anew since the last save; the answers were checked against the new one.</param>
internal sealed record DraftView(Draft Draft, EffectiveService Service, FormEvaluation Evaluation, bool ServiceChanged);
