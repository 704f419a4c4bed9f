using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Demo;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Rathaus.Registers.Demo;

/// <summary>The register's view of the cast (catalogue/demo/persons.yaml).</summary>
internal static class CastResidents
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    /// <summary>Residents by town id. A dwelling in another town makes the person a resident there too.</summary>
    public static ILookup<string, DemoResident> Read(DemoSetting demo, IReadOnlyList<DemoTown> towns)
    {
        var names = towns.ToDictionary(town => town.Id, town => town.Name, StringComparer.Ordinal);
        var persons = Yaml.Deserialize<PersonsFile>(File.ReadAllText(Path.Combine(demo.Folder, "persons.yaml"))).Persons;
        return persons
            .SelectMany(person => person.FurtherDwellings.Select(dwelling => dwelling.Town).Prepend(person.Town).Distinct(StringComparer.Ordinal)
                .Select(town => (Town: town, Resident: ResidentOf(person, town, names))))
            .ToLookup(pair => pair.Town, pair => pair.Resident, StringComparer.Ordinal);
    }

    private static Guid IdOf(string id)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("rathaus-demo/resident/" + id));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private static DemoResident ResidentOf(PersonFile person, string town, Dictionary<string, string> names)
    {
        var here = town == person.Town;
        return new DemoResident
        {
            Id = IdOf(person.Id),
            FamilyName = person.FamilyName,
            GivenNames = person.GivenNames,
            BirthName = person.BirthName,
            FormerNames = person.FormerNames,
            DoctorDegree = person.DoctorDegree,
            BirthDate = person.RegisterBirthDate ?? person.BirthDate,
            BirthPlace = person.BirthPlace,
            Sex = person.Sex,
            Nationalities = person.Nationalities,
            MaritalStatus = person.MaritalStatus,
            Religion = person.Religion,
            TaxId = person.TaxId,
            Block = person.Block switch
            {
                "auskunftssperre" => RegisterBlock.Disclosure,
                "bedingt" => RegisterBlock.Conditional,
                null => null,
                _ => throw new InvalidDataException($"catalogue/demo/persons.yaml: {person.Id} has the unknown block {person.Block}"),
            },
            // The main dwelling's town stores the relations; a secondary one stores the person only.
            Related = here ? [.. person.Related.Select(relation => (Capital(relation.Kind), IdOf(relation.Person)))] : [],
            Dwellings = DwellingsOf(person, names),
            Documents = Documents(person, names),
            Vehicles = here ? [.. person.Vehicles.Select(vehicle => VehicleOf(vehicle, person))] : [],
        };
    }

    /// <summary>Germans of sixteen and older have an identity card (§ 1 PAuswG), with an invented number.</summary>
    private static IReadOnlyList<IdentityDocument> Documents(PersonFile person, Dictionary<string, string> names)
    {
        if (!person.Nationalities.Contains("DE") || Day(person.BirthDate) > new DateOnly(2010, 1, 1))
            return [];
        const string Signs = "CFGHJKLMNPRTVWXYZ0123456789";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("rathaus-demo/card/" + person.Id));
        var number = "L" + string.Concat(hash.Take(8).Select(part => Signs[part % Signs.Length]));
        var issued = new DateOnly(2021 + (hash[8] % 5), 1 + (hash[9] % 12), 1 + (hash[10] % 28));
        return [new IdentityDocument("identity_card", number, "Stadt " + names[person.Town], issued, issued.AddYears(10).AddDays(-1))];
    }

    private static IReadOnlyList<Dwelling> DwellingsOf(PersonFile person, Dictionary<string, string> names) =>
    [
        new Dwelling
        {
            Kind = person.FurtherDwellings.Count > 0 ? DwellingKind.Main : DwellingKind.Only,
            Street = person.Street,
            HouseNumber = person.Number,
            PostCode = person.PostCode,
            Town = names[person.Town],
            MovedIn = Day(person.MovedIn),
        },
        .. person.FurtherDwellings.Select(dwelling => dwelling.ToDwelling(DwellingKind.Secondary)),
        .. person.FormerDwellings.Select(dwelling => dwelling.ToDwelling(DwellingKind.Only)),
    ];

    private static Vehicle VehicleOf(VehicleFile vehicle, PersonFile keeper) => new()
    {
        Plate = vehicle.Plate,
        Class = "M1",
        Make = vehicle.Make,
        LengthMillimetres = vehicle.LengthMm,
        WidthMillimetres = vehicle.WidthMm,
        Electric = vehicle.Electric,
        KeeperFamilyName = keeper.FamilyName,
        KeeperGivenNames = keeper.GivenNames,
        KeeperBirthDate = Day(keeper.BirthDate),
    };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private sealed class PersonsFile
    {
        public List<PersonFile> Persons { get; set; } = [];
    }

    private sealed class PersonFile
    {
        public string Id { get; set; } = string.Empty;

        public string Town { get; set; } = string.Empty;

        public string FamilyName { get; set; } = string.Empty;

        public string GivenNames { get; set; } = string.Empty;

        public string? BirthName { get; set; }

        public List<string> FormerNames { get; set; } = [];

        public string? DoctorDegree { get; set; }

        public string BirthDate { get; set; } = string.Empty;

        public string? RegisterBirthDate { get; set; }

        public string? BirthPlace { get; set; }

        public string? Sex { get; set; }

        public List<string> Nationalities { get; set; } = ["DE"];

        public string? MaritalStatus { get; set; }

        public string? Religion { get; set; }

        public string? TaxId { get; set; }

        public string? Block { get; set; }

        public string Street { get; set; } = string.Empty;

        public string Number { get; set; } = string.Empty;

        public string PostCode { get; set; } = string.Empty;

        public string MovedIn { get; set; } = string.Empty;

        public List<DwellingFile> FurtherDwellings { get; set; } = [];

        public List<DwellingFile> FormerDwellings { get; set; } = [];

        public List<RelationFile> Related { get; set; } = [];

        public List<VehicleFile> Vehicles { get; set; } = [];
    }

    private sealed class DwellingFile
    {
        public string Town { get; set; } = string.Empty;

        public string Street { get; set; } = string.Empty;

        public string Number { get; set; } = string.Empty;

        public string PostCode { get; set; } = string.Empty;

        public string Place { get; set; } = string.Empty;

        public string MovedIn { get; set; } = string.Empty;

        public string? MovedOut { get; set; }

        public Dwelling ToDwelling(DwellingKind kind) => new()
        {
            Kind = kind,
            Street = Street,
            HouseNumber = Number,
            PostCode = PostCode,
            Town = Place,
            MovedIn = Day(MovedIn),
            MovedOut = MovedOut is null ? null : Day(MovedOut),
        };
    }

    private sealed class RelationFile
    {
        public string Kind { get; set; } = string.Empty;

        public string Person { get; set; } = string.Empty;
    }

    private sealed class VehicleFile
    {
        public string Plate { get; set; } = string.Empty;

        public string Make { get; set; } = string.Empty;

        public int LengthMm { get; set; }

        public int WidthMm { get; set; }

        public bool Electric { get; set; }
    }
}
