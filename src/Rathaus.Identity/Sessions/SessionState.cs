using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Sessions;

/// <summary>Whose cookie a session belongs to.</summary>
internal static class SessionPlace
{
    /// <summary>The pages of the portal and of the back office.</summary>
    public const string Portal = "portal";

    /// <summary>The provider of the Bürger-ID.</summary>
    public const string Issuer = "issuer";
}

/// <summary>A living session with everything a request asks about its person.</summary>
internal sealed record SessionState
{
    /// <summary>SHA-256 of the id in the cookie.</summary>
    public required byte[] IdHash { get; init; }

    public string Place { get; init; } = SessionPlace.Portal;

    public Guid? AccountId { get; init; }

    public Guid? StaffId { get; init; }

    public Guid? PasskeyId { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>The session of the provider as the portal knows it; null for staff.</summary>
    public string? Sid { get; init; }

    public required SignInMethod Method { get; init; }

    public required TrustLevel Trust { get; init; }

    public Proofing Proofing { get; init; }

    public Authenticator Authenticator { get; init; }

    /// <summary>Handed over from a phone: sensitive actions are refused.</summary>
    public bool ViaHandover { get; init; }

    public required bool Simulated { get; init; }

    public ConfirmedPerson? Person { get; init; }

    public IReadOnlyList<StaffAssignment> Assignments { get; init; } = [];

    /// <summary>For staff: until when an emergency access is open somewhere in the house.</summary>
    public DateTimeOffset? EmergencyUntil { get; init; }

    /// <summary>Whom the session acts for, as long as the mandate holds.</summary>
    public ActsFor? ActsFor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }
}
