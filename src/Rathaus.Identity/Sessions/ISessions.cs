using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>How a session came about; shown in the list of sessions and written to the audit.</summary>
public enum SignInMethod
{
    /// <summary>Never stored.</summary>
    None = 0,

    /// <summary>Passkey of the account (WebAuthn with user verification).</summary>
    Passkey = 1,

    /// <summary>Demo person picked from the list, level low.</summary>
    Demo = 2,

    /// <summary>Simulated online identity card, level high, labelled as simulation everywhere.</summary>
    SimulatedEid = 3,

    /// <summary>Demo member of staff picked from the list.</summary>
    DemoStaff = 4,

    /// <summary>Online identity card read by a configured eID server, level high.</summary>
    Eid = 5,

    /// <summary>Approved on the person's phone after a QR or typed code; level low at most (see docs/identity.md).</summary>
    Handover = 6,

    /// <summary>Identity credential (PID) of a trusted issuer, shown by a wallet, level high.</summary>
    Wallet = 20,

    /// <summary>Invented identity credential of a demonstration, level high, labelled as simulation everywhere.</summary>
    SimulatedWallet = 21,

    /// <summary>Member of staff by the town's own OpenID provider.</summary>
    ExternalStaff = 30,

    /// <summary>Emergency access by a sealed code.</summary>
    BreakGlass = 31,

    /// <summary>BundID, on the level it told.</summary>
    Bundid = 32,

    /// <summary>Simulated BundID, labelled as simulation everywhere.</summary>
    SimulatedBundid = 33,
}

/// <summary>What a new session is for. Exactly one of the two ids is set.</summary>
public sealed record SignIn(SignInMethod Method, Assurance Assurance, bool Simulated)
{
    public TrustLevel Trust => Assurance.Trust;

    public Guid? AccountId { get; init; }

    public Guid? StaffId { get; init; }

    /// <summary>Passkey that signed, so that removing it ends its sessions.</summary>
    public Guid? PasskeyId { get; init; }

    /// <summary>Whom the sign-in was for, as the history names it; null: the house.</summary>
    public string? Service { get; init; }
}

/// <summary>One line of the list of sessions. <paramref name="Handle"/> ends it and is no secret.</summary>
public sealed record SessionInfo(
    string Handle, SignInMethod Method, TrustLevel Trust, string Device,
    DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool Current);

/// <summary>Sessions of this browser and of this account (cookie <c>__Host-rathaus</c>, row in identity.session).</summary>
public interface ISessions
{
    /// <summary>
    /// Starts a session with a fresh 256-bit id and sends its cookie. A session the browser brought along ends in the
    /// same transaction: an id never survives a change of person or level.
    /// </summary>
    Task StartAsync(HttpContext http, SignIn signIn, CancellationToken ct);

    /// <summary>Ends the session of this request and clears the cookie.</summary>
    Task EndAsync(HttpContext http, CancellationToken ct);

    /// <summary>Ends every session of the account or member of staff who asks; the own one too unless it is kept.</summary>
    Task<int> EndAllAsync(HttpContext http, bool keepCurrent, CancellationToken ct);

    /// <summary>Ends one session of the person who asks; a foreign handle ends nothing.</summary>
    Task<bool> EndOneAsync(HttpContext http, string handle, CancellationToken ct);

    /// <summary>The living sessions of the person who asks, newest first.</summary>
    Task<IReadOnlyList<SessionInfo>> ListAsync(HttpContext http, CancellationToken ct);
}
