using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>
/// What an organisation account (Mein Unternehmenskonto on the technique of ELSTER, § 2 (5) OZG) hands over after a sign-in with
/// the organisation's certificate: a pseudonym of the organisation and its master data.
/// </summary>
public sealed record OrganisationIdentity(
    string Subject, string Name, string LegalForm, string RegisterCourt, string RegisterNumber, OrganisationAddress Address);

/// <summary>
/// A way to prove that one acts for an organisation. A real one needs the operator's registration with Mein Unternehmenskonto;
/// until one is configured only the simulation exists, in demo mode, and says so everywhere.
/// </summary>
public interface IOrganisationAccounts
{
    /// <summary>Shown as SIMULATION on page, case and document.</summary>
    bool Simulated { get; }

    /// <summary>Local address that begins the sign-in of the organisation; it ends in <see cref="IOrganisationSignIn"/>.</summary>
    string StartAddress { get; }
}

/// <summary>Where every organisation account's result ends: the organisation found or opened by its pseudonym, the person its owner.</summary>
public interface IOrganisationSignIn
{
    /// <returns>Id of the organisation; the signed-in account is its owner from now on, on level substantial.</returns>
    Task<Outcome<Guid>> CompleteAsync(IActor actor, OrganisationIdentity identity, IOrganisationAccounts server, CancellationToken ct);
}
