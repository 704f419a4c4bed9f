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

/// <summary>A dwelling is the only or main one, or a further one (§ 21 BMG).</summary>
public enum DwellingKind
{
    /// <summary>Never stored.</summary>
    None,

    /// <summary>Only dwelling (alleinige Wohnung).</summary>
    Only,

    /// <summary>Main dwelling (Hauptwohnung).</summary>
    Main,

    /// <summary>Secondary dwelling (Nebenwohnung).</summary>
    Secondary,
}

/// <summary>A block mark on a resident's data.</summary>
public enum RegisterBlock
{
    /// <summary>Never stored.</summary>
    None,

    /// <summary>Disclosure block for danger to life, health or freedom (Auskunftssperre, § 51 BMG).</summary>
    Disclosure,

    /// <summary>Conditional block note for certain homes (bedingter Sperrvermerk, § 52 BMG).</summary>
    Conditional,
}

/// <summary>A dwelling of a resident with its time.</summary>
public sealed record Dwelling
{
    public required DwellingKind Kind { get; init; }

    public required string Street { get; init; }

    public required string HouseNumber { get; init; }

    public required string PostCode { get; init; }

    public required string Town { get; init; }

    public required DateOnly MovedIn { get; init; }

    /// <summary>Null while the person lives there.</summary>
    public DateOnly? MovedOut { get; init; }

    /// <summary>Town or country somebody moved to, as far as it is known.</summary>
    public string? MovedTo { get; init; }

    public bool Current => MovedOut is null;
}

/// <summary>A spouse, life partner, minor child or legal representative stored with a resident (§ 3 (1) nos. 9, 15, 16 BMG).</summary>
/// <param name="Relation"><c>Spouse</c>, <c>Partner</c>, <c>Child</c> or <c>Representative</c>.</param>
public sealed record RelatedPerson(string Relation, string FamilyName, string GivenNames, string BirthDate, bool Blocked)
{
    /// <summary>The register's own id of the relative.</summary>
    public required Guid Id { get; init; }
}

/// <summary>An identity document as the register stores it (§ 3 (1) no. 17 BMG). <paramref name="Kind"/>: identity_card, passport, eid_card.</summary>
public sealed record IdentityDocument(string Kind, string Number, string Authority, DateOnly IssuedOn, DateOnly ValidUntil);

/// <summary>An address outside the town that somebody left for it; <paramref name="Until"/> is empty when it was kept.</summary>
public sealed record PreviousAddress(string Street, string HouseNumber, string PostCode, string Town, DateOnly? Until)
{
    public string Line => $"{Street} {HouseNumber}, {PostCode} {Town}";
}

/// <summary>What the register stores about a resident (§ 3 (1) BMG, as far as a certificate may show it).</summary>
public sealed record Resident
{
    public required Guid Id { get; init; }

    public required short Municipality { get; init; }

    public required string FamilyName { get; init; }

    public required string GivenNames { get; init; }

    public string? BirthName { get; init; }

    public IReadOnlyList<string> FormerNames { get; init; } = [];

    public string? DoctorDegree { get; init; }

    public string? ReligiousOrStageName { get; init; }

    /// <summary><c>yyyy</c>, <c>yyyy-MM</c> or <c>yyyy-MM-dd</c>: day and month may be unknown and are never invented.</summary>
    public required string BirthDate { get; init; }

    public string? BirthPlace { get; init; }

    /// <summary><c>m</c>, <c>f</c>, <c>x</c> (divers) or null (no entry), § 22 (3) PStG.</summary>
    public string? Sex { get; init; }

    /// <summary>ISO 3166-1 alpha-2 codes.</summary>
    public IReadOnlyList<string> Nationalities { get; init; } = [];

    /// <summary>Code such as <c>LD</c>, <c>VH</c>, <c>GS</c>, <c>VW</c>, <c>LP</c> (DSMeld 1401).</summary>
    public string? MaritalStatus { get; init; }

    /// <summary>Religious body levied by tax (DSMeld 1101), or null.</summary>
    public string? Religion { get; init; }

    /// <summary>§ 139b AO; demo numbers begin with 0 as the tax administration's test numbers do.</summary>
    public string? TaxId { get; init; }

    public DateOnly? DiedOn { get; init; }

    public IReadOnlyList<IdentityDocument> Documents { get; init; } = [];

    /// <summary>Where the person lived before, outside the town (§ 3 (1) no. 12 BMG).</summary>
    public PreviousAddress? Previous { get; init; }

    /// <summary>Objections to the transfer of data (§§ 36 (2), 42 (3), 50 (5) BMG), as the service uebermittlungssperre names them.</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];

    public IReadOnlyList<RegisterBlock> Blocks { get; init; } = [];

    public IReadOnlyList<RelatedPerson> Related { get; init; } = [];

    /// <summary>Newest first; includes former ones.</summary>
    public IReadOnlyList<Dwelling> Dwellings { get; init; } = [];

    public bool Blocked => Blocks.Count > 0;

    /// <summary>A certificate of this person, or of a relative named in it, needs a person's eyes (§§ 51, 52 BMG).</summary>
    public bool NeedsClerk => Blocked || Related.Any(person => person.Blocked);

    /// <summary>The only or main dwelling now, or null.</summary>
    public Dwelling? MainDwelling =>
        Dwellings.FirstOrDefault(dwelling => dwelling is { Current: true, Kind: DwellingKind.Only or DwellingKind.Main });
}
