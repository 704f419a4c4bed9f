using Rathaus.Kernel.Commands;
using Rathaus.Services.Adoption;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Adoption;

/// <summary>A package of Solingen in two versions, of which Wuppertal adopted the first.</summary>
internal sealed class TwoVersions : IDisposable
{
    public const string Archive = "services/solingen/ausweis@1.0.0/";
    public const string Newest = "services/solingen/ausweis/";
    public const string Overlay = "municipalities/wuppertal/services/ausweis.yaml";

    public const string Service =
        """
        id: ausweis
        version: 1.0.0
        name: Parkausweis
        summary: Sie parken vor Ihrer Haustür.
        authority: { kind: meldebehoerde, where: main_residence }
        applicants: [person]
        trust: { level: none }
        retention: { months: 12 }
        basis: ["§ 45 StVO"]
        parameters:
          betrag: { type: money, default: 30.00, range: [0.00, 500.00], label: Gebühr im Jahr }
          laufzeit: { type: months, default: [12], label: Laufzeiten }
          hof: { type: text, default: Musterhof, label: Hof }
        overlay_points: { ende: questions, hinweise: texts }
        """;

    public const string Form =
        """
        pages:
          - id: eins
            title: Welches Auto?
            overlay_point: ende
            questions:
              - { id: kennzeichen, type: plate, label: Kennzeichen, hint: Ihr Viertel, required: true }
        """;

    public const string Fees = "fees:\n  - { id: gebuehr, label: Gebühr, amount: betrag, booking: PARKEN }\n";

    public const string Texts =
        """
        service: { name: Permit, summary: You park. }
        pages: { eins: { title: Which car? } }
        questions: { kennzeichen: { label: Plate, hint: Your quarter } }
        fees: { gebuehr: Fee }
        """;

    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);

    public TwoVersions()
    {
        foreach (var (path, text) in new SmallCatalogue().Files().Files.Where(file => file.Key.EndsWith("municipality.yaml", StringComparison.Ordinal)))
            files[path] = text;
        foreach (var folder in new[] { Archive, Newest })
        {
            files[folder + "service.yaml"] = Service;
            files[folder + "form.yaml"] = Form;
            files[folder + "fees.yaml"] = Fees;
            files[folder + "texts/en.yaml"] = Texts;
            files[folder + "texts/de-einfach.yaml"] = Texts;
        }

        Change("service.yaml", "version: 1.0.0", "version: 2.0.0");
        Own("adopts: solingen/ausweis@1\noffice: amt\nfees: { all: { demo: true } }\n");
        Publish();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("rathaus-adoption-").FullName;

    /// <summary>Changes a file of the newest version.</summary>
    public TwoVersions Change(string file, string from, string to)
    {
        Assert.Contains(from, files[Newest + file], StringComparison.Ordinal);
        files[Newest + file] = files[Newest + file].Replace(from, to, StringComparison.Ordinal);
        return this;
    }

    public TwoVersions With(string path, string text)
    {
        files[path] = text;
        return this;
    }

    public TwoVersions Own(string overlay) => With(Overlay, overlay);

    public CatalogueSnapshot Load(FaultList? faults = null) => CatalogueLoader.Load(new CatalogueFiles(files), faults ?? new FaultList());

    public IReadOnlyList<string> Faults()
    {
        var faults = new FaultList();
        Load(faults);
        return [.. faults.All.Where(fault => !fault.Warning).Select(fault => fault.ToString())];
    }

    public PackageComparison Comparison()
    {
        var versions = Load().Parts.Shelf.VersionsOf("solingen", "ausweis");
        return PackageComparison.Of(versions[0].Def, versions[1].Def);
    }

    public UpgradePlan Plan()
    {
        var parts = Load().Parts;
        var versions = parts.Shelf.VersionsOf("solingen", "ausweis");
        return UpgradePlan.Make(parts.Overlay("wuppertal", "ausweis")!, versions[0].Def, versions[^1].Def);
    }

    /// <summary>Records the archived version as it is.</summary>
    public TwoVersions Publish()
    {
        files.Remove(Archive + "published.yaml");
        var version = Load().Parts.Shelf.Match("solingen", "ausweis", "1.0.0")!;
        files[Archive + "published.yaml"] = new PublishedRecord(version.Version, version.Content, SmallCatalogue.Today, null, "").ToString();
        return this;
    }

    /// <summary>The first version is not here (any more).</summary>
    public void WithoutArchive()
    {
        foreach (var path in files.Keys.Where(path => path.StartsWith(Archive, StringComparison.Ordinal)).ToList())
            files.Remove(path);
        Directory.Delete(Path.Combine(Folder, Archive), recursive: true);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public bool Exists(string path) => File.Exists(Path.Combine(Folder, path));

    public async Task WriteAsync()
    {
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }
    }

    /// <summary>Runs a command on the files as they lie in the folder.</summary>
    public async Task<(int Code, string Output)> RunAsync(ICommand command, params string[] words)
    {
        await WriteAsync();
        using var output = new StringWriter();
        var line = CommandLine.Parse([.. words, "--catalogue", Folder], command.ValuedOptions, command.Flags).With(output, output);
        return (await command.RunAsync(line, TestContext.Current.CancellationToken), output.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
