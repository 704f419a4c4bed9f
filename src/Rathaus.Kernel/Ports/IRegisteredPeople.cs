namespace Rathaus.Kernel.Ports;

/// <summary>
/// The residents' register as far as a letter to a registered address needs it; Registers implements it. Who is unknown, not
/// the only one, has died or has a block mark (§§ 51, 52 BMG) is answered alike: null.
/// </summary>
public interface IRegisteredPeople
{
    /// <summary>The one person whom names, birth date and address together name (§ 18 (1) sentence 3 BMG). The look is written down.</summary>
    /// <param name="account">For whom the house looks.</param>
    /// <param name="purpose">What for, as the register's log of looks keeps it.</param>
    Task<RegisteredPerson?> FindAsync(short municipality, ConfirmedPerson asked, Guid account, string purpose, CancellationToken ct);
}

/// <summary>A registered person.</summary>
/// <param name="Id">The register's own id; it never leaves the town's house.</param>
/// <param name="Person">Names and birth date as registered, and the address a letter goes to.</param>
public sealed record RegisteredPerson(Guid Id, ConfirmedPerson Person);
