using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Pages;

/// <summary>Words for codes that come from the database or the verifier.</summary>
internal static class Words
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "passkey.unknown", "passkey.challenge", "passkey.malformed", "passkey.too-many", "passkey.already-used", "passkey.last",
        "passkey.not-found", "name.empty", "name.long", "name.characters", "demo.unknown-person", "account.closed",
    };

    /// <summary>The refusal in the page's language; rules of the passkey standard share one sentence.</summary>
    public static string Of(Texts texts, Refusal refusal) => Known.Contains(refusal.Code)
        ? texts["identity.refusal." + refusal.Code.Replace('.', '-')]
        : texts["identity.refusal.passkey-other"];

    public static string Method(Texts texts, SignInMethod method) => texts["identity.method." + method switch
    {
        SignInMethod.Passkey => "passkey",
        SignInMethod.Eid => "eid",
        SignInMethod.SimulatedEid => "simulated-eid",
        SignInMethod.Demo or SignInMethod.DemoStaff => "demo",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No session begins so"),
    }];

    public static string Level(Texts texts, Kernel.Ports.TrustLevel level) => texts["identity.level." + level switch
    {
        Kernel.Ports.TrustLevel.None => "none",
        Kernel.Ports.TrustLevel.Low => "low",
        Kernel.Ports.TrustLevel.Substantial => "substantial",
        Kernel.Ports.TrustLevel.High => "high",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Unknown level"),
    }];

    public static string Role(Texts texts, Kernel.Ports.StaffRole role) => texts["identity.role." + role switch
    {
        Kernel.Ports.StaffRole.Clerk => "clerk",
        Kernel.Ports.StaffRole.SecondClerk => "second-clerk",
        Kernel.Ports.StaffRole.Lead => "lead",
        Kernel.Ports.StaffRole.Administrator => "administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role"),
    }];
}
