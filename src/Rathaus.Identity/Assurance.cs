using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>How sure the house is who somebody is (Identitätsprüfung, TR-03147).</summary>
public enum Proofing : short
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>The person said so.</summary>
    SelfDeclared = 1,

    /// <summary>By a letter to the registered address, at a counter with a document, or by the employing town.</summary>
    Checked = 2,

    /// <summary>By the online identity card.</summary>
    IdentityCard = 3,
}

/// <summary>What somebody signs in with (Authentisierungsmittel, TR-03107-1).</summary>
public enum Authenticator : short
{
    /// <summary>Never stored.</summary>
    None = 0,

    /// <summary>A link or code.</summary>
    Link = 1,

    /// <summary>A passkey whose device checked finger, face or PIN; it may lie in a password store.</summary>
    Passkey = 2,

    /// <summary>A passkey that stays in one attested device, or the identity card itself.</summary>
    BoundDevice = 3,
}

/// <summary>
/// What a sign-in proves. The level is a self-assessment on the scale of TR-03107-1 until an outside body has assessed it;
/// pages say so.
/// </summary>
/// <param name="CardInSession">The identity card was read for this very session.</param>
public readonly record struct Assurance(Proofing Proofing, Authenticator Authenticator, bool CardInSession = false)
{
    /// <summary>
    /// Handed over from a phone by QR or typed code. Such a code can be relayed, so the sign-in counts as
    /// <see cref="Authenticator.Link"/>, reaches low at most and does nothing sensitive.
    /// </summary>
    public bool ViaHandover { get; init; }

    /// <summary>Low needs both a declared person and a passkey, substantial a check of both, high the card itself.</summary>
    public TrustLevel Trust => this switch
    {
        { ViaHandover: true } => Proofing >= Proofing.SelfDeclared ? TrustLevel.Low : TrustLevel.None,
        { Proofing: Proofing.IdentityCard, CardInSession: true } => TrustLevel.High,
        { Proofing: >= Proofing.Checked, Authenticator: >= Authenticator.BoundDevice } => TrustLevel.Substantial,
        { Proofing: >= Proofing.SelfDeclared, Authenticator: >= Authenticator.Passkey } => TrustLevel.Low,
        _ => TrustLevel.None,
    };
}
