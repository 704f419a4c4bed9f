using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.Staff;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Pages;

/// <summary>The sign-in page of citizens.</summary>
internal sealed record SignInView(
    string Back, TrustLevel Needed, bool Expired, Refusal? Refusal, IReadOnlyList<DemoPerson> Persons, IReadOnlyList<IEidServer> Servers)
{
    /// <summary>A passkey alone does not reach what is asked for.</summary>
    public bool NeedsMore => Needed > TrustLevel.Low;

    /// <summary>Further ways that reach it.</summary>
    public IReadOnlyList<SignInWay> Ways { get; init; } = [];

    /// <summary>The counter's appointments in the town one came from, with the draft; null: one did not come from a town.</summary>
    public string? Appointment { get; init; }

    /// <summary>The authorization of another system that the person may end here; null: the sign-in is for the house.</summary>
    public Guid? Cancels { get; init; }

    /// <summary>Whether the service wants passkeys of other devices.</summary>
    public HybridPolicy Hybrid { get; init; }

    /// <summary>Tells the password manager that the passkey just tried opens nothing; or null.</summary>
    public string? UnknownSignal { get; init; }
}

/// <summary>A new account.</summary>
internal sealed record OpenAccountView(string Back, string Name, Refusal? Refusal);

/// <summary>The simulated identity card.</summary>
internal sealed record SimulatedEidView(string Back, string? Chosen, Refusal? Refusal, IReadOnlyList<DemoPerson> Persons);

/// <summary>Passkeys of whoever is signed in.</summary>
/// <param name="Address">Where the forms go.</param>
/// <param name="Signal">What the browser tells its password manager; null for persons of a demonstration who have no keys.</param>
/// <param name="Current">The passkey of the sign-in, or null.</param>
internal sealed record OwnKeys(string Address, IReadOnlyList<Passkey> Passkeys, string? Signal, Guid? Current)
{
    /// <summary>Name and value of the input that asks for a passkey bound to its device.</summary>
    public const string KindField = "art";

    public const string Attested = "geprueft";

    /// <summary>Name of the input with a passkey's name.</summary>
    public static string NameField(Guid passkey) => $"name-{passkey:N}";
}

/// <summary>Security of a citizen's account.</summary>
internal sealed record SecurityView(OwnKeys Keys, IReadOnlyList<SessionInfo> Sessions, SessionState Session, Refusal? Refusal)
{
    /// <summary>What the account can do; the page of the account shows it.</summary>
    public LevelView? Level { get; init; }

    /// <summary>What was just done, or null.</summary>
    public string? Done { get; init; }
}

/// <summary>The own access of a member of staff.</summary>
internal sealed record StaffAccountView(OwnKeys Keys, IReadOnlyList<SessionInfo> Sessions, IReadOnlyList<TownEntry> Towns, Refusal? Refusal)
{
    public IReadOnlyList<Federation.SealedCodes.Notice> Notices { get; init; } = [];
}

/// <summary>The sign-in page of staff; towns and members in a demonstration only.</summary>
internal sealed record StaffSignInView(
    string Back, bool Expired, TownEntry? Chosen, IReadOnlyList<TownEntry> Towns, IReadOnlyList<DemoStaff> Members, Refusal? Refusal)
{
    /// <summary>What staff call the town's own provider; null: there is none.</summary>
    public string? External { get; init; }
}

/// <summary>The page that takes a code.</summary>
internal sealed record InvitationView(string Code, Refusal? Refusal);

/// <summary>What a code opens, before the passkey is made.</summary>
internal sealed record JoinView(
    string Code, Invitation Invitation, IReadOnlyList<TownEntry> Towns, string Name, IReadOnlyList<string> Chosen, Refusal? Refusal);

/// <summary>A page about the staff of a town.</summary>
internal abstract record TownPeopleView(TownEntry Town)
{
    /// <summary>A page about the same town.</summary>
    public string In(string path) => $"{Features.PeopleRoutes.Address}{path}?stadt={Town.Id}";
}

/// <summary>Everybody with access, and open invitations.</summary>
internal sealed record PeopleView(
    TownEntry Town, IReadOnlyList<Colleague> Colleagues, IReadOnlyList<Invitation> Invitations, string? Done, Refusal? Refusal)
    : TownPeopleView(Town);

/// <summary>The form for a new colleague.</summary>
internal sealed record InviteView(TownEntry Town, string Name, IReadOnlyList<StaffAssignment> Roles, Refusal? Refusal) : TownPeopleView(Town);

/// <summary>A fresh code with the link that carries it behind the number sign.</summary>
internal sealed record InvitedView(TownEntry Town, IssuedCode Code, string Link, string Back);

/// <summary>One colleague.</summary>
internal sealed record PersonView(TownEntry Town, Colleague Colleague, IReadOnlyList<StaffAssignment> Roles, Refusal? Refusal) : TownPeopleView(Town);
