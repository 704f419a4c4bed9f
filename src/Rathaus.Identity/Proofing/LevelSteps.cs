using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>What an account lacks for a level.</summary>
internal enum LevelStep
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A passkey.</summary>
    AddPasskey = 1,

    /// <summary>The identity checked: letter, counter, identity card or wallet.</summary>
    ProveIdentity = 2,

    /// <summary>A passkey bound to an attested device, or the card for this once.</summary>
    BindDevice = 3,

    /// <summary>The identity card or the wallet at the sign-in itself.</summary>
    UseCard = 4,
}

/// <summary>The rules of the levels turned round: what is missing for the next one.</summary>
internal static class LevelSteps
{
    /// <summary>The level after this one, or null: there is none.</summary>
    public static TrustLevel? Next(TrustLevel level) => level == TrustLevel.High ? null : level + 1;

    public static IReadOnlyList<LevelStep> Missing(TrustLevel wanted, Proofing proofing, Authenticator authenticator) => wanted switch
    {
        TrustLevel.None => [],
        TrustLevel.Low => authenticator >= Authenticator.Passkey ? [] : [LevelStep.AddPasskey],
        TrustLevel.Substantial =>
        [
            .. proofing >= Proofing.Checked ? Array.Empty<LevelStep>() : [LevelStep.ProveIdentity],
            .. authenticator >= Authenticator.BoundDevice ? Array.Empty<LevelStep>() : [LevelStep.BindDevice],
        ],
        TrustLevel.High => [LevelStep.UseCard],
        _ => throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "Unknown level"),
    };
}
