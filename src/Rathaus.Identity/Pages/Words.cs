using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui.Parts;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Identity.Pages;

/// <summary>Words for codes that come from the database or the verifier.</summary>
internal static class Words
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "passkey.unknown", "passkey.unknown-to-staff", "passkey.copied", "passkey.challenge", "passkey.malformed", "passkey.too-many",
        "passkey.already-used", "passkey.last", "passkey.not-found", "passkey.demo-staff", "name.empty", "name.long", "name.characters",
        "demo.unknown-person", "account.closed", "link.ended", "link.no-person", "link.other-person", "link.other-account", "invitation.unknown", "staff.no-role", "staff.no-town", "staff.last-administrator",
        "staff.other-town", "federation.refused", "federation.one-factor", "federation.away", "federation.code-unknown", "federation.linked-elsewhere", "handover.stale", "handover.conflict", "handover.ended", "handover.too-many", "handover.text-changed",
        "handover.other-account", "handover.chain", "handover.not-approved", "handover.locked", "handover.code-wrong", "handover.not-found",
        "passkey.suspended", "passkey.not-suspended", "passkey.other-account",
        "letter.none", "letter.wrong", "letter.guessed", "letter.too-many", "letter.not-printed",
        "person.faults", "person.missing", "person.characters", "person.birth-date", "person.house-number", "person.post-code", "person.town",
        "counter.code", "counter.no-account", "counter.self", "counter.four-eyes", "counter.document", "counter.valid-until", "counter.expired",
        "counter.not-checked", "recovery.unknown", "recovery.none",
    };

    /// <summary>The refusal in the page's language; rules of the passkey standard share one sentence.</summary>
    public static string Of(Texts texts, Refusal refusal) => OfCode(texts, refusal.Code);

    /// <summary>What is wrong with a field, or null.</summary>
    public static string? Fault(Texts texts, Refusal? refusal, string field) =>
        refusal?.Faults.FirstOrDefault(fault => fault.Path == field) is { } found ? OfCode(texts, found.Code) : null;

    /// <summary>Lines of the error summary: the fields', else one that leads to <paramref name="target"/>.</summary>
    public static IReadOnlyList<SummaryFault> Summary(Texts texts, Refusal? refusal, string target, params IReadOnlyList<FieldModel> fields)
    {
        if (refusal is null)
            return [];
        var faults = SummaryFault.Of(fields);
        return faults.Count > 0 ? faults : [new SummaryFault(Of(texts, refusal), target)];
    }

    public static string Method(Texts texts, SignInMethod method) => texts["identity.method." + method switch
    {
        SignInMethod.Passkey => "passkey",
        SignInMethod.Handover => "handover",
        SignInMethod.Eid => "eid",
        SignInMethod.SimulatedEid => "simulated-eid",
        SignInMethod.Wallet => "wallet",
        SignInMethod.SimulatedWallet => "simulated-wallet",
        SignInMethod.ExternalStaff => "external",
        SignInMethod.BreakGlass => "break-glass",
        SignInMethod.Bundid => "bundid",
        SignInMethod.SimulatedBundid => "simulated-bundid",
        SignInMethod.Demo or SignInMethod.DemoStaff => "demo",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No session begins so"),
    }];

    public static string Level(Texts texts, TrustLevel level) => texts["identity.level." + level switch
    {
        TrustLevel.None => "none",
        TrustLevel.Low => "low",
        TrustLevel.Substantial => "substantial",
        TrustLevel.High => "high",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Unknown level"),
    }];

    public static string Proofing(Texts texts, Proofing proofing) => texts["identity.assurance.proofing." + proofing switch
    {
        Identity.Proofing.None => "none",
        Identity.Proofing.SelfDeclared => "self-declared",
        Identity.Proofing.Checked => "checked",
        Identity.Proofing.IdentityCard => "card",
        _ => throw new ArgumentOutOfRangeException(nameof(proofing), proofing, "Unknown proofing"),
    }];

    /// <summary>What the current sign-in began with.</summary>
    public static string Authenticator(Texts texts, SessionState session) => texts["identity.assurance.authenticator." + session switch
    {
        { Method: SignInMethod.Eid or SignInMethod.SimulatedEid } => "card",
        { Method: SignInMethod.Wallet or SignInMethod.SimulatedWallet } => "wallet",
        { Method: SignInMethod.Demo or SignInMethod.DemoStaff } => "demo",
        { Method: SignInMethod.Handover } => "handover",
        { Authenticator: Identity.Authenticator.BoundDevice } => "bound",
        { Authenticator: Identity.Authenticator.Passkey } => "passkey",
        _ => "link",
    }];

    public static string Role(Texts texts, StaffRole role) => texts["identity.role." + role switch
    {
        StaffRole.Clerk => "clerk",
        StaffRole.SecondClerk => "second-clerk",
        StaffRole.Lead => "lead",
        StaffRole.Administrator => "administrator",
        StaffRole.Planner => "planner",
        StaffRole.MedicalDirector => "medical-director",
        StaffRole.Controller => "controller",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role"),
    }];

    /// <summary>One line a town.</summary>
    public static IEnumerable<string> Roles(Texts texts, IReadOnlyList<StaffAssignment> held, IReadOnlyList<TownEntry> towns) => towns
        .Where(town => held.Any(one => one.Municipality == town.Number))
        .Select(town => $"{town.Name}: {string.Join("; ", RolesIn(texts, held, town))}");

    /// <summary>The roles in one town with their offices; administration is the whole town's.</summary>
    public static IEnumerable<string> RolesIn(Texts texts, IReadOnlyList<StaffAssignment> held, TownEntry town) => held
        .Where(one => one.Municipality == town.Number)
        .GroupBy(one => one.Role)
        .OrderBy(role => role.Key)
        .Select(role => role.Key == StaffRole.Administrator
            ? Role(texts, role.Key)
            : $"{Role(texts, role.Key)} ({string.Join(", ", role.Select(one => town.OfficeName(one.Office, texts.Language)))})");

    private static string OfCode(Texts texts, string code) => Known.Contains(code)
        ? texts["identity.refusal." + code.Replace('.', '-')]
        : texts["identity.refusal.passkey-other"];
}
