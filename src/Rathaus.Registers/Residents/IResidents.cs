using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers;

/// <summary>
/// The residents' register of a town (Melderegister): embedded stand-in for the town's specialist system.
/// Every call names the town; a person of another town is unknown here.
/// </summary>
public interface IResidents
{
    /// <summary>
    /// The resident whom these confirmed data name: family name, given names, birth date and address must all agree
    /// (§ 18 (1) sentence 3 BMG). Names are compared by the search form of DIN 91379. For a year after a move the address may be the one
    /// before it, because the card may still bear that; the answer has the new one. Refusals:
    /// <c>resident.not-found</c>, <c>resident.ambiguous</c>.
    /// </summary>
    Task<Outcome<Resident>> MatchAsync(short municipality, ConfirmedPerson person, CancellationToken ct);

    /// <summary>By the register's own id, which never leaves the town's house.</summary>
    Task<Resident?> FindAsync(short municipality, Guid id, CancellationToken ct);
}
