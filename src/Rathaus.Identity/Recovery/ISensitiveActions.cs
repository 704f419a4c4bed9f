using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity;

/// <summary>
/// What a thief of a session would want: refused to a session that a phone handed over, and to an account in the days after
/// its recovery.
/// </summary>
public enum SensitiveAction
{
    /// <summary>Never asked.</summary>
    None = 0,

    /// <summary>One more passkey, device or key.</summary>
    AddAuthenticator = 1,

    /// <summary>A passkey or device goes.</summary>
    RemoveAuthenticator = 2,

    /// <summary>An application whose grant changes an address in a register.</summary>
    ChangeAddress = 3,

    /// <summary>An application with a bank account: money is paid to it or taken from it.</summary>
    ChangeBankDetails = 4,

    /// <summary>A credential leaves the house: wallet, certificate.</summary>
    ReleaseCredential = 5,

    /// <summary>A document of a service on level substantial or higher is opened.</summary>
    ReadSubstantialDocument = 6,

    /// <summary>Recovery codes are made anew.</summary>
    ChangeRecovery = 7,

    /// <summary>A mandate is given or accepted, or somebody may help with a case.</summary>
    GrantMandate = 8,

    /// <summary>All data of the account leave the house.</summary>
    ExportAccount = 9,

    /// <summary>The account is closed.</summary>
    DeleteAccount = 10,

    /// <summary>Another system may know the person from now on.</summary>
    GrantConsent = 11,

    /// <summary>The identity is checked: letter, counter, identity card. Allowed after a recovery, which it repairs.</summary>
    ProveIdentity = 12,
}

/// <summary>
/// The one check before a sensitive action. It asks the database, so that neither a session that just ended nor a hold that
/// just began is overlooked.
/// </summary>
public interface ISensitiveActions
{
    /// <summary>
    /// Null: go on. Else <c>session.handed-over</c> or <c>account.on-hold</c> (403, <see cref="Refusal.Current"/> says until when),
    /// or 401 when the session ended. Nobody signed in, and staff: null; other rules guard those.
    /// </summary>
    Task<Refusal?> CheckAsync(SensitiveAction action, CancellationToken ct);
}
