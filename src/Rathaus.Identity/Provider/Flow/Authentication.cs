using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>How and when the person of an authorization signed in: what the ID token says about it.</summary>
internal sealed record Authentication
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The level that was reached.</summary>
    public required TrustLevel Reached { get; init; }

    /// <summary>The level that is reported: the asked one that matched.</summary>
    public required TrustLevel Level { get; init; }

    public required Proofing Proofing { get; init; }

    public required Authenticator Authenticator { get; init; }

    public required SignInMethod Method { get; init; }

    public Guid? Passkey { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>Handed over from a phone.</summary>
    public bool ViaHandover { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public Assurance Assurance => new(Proofing, Authenticator, Reached == TrustLevel.High) { ViaHandover = ViaHandover };

    /// <summary>Authentication method references of RFC 8176.</summary>
    public IReadOnlyList<string> Methods => this switch
    {
        { ViaHandover: true } => ["user"],
        { Method: SignInMethod.Eid or SignInMethod.SimulatedEid or SignInMethod.Wallet or SignInMethod.SimulatedWallet } => ["hwk", "pin", "mfa"],
        { Authenticator: Authenticator.BoundDevice } => ["hwk", "user", "pop", "mfa"],
        { Authenticator: Authenticator.Passkey } => ["swk", "user", "pop", "mfa"],
        _ => ["user"],
    };

    /// <summary>EAP ACR 1.0: phishing-resistant, and the same held by hardware.</summary>
    public IReadOnlyList<string> Alternatives => this switch
    {
        { ViaHandover: true } => [],
        { Authenticator: Authenticator.BoundDevice } => ["phr", "phrh"],
        { Authenticator: Authenticator.Passkey } => ["phr"],
        _ => [],
    };

    public static Authentication Of(SessionState session, PushedRequest request) => new()
    {
        At = session.CreatedAt,
        Reached = session.Trust,
        Level = request.Matched(session.Trust),
        Proofing = session.Proofing,
        Authenticator = session.Authenticator,
        Method = session.Method,
        Passkey = session.PasskeyId,
        Simulated = session.Simulated,
        ViaHandover = session.ViaHandover,
    };
}
