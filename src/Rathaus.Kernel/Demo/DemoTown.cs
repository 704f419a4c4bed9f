using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Rathaus.Kernel.Demo;

/// <summary>What demo data need to know about a town, from its <c>municipality.yaml</c>.</summary>
public sealed record DemoTown(
    string Id, short Number, string Name, bool District, IReadOnlyList<string> PostCodes, IReadOnlyList<string> PlateCodes,
    IReadOnlyList<string> Offices)
{
    /// <summary>German names of the offices by id.</summary>
    public required IReadOnlyDictionary<string, string> OfficeNames { get; init; }

    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    /// <summary>All towns and districts of a catalogue, by number.</summary>
    public static IReadOnlyList<DemoTown> ReadAll(string catalogueFolder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(catalogueFolder, "municipalities"), "municipality.yaml", SearchOption.AllDirectories)
            .Select(Read)
            .OrderBy(town => town.Number),
    ];

    private static DemoTown Read(string file)
    {
        var town = Yaml.Deserialize<TownFile>(File.ReadAllText(file));
        return new DemoTown(
            town.Id, town.Number, town.Name, town.Kind is "kreis" or "staedteregion",
            town.Postcodes, town.PlateCodes, [.. town.Offices.Select(office => office.Id)])
        {
            OfficeNames = town.Offices.ToDictionary(office => office.Id, office => office.Name, StringComparer.Ordinal),
        };
    }

    private sealed class TownFile
    {
        public string Id { get; set; } = string.Empty;

        public short Number { get; set; }

        public string Name { get; set; } = string.Empty;

        public string Kind { get; set; } = string.Empty;

        public List<string> Postcodes { get; set; } = [];

        public List<string> PlateCodes { get; set; } = [];

        public List<OfficeFile> Offices { get; set; } = [];
    }

    private sealed class OfficeFile
    {
        public string Id { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;
    }
}
