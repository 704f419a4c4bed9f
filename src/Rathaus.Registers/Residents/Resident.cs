using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Rathaus.Registers.Events;
using Rathaus.Registers.Residents;

namespace Rathaus.Registers;

/// <summary>A dwelling is the only or main one, or a further one (§ 21 BMG).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DwellingKind>))]
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
[JsonConverter(typeof(JsonStringEnumConverter<RegisterBlock>))]
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
    /// <summary>Counts a resident's dwellings in this register.</summary>
    public short Number { get; init; }

    public required DwellingKind Kind { get; init; }

    public required string Street { get; init; }

    public required string HouseNumber { get; init; }

    public required string PostCode { get; init; }

    [JsonPropertyName("place")]
    public required string Town { get; init; }

    public required DateOnly MovedIn { get; init; }

    /// <summary>Null while the person lives there.</summary>
    public DateOnly? MovedOut { get; init; }

    /// <summary>Town or country somebody moved to, as far as it is known.</summary>
    public string? MovedTo { get; init; }

    public bool Current => MovedOut is null;

    public string Line => $"{Street} {HouseNumber}, {PostCode} {Town}";

    internal NamedAddress Address => new(Street, HouseNumber, PostCode, Town);

    internal bool IsAt(NamedAddress address) =>
        PostCode == address.PostCode && ResidentRegister.StreetForm(Street) == ResidentRegister.StreetForm(address.Street)
        && ResidentRegister.NumberForm(HouseNumber) == ResidentRegister.NumberForm(address.Number);
}

/// <summary>A block mark with its time; without an end it stands until it is lifted.</summary>
public sealed record BlockMark(RegisterBlock Kind, DateOnly Since, DateOnly? Until);

/// <summary>
/// A spouse, life partner, minor child or legal representative stored with a resident (§ 3 (1) nos. 9, 15, 16 BMG). Only the link is stored; whoever
/// asks <see cref="IResidents"/> gets the names of the other entry with it.
/// </summary>
/// <param name="Relation"><c>Spouse</c>, <c>Partner</c>, <c>Child</c> or <c>Representative</c>.</param>
/// <param name="Id">The register's own id of the relative.</param>
public sealed record RelatedPerson([property: JsonPropertyName("kind")] string Relation, [property: JsonPropertyName("other")] Guid Id)
{
    [JsonIgnore]
    public string FamilyName { get; init; } = string.Empty;

    [JsonIgnore]
    public string GivenNames { get; init; } = string.Empty;

    [JsonIgnore]
    public string BirthDate { get; init; } = string.Empty;

    [JsonIgnore]
    public bool Blocked { get; init; }
}

/// <summary>An identity document as the register stores it (§ 3 (1) no. 17 BMG). <paramref name="Kind"/>: identity_card, passport, eid_card.</summary>
public sealed record IdentityDocument(string Kind, string Number, string Authority, DateOnly IssuedOn, DateOnly ValidUntil);

/// <summary>An address outside the town that somebody left for it; <paramref name="Until"/> is empty when it was kept.</summary>
public sealed record PreviousAddress(string Street, string HouseNumber, string PostCode, string Town, DateOnly? Until)
{
    public string Line => $"{Street} {HouseNumber}, {PostCode} {Town}";
}

/// <summary>What the register stores about a resident (§ 3 (1) BMG): the fold of its events.</summary>
public sealed record Resident
{
    public required Guid Id { get; init; }

    public required string FamilyName { get; init; }

    public required string GivenNames { get; init; }

    public string? BirthName { get; init; }

    public IReadOnlyList<string> FormerNames { get; init; } = [];

    public string? DoctorDegree { get; init; }

    /// <summary>Religious or stage name.</summary>
    public string? StageName { get; init; }

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

    /// <summary>In the order of their entry; <see cref="IResidents"/> gives the newest first. Former ones are among them.</summary>
    public IReadOnlyList<Dwelling> Dwellings { get; init; } = [];

    /// <summary>Where the person lived before, outside the town (§ 3 (1) no. 12 BMG).</summary>
    public PreviousAddress? Previous { get; init; }

    /// <summary>All that are stored; <see cref="IResidents"/> gives those that stand today.</summary>
    public IReadOnlyList<BlockMark> Blocks { get; init; } = [];

    /// <summary>Objections to the transfer of data (§§ 36 (2), 42 (3), 50 (5) BMG), as the service uebermittlungssperre names them.</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];

    public IReadOnlyList<RelatedPerson> Related { get; init; } = [];

    public IReadOnlyList<IdentityDocument> Documents { get; init; } = [];

    public string Name => $"{GivenNames} {FamilyName}";

    public bool Blocked => Blocks.Count > 0;

    /// <summary>A certificate of this person, or of a relative named in it, needs a person's eyes (§§ 51, 52 BMG).</summary>
    public bool NeedsClerk => Blocked || Related.Any(person => person.Blocked);

    public IEnumerable<Dwelling> Current => Dwellings.Where(dwelling => dwelling.Current);

    /// <summary>The only or main dwelling now, or null.</summary>
    public Dwelling? MainDwelling => Current.FirstOrDefault(dwelling => dwelling.Kind is DwellingKind.Only or DwellingKind.Main);

    internal static Resident? Fold(IEnumerable<RegisterEvent> history)
    {
        JsonObject? state = null;
        foreach (var happened in history)
        {
            if (ResidentEvents.IsWhole(happened.Kind))
                state = (JsonObject)happened.Body.DeepClone();
            else if (state is not null)
                ResidentEvents.Apply(state, happened);
        }

        return state?.Deserialize<Resident>(EventStore.Json);
    }

    internal JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, EventStore.Json)!;
}
