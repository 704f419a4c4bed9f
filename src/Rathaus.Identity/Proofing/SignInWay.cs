using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>
/// A way to sign in beside passkey and identity card, offered wherever its level is asked for; parts of the room register theirs.
/// </summary>
/// <param name="Reaches">The level such a sign-in has.</param>
/// <param name="TextKey">Words of the link.</param>
/// <param name="Address">Local address that begins it and leads back.</param>
internal sealed record SignInWay(TrustLevel Reaches, string TextKey, Func<string, string> Address)
{
    /// <summary>False: registered, but not set up in this installation.</summary>
    public bool Offered { get; init; } = true;
}
