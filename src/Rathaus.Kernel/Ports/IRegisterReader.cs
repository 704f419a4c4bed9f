using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// Staff read single entries of a register, each time for a stated purpose. Who may read which register is for the caller to decide;
/// that it was read, by whom and for what, is written down before anything is shown.
/// </summary>
public interface IRegisterReader
{
    /// <summary>Entries that fit, at most ten. Refusals: <c>register.purpose-missing</c>, <c>register.search-too-wide</c>.</summary>
    Task<Outcome<IReadOnlyList<RegisterEntryView>>> ReadAsync(RegisterInquiry inquiry, CancellationToken ct);
}

/// <summary>What somebody wants to read and why.</summary>
/// <param name="Register">residents, civil, vehicles, businesses, electoral, titles, childcare, licences or honorary.</param>
/// <param name="Plate">Of a vehicle, instead of a name.</param>
/// <param name="Purpose">One of <see cref="RegisterPurpose.All"/>.</param>
/// <param name="Reference">Case number or file reference the purpose asks for.</param>
public sealed record RegisterInquiry(
    short Municipality, string Register, string FamilyName, string GivenNames, DateOnly? BirthDate, string Plate, string Purpose, string Reference, Guid Staff);

/// <summary>A purpose for which a register may be read.</summary>
/// <param name="Whole">All data; otherwise names, birth date and present address only, and nothing behind a block mark.</param>
public sealed record RegisterPurpose(string Id, bool Whole, string Basis)
{
    /// <summary>The reference is the number of a case of the office.</summary>
    public bool OfCase => Id == "vorgang";

    /// <summary>A case of the office, the person asks for the own data, a correction, another authority asks.</summary>
    public static IReadOnlyList<RegisterPurpose> All { get; } =
    [
        new("vorgang", true, "§ 3 DSG NRW"),
        new("selbstauskunft", true, "Art. 15 DSGVO, § 10 BMG"),
        new("berichtigung", true, "Art. 16 DSGVO, §§ 6, 12 BMG"),
        new("amtshilfe", false, "§ 34 BMG, §§ 4, 5 VwVfG NRW"),
    ];
}

/// <summary>An entry as it may be shown for the purpose.</summary>
/// <param name="Title">Name, plate or number.</param>
/// <param name="Blocked">A block mark (§§ 51, 52 BMG) stands with a person of it.</param>
/// <param name="Fields">Field names of the register with their values, in order.</param>
public sealed record RegisterEntryView(
    string Subject, string Title, bool Blocked, IReadOnlyList<(string Name, string Value)> Fields, IReadOnlyList<RegisterEntryEvent> History);

/// <summary>Something that happened to an entry.</summary>
public sealed record RegisterEntryEvent(DateTimeOffset At, string Kind, string Purpose, string? Reference);
