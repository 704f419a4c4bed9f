using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Residents;

/// <summary>A resident as the events tell: the fold that lists and certificates are written from.</summary>
internal sealed record ResidentState
{
    public required Guid Id { get; init; }

    public required string FamilyName { get; init; }

    public required string GivenNames { get; init; }

    public string? BirthName { get; init; }

    public IReadOnlyList<string> FormerNames { get; init; } = [];

    public string? DoctorDegree { get; init; }

    public string? StageName { get; init; }

    public required string BirthDate { get; init; }

    public string? BirthPlace { get; init; }

    public string? Sex { get; init; }

    public IReadOnlyList<string> Nationalities { get; init; } = [];

    public string? MaritalStatus { get; init; }

    public string? Religion { get; init; }

    public string? TaxId { get; init; }

    public DateOnly? DiedOn { get; init; }

    public IReadOnlyList<DwellingState> Dwellings { get; init; } = [];

    /// <summary>Where the person lived before, outside the town (§ 3 (1) no. 12 BMG).</summary>
    public PreviousAddress? Previous { get; init; }

    public IReadOnlyList<BlockState> Blocks { get; init; } = [];

    /// <summary>Objections to the transfer of data (§§ 36 (2), 42 (3), 50 (5) BMG).</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];

    public IReadOnlyList<RelationState> Related { get; init; } = [];

    /// <summary>Identity card, passport, eID card (§ 3 (1) no. 17 BMG).</summary>
    public IReadOnlyList<DocumentState> Documents { get; init; } = [];

    public IEnumerable<DwellingState> Current => Dwellings.Where(dwelling => dwelling.MovedOut is null);

    public DwellingState? Main => Current.FirstOrDefault(dwelling => dwelling.Kind is "Only" or "Main");

    public string Name => $"{GivenNames} {FamilyName}";

    public static ResidentState? Fold(IEnumerable<RegisterEvent> history)
    {
        JsonObject? state = null;
        foreach (var happened in history)
        {
            if (ResidentEvents.IsWhole(happened.Kind))
                state = (JsonObject)happened.Body.DeepClone();
            else if (state is not null)
                ResidentEvents.Apply(state, happened);
        }

        return state?.Deserialize<ResidentState>(EventStore.Json);
    }

    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, EventStore.Json)!;
}

internal sealed record DwellingState
{
    public required short Number { get; init; }

    /// <summary><c>Only</c>, <c>Main</c> or <c>Secondary</c>.</summary>
    public required string Kind { get; init; }

    public required string Street { get; init; }

    public required string HouseNumber { get; init; }

    public required string PostCode { get; init; }

    public required string Place { get; init; }

    public required DateOnly MovedIn { get; init; }

    public DateOnly? MovedOut { get; init; }

    public string? MovedTo { get; init; }

    public string Line => $"{Street} {HouseNumber}, {PostCode} {Place}";

    internal NamedAddress Address => new(Street, HouseNumber, PostCode, Place);

    public bool IsAt(NamedAddress address) =>
        PostCode == address.PostCode && ResidentRegister.StreetForm(Street) == ResidentRegister.StreetForm(address.Street)
        && Compact(HouseNumber) == Compact(address.Number);

    private static string Compact(string number) => number.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}

internal sealed record BlockState(string Kind, DateOnly Since, DateOnly? Until);

internal sealed record RelationState(string Kind, Guid Other);

internal sealed record DocumentState(string Kind, string Number, string Authority, DateOnly IssuedOn, DateOnly ValidUntil);
