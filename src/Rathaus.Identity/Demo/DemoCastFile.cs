using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ports;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Rathaus.Identity.Demo;

/// <summary>Reads catalogue/demo/persons.yaml and staff.yaml.</summary>
internal static class DemoCastFile
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    public static DemoCast Read(DemoSetting demo)
    {
        if (!demo.Enabled)
            return DemoCast.None;
        var towns = DemoTown.ReadAll(demo.CatalogueFolder).ToDictionary(town => town.Id, StringComparer.Ordinal);
        var persons = Yaml.Deserialize<PersonsFile>(File.ReadAllText(Path.Combine(demo.Folder, "persons.yaml")));
        var staff = Yaml.Deserialize<StaffFile>(File.ReadAllText(Path.Combine(demo.Folder, "staff.yaml")));
        return new DemoCast(
            [.. persons.Persons.Select(person => PersonOf(person, TownOf(towns, person.Town)))],
            [.. persons.Companies.Select(CompanyOf)],
            [.. staff.Towns.SelectMany(town => town.Value.Select(member => StaffOf(member, TownOf(towns, town.Key))))]);
    }

    /// <summary>The same id in every installation: version 8 of RFC 9562 from a hash of the name.</summary>
    public static Guid IdOf(string kind, string id)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"rathaus-demo/{kind}/{id}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private static DemoTown TownOf(Dictionary<string, DemoTown> towns, string id) => towns.GetValueOrDefault(id)
        ?? throw new InvalidDataException($"catalogue/demo names an unknown town: {id}");

    private static DemoPerson PersonOf(PersonFile person, DemoTown town) => new()
    {
        Id = person.Id,
        Town = town.Id,
        About = person.About,
        Household = person.Household,
        DisclosureBlock = person.Block is "auskunftssperre",
        SignsIn = person.SignsIn,
        AccountId = IdOf("account", person.Id),
        Confirmed = new ConfirmedPerson(
            person.FamilyName, person.GivenNames, DateOnly.ParseExact(person.BirthDate, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            person.BirthPlace, person.Street, person.Number, person.PostCode, town.Name),
    };

    private static DemoCompany CompanyOf(CompanyFile company) => new(
        company.Id, company.Name, company.LegalForm, company.Town, company.Street, company.Number, company.PostCode, company.RepresentedBy);

    private static DemoStaff StaffOf(StaffMemberFile member, DemoTown town)
    {
        var offices = member.Offices.Count > 0 ? member.Offices : [.. town.Offices];
        var unknown = offices.Except(town.Offices, StringComparer.Ordinal).FirstOrDefault();
        if (unknown is not null)
            throw new InvalidDataException($"catalogue/demo/staff.yaml: {member.Id} works in {unknown}, which {town.Id} has not");
        var role = member.Role switch
        {
            "clerk" => StaffRole.Clerk,
            "second-clerk" => StaffRole.SecondClerk,
            "lead" => StaffRole.Lead,
            "administrator" => StaffRole.Administrator,
            "planner" => StaffRole.Planner,
            "medical-director" => StaffRole.MedicalDirector,
            "controller" => StaffRole.Controller,
            _ => throw new InvalidDataException($"catalogue/demo/staff.yaml: {member.Id} has the unknown role {member.Role}"),
        };
        return new DemoStaff(
            member.Id, IdOf("staff", member.Id), member.Name, town.Id,
            [.. offices.Select(office => new StaffAssignment(town.Number, office, role))]);
    }

    private sealed class PersonsFile
    {
        public List<PersonFile> Persons { get; set; } = [];

        public List<CompanyFile> Companies { get; set; } = [];
    }

    private sealed class PersonFile
    {
        public string Id { get; set; } = string.Empty;

        public string Town { get; set; } = string.Empty;

        public string About { get; set; } = string.Empty;

        public string? Household { get; set; }

        public string FamilyName { get; set; } = string.Empty;

        public string GivenNames { get; set; } = string.Empty;

        public string BirthDate { get; set; } = string.Empty;

        public string? BirthPlace { get; set; }

        public string Street { get; set; } = string.Empty;

        public string Number { get; set; } = string.Empty;

        public string PostCode { get; set; } = string.Empty;

        public string? Block { get; set; }

        public bool SignsIn { get; set; } = true;
    }

    private sealed class CompanyFile
    {
        public string Id { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public string LegalForm { get; set; } = string.Empty;

        public string Town { get; set; } = string.Empty;

        public string Street { get; set; } = string.Empty;

        public string Number { get; set; } = string.Empty;

        public string PostCode { get; set; } = string.Empty;

        public string RepresentedBy { get; set; } = string.Empty;
    }

    private sealed class StaffFile
    {
        public Dictionary<string, List<StaffMemberFile>> Towns { get; set; } = [];
    }

    private sealed class StaffMemberFile
    {
        public string Id { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public string Role { get; set; } = string.Empty;

        public List<string> Offices { get; set; } = [];
    }
}
