using System.Text.Json;

namespace Rathaus.Registers.Residents;

/// <summary>The row of a resident as the database gives it.</summary>
internal sealed record ResidentRow
{
    public required Guid Id { get; init; }

    public required string FamilyName { get; init; }

    public required string GivenNames { get; init; }

    public string? BirthName { get; init; }

    public required string[] FormerNames { get; init; }

    public string? DoctorDegree { get; init; }

    public string? StageName { get; init; }

    public required string BirthDate { get; init; }

    public string? BirthPlace { get; init; }

    public string? Sex { get; init; }

    public required string[] Nationalities { get; init; }

    public string? MaritalStatus { get; init; }

    public string? Religion { get; init; }

    public string? TaxId { get; init; }

    public DateOnly? DiedOn { get; init; }

    public required string Documents { get; init; }

    public string? PreviousAddress { get; init; }

    public required string[] Objections { get; init; }

    public Resident ToResident(
        IReadOnlyList<DwellingRow> dwellings, IReadOnlyList<BlockRow> blocks, IReadOnlyList<RelatedRow> related) => new()
    {
        Id = Id,
        FamilyName = FamilyName,
        GivenNames = GivenNames,
        BirthName = BirthName,
        FormerNames = FormerNames,
        DoctorDegree = DoctorDegree,
        StageName = StageName,
        BirthDate = BirthDate,
        BirthPlace = BirthPlace,
        Sex = Sex,
        Nationalities = Nationalities,
        MaritalStatus = MaritalStatus,
        Religion = Religion,
        TaxId = TaxId,
        DiedOn = DiedOn,
        Documents = JsonSerializer.Deserialize<IdentityDocument[]>(Documents, Events.EventStore.Json) ?? [],
        Previous = PreviousAddress is null ? null : JsonSerializer.Deserialize<PreviousAddress>(PreviousAddress, Events.EventStore.Json),
        Objections = Objections,
        Blocks = [.. blocks.Select(row => new BlockMark(Enum.Parse<RegisterBlock>(row.Kind), row.Since, row.Until))],
        Related = [.. related.Select(row => new RelatedPerson(row.Kind, row.Id)
        {
            FamilyName = row.FamilyName,
            GivenNames = row.GivenNames,
            BirthDate = row.BirthDate,
            Blocked = row.Blocked,
        })],
        Dwellings = [.. dwellings.Select(row => row.ToDwelling())],
    };
}

internal sealed record BlockRow
{
    public required string Kind { get; init; }

    public required DateOnly Since { get; init; }

    public DateOnly? Until { get; init; }
}

internal sealed record DwellingRow
{
    public required short Number { get; init; }

    public required string Kind { get; init; }

    public required string Street { get; init; }

    public required string HouseNumber { get; init; }

    public required string PostCode { get; init; }

    public required string Place { get; init; }

    public required DateOnly MovedIn { get; init; }

    public DateOnly? MovedOut { get; init; }

    public string? MovedTo { get; init; }

    public Dwelling ToDwelling() => new()
    {
        Number = Number,
        Kind = Enum.Parse<DwellingKind>(Kind),
        Street = Street,
        HouseNumber = HouseNumber,
        PostCode = PostCode,
        Town = Place,
        MovedIn = MovedIn,
        MovedOut = MovedOut,
        MovedTo = MovedTo,
    };
}

internal sealed record RelatedRow
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string FamilyName { get; init; }

    public required string GivenNames { get; init; }

    public required string BirthDate { get; init; }

    public required bool Blocked { get; init; }
}
