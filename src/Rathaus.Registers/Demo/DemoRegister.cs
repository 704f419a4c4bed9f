namespace Rathaus.Registers.Demo;

/// <summary>One invented resident with everything the demo register stores.</summary>
internal sealed record DemoResident
{
    public required Guid Id { get; init; }

    public required string FamilyName { get; init; }

    public required string GivenNames { get; init; }

    public string? BirthName { get; init; }

    public IReadOnlyList<string> FormerNames { get; init; } = [];

    public string? DoctorDegree { get; init; }

    public required string BirthDate { get; init; }

    public string? BirthPlace { get; init; }

    public string? Sex { get; init; }

    public IReadOnlyList<string> Nationalities { get; init; } = ["DE"];

    public string? MaritalStatus { get; init; }

    public string? Religion { get; init; }

    public string? TaxId { get; init; }

    public RegisterBlock? Block { get; init; }

    public IReadOnlyList<Dwelling> Dwellings { get; init; } = [];

    public IReadOnlyList<(string Kind, Guid Other)> Related { get; init; } = [];

    public IReadOnlyList<IdentityDocument> Documents { get; init; } = [];

    public IReadOnlyList<Vehicle> Vehicles { get; init; } = [];
}
