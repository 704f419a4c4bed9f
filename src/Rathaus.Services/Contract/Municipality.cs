using Rathaus.Kernel.Languages;

namespace Rathaus.Services;

/// <summary>A tenant: a town (Stadt) or district (Kreis) of the region, from its <c>municipality.yaml</c>.</summary>
public sealed class Municipality
{
    /// <summary>First path segment and folder name, for example <c>wuppertal</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Never reused; the first column of every key.</summary>
    public required short Number { get; init; }

    /// <summary>First part of case numbers, for example <c>W</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Official key of the municipality (Amtlicher Gemeindeschlüssel), eight digits.</summary>
    public required string Ags { get; init; }

    /// <summary>Regional key (Regionalschlüssel), twelve digits.</summary>
    public required string Ars { get; init; }

    public required string Name { get; init; }

    /// <summary>As the statistical offices write it, for example <c>Wuppertal, Stadt</c>.</summary>
    public required string OfficialName { get; init; }

    /// <summary>As the town signs and people say it: <c>Stadt Wuppertal</c>, <c>Kreis Lippe</c>.</summary>
    public string FullName => IsDistrict ? Name : $"Stadt {Name}";

    public required MunicipalityKind Kind { get; init; }

    /// <summary>Id of the district the town belongs to, or null.</summary>
    public string? District { get; init; }

    public string? ModelRegion { get; init; }

    /// <summary>State whose public holidays hold, for example <c>NW</c>.</summary>
    public required string State { get; init; }

    public int? Population { get; init; }

    /// <summary>Seat of a district, or null.</summary>
    public string? Seat { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    /// <summary>Delivery postcodes; empty for a district.</summary>
    public IReadOnlyList<string> PostCodes { get; init; } = [];

    public IReadOnlyList<string> PlateCodes { get; init; } = [];

    /// <summary>Codes still seen on vehicles but no longer given out.</summary>
    public IReadOnlyList<string> LegacyPlateCodes { get; init; } = [];

    public required MunicipalityTheme Theme { get; init; }

    /// <summary>Administrative court (Verwaltungsgericht) competent for the town's notices.</summary>
    public required Court Court { get; init; }

    /// <summary>The town's main account, or null.</summary>
    public BankAccount? Bank { get; init; }

    public required IReadOnlyList<Office> Offices { get; init; }

    /// <summary>What the town's administrator still has to confirm.</summary>
    public IReadOnlyList<LocalText> ToBeChecked { get; init; } = [];

    public bool IsDistrict => Kind is MunicipalityKind.District or MunicipalityKind.CityRegion;

    public Office? FindOffice(string id) => Offices.FirstOrDefault(office => office.Id == id);
}

/// <summary>Legal kind of a municipality in North Rhine-Westphalia.</summary>
public enum MunicipalityKind
{
    /// <summary>kreisfreie Stadt.</summary>
    IndependentCity,

    /// <summary>regionsangehörige Stadt (Aachen).</summary>
    RegionCity,

    /// <summary>Große kreisangehörige Stadt.</summary>
    LargeDistrictTown,

    /// <summary>Mittlere kreisangehörige Stadt.</summary>
    MediumDistrictTown,

    /// <summary>kreisangehörige Stadt oder Gemeinde.</summary>
    DistrictTown,

    /// <summary>Kreis.</summary>
    District,

    /// <summary>Städteregion.</summary>
    CityRegion,
}

/// <summary>Three colours (<c>#rrggbb</c>) and the sign on the town's tile.</summary>
public sealed record MunicipalityTheme(string Colour, string Deep, string Soft, string Tile);

/// <summary>Competent court; <paramref name="Confirmed"/> is false while the town has to check it.</summary>
public sealed record Court(string Name, string Seat, string? Address, bool Confirmed, string? Source);

/// <summary>Where fees go. <paramref name="Demo"/>: invented.</summary>
public sealed record BankAccount(string Holder, string Iban, string? Bic, bool Demo);

/// <summary>An office (Amt) of a town.</summary>
public sealed record Office
{
    public required string Id { get; init; }

    public required LocalText Name { get; init; }

    /// <summary>Kinds of authority it is, such as <c>meldebehoerde</c>.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    public required PostalAddress Address { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Web { get; init; }

    public IReadOnlyList<OpeningHours> Hours { get; init; } = [];

    /// <summary>When and how many people it sees by appointment.</summary>
    public AppointmentHours Appointments { get; init; } = AppointmentHours.None;

    /// <summary>Address, hours and contact are invented until the town enters its own; shown as such.</summary>
    public bool Demo { get; init; }

    public string NameIn(Language language) => Name.In(language);
}

/// <summary>Address of a building; <see cref="ToString"/> is one line.</summary>
public sealed record PostalAddress(string Street, string Number, string PostCode, string Town)
{
    public override string ToString() => $"{Street} {Number}, {PostCode} {Town}";
}

/// <summary>Opening hours in German words, as the town writes them.</summary>
public sealed record OpeningHours(string Days, string Time);

/// <summary>A municipality without a portal here, known for competence only (<c>known.yaml</c>).</summary>
public sealed record KnownMunicipality(string Ags, string Name, string? District, IReadOnlyList<string> PostCodes);
