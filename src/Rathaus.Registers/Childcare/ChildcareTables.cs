using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Rathaus.Kernel.Demo;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Rathaus.Registers.Childcare;

/// <summary>A centre with its free places by group: <c>u3</c>, <c>ue3</c> (three and older), <c>ogs</c>.</summary>
internal sealed record Centre(string Id, string Name, IReadOnlyDictionary<string, int> Places);

/// <summary>A criterion of the town and its points; <paramref name="OfCentre"/>: it counts only at the centre that the child names with it (<c>sibling@centre</c>).</summary>
internal sealed record Criterion(string Id, string Label, int Points, bool OfCentre);

/// <summary>A town's centres and its table of points.</summary>
internal sealed record ChildcareTable(IReadOnlyList<Centre> Centres, IReadOnlyList<Criterion> Criteria)
{
    /// <summary>Days a family has to answer an offer.</summary>
    public int AnswerDays { get; init; } = 14;

    public Centre? Centre(string id) => Centres.FirstOrDefault(centre => centre.Id == id);
}

/// <summary>Reads <c>catalogue/municipalities/&lt;town&gt;/childcare.yaml</c>: a town without it has no matching here.</summary>
internal sealed class ChildcareTables(string? folder)
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    private readonly ConcurrentDictionary<short, ChildcareTable?> known = new();

    public static ChildcareTables From(IConfiguration configuration, DemoSetting demo) => new(
        configuration["Rathaus:Home"] is { Length: > 0 } home ? Path.Combine(home, "catalogue") : demo.Enabled ? demo.CatalogueFolder : null);

    public ChildcareTable? Of(short town) => known.GetOrAdd(town, Read);

    private ChildcareTable? Read(short number)
    {
        if (folder is null || !Directory.Exists(folder) || DemoTown.ReadAll(folder).FirstOrDefault(town => town.Number == number) is not { } town)
            return null;
        var file = Path.Combine(folder, "municipalities", town.Id, "childcare.yaml");
        return File.Exists(file) ? Parse(file, File.ReadAllText(file)) : null;
    }

    public static ChildcareTable Parse(string file, string text)
    {
        var read = Yaml.Deserialize<TableFile>(text);
        var table = new ChildcareTable(
            [.. read.Centres.Select(centre => new Centre(centre.Id, centre.Name, centre.Places))],
            [.. read.Criteria.Select(criterion => new Criterion(criterion.Id, criterion.Label, criterion.Points, criterion.OfCentre))]) { AnswerDays = read.AnswerDays };
        if (table.Centres.GroupBy(centre => centre.Id).Any(group => group.Count() > 1) || table.Criteria.GroupBy(criterion => criterion.Id).Any(group => group.Count() > 1))
            throw new InvalidDataException($"{file}: an id is there twice");
        if (table.Centres.Any(centre => centre.Places.Any(place => place.Key is not ("u3" or "ue3" or "ogs") || place.Value < 0)))
            throw new InvalidDataException($"{file}: places are u3, ue3 or ogs with a number");
        return table;
    }

    private sealed class TableFile
    {
        /// <summary>Invented for the demonstration.</summary>
        public bool Demo { get; set; }

        public string Source { get; set; } = "";

        public int AnswerDays { get; set; } = 14;

        public List<CentreFile> Centres { get; set; } = [];

        public List<CriterionFile> Criteria { get; set; } = [];
    }

    private sealed class CentreFile
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public Dictionary<string, int> Places { get; set; } = [];
    }

    private sealed class CriterionFile
    {
        public string Id { get; set; } = "";

        public string Label { get; set; } = "";

        public int Points { get; set; }

        public bool OfCentre { get; set; }
    }
}
