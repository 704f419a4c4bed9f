namespace Rathaus.Kernel.Outcomes;

/// <summary>What sort of no it is; decides the HTTP status (RFC 9110) and the page shown.</summary>
public enum RefusalKind
{
    /// <summary>422: the input breaks a rule; <see cref="Refusal.Faults"/> names the fields.</summary>
    Invalid,

    /// <summary>401: a sign-in is needed.</summary>
    SignInNeeded,

    /// <summary>403: signed in, but the right or the trust level is missing.</summary>
    Forbidden,

    /// <summary>404: unknown, or somebody else's.</summary>
    NotFound,

    /// <summary>409: the state moved on, or the same key came with another body.</summary>
    Conflict,

    /// <summary>413: larger than the limit.</summary>
    TooLarge,

    /// <summary>429: too many requests.</summary>
    TooMany,

    /// <summary>503: not now; the same request may be sent again.</summary>
    Unavailable,
}

/// <summary>One fault of one field. <paramref name="Path"/> is the answer's path, for example <c>fahrzeug.kennzeichen</c> or <c>gegenstaende[2].anzahl</c>.</summary>
public sealed record FieldFault(string Path, string Code, string Message);

/// <summary>
/// A no that a person or a client caused (RFC 9457 problem details). <paramref name="Code"/> is stable and listed in
/// docs/problems.md; <paramref name="Title"/> is one German sentence that may be shown.
/// </summary>
public sealed record Refusal(RefusalKind Kind, string Code, string Title)
{
    /// <summary>What is the matter field by field; empty unless the kind is <see cref="RefusalKind.Invalid"/>.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    /// <summary>Seconds after which a new try makes sense (Retry-After), or null.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The newer state of what was changed meanwhile, serialised into the problem's <c>current</c> member, or null.</summary>
    public object? Current { get; init; }

    public static Refusal NotFound(string what) =>
        new(RefusalKind.NotFound, $"{what}.not-found", "Das gibt es hier nicht.");

    public static Refusal Invalid(string code, string title, params IReadOnlyList<FieldFault> faults) =>
        new(RefusalKind.Invalid, code, title) { Faults = faults };

    public static Refusal Conflict(string code, string title) => new(RefusalKind.Conflict, code, title);

    public static Refusal Forbidden(string code, string title) => new(RefusalKind.Forbidden, code, title);

    public static Refusal Unavailable(string code, string title, int retryAfterSeconds) =>
        new(RefusalKind.Unavailable, code, title) { RetryAfterSeconds = retryAfterSeconds };
}
