using System.IO.Compression;
using System.Text;
using Rathaus.Services.Adoption;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Adoption;

/// <summary>Packages travel as signed files; whatever is not exactly what the lead signed is refused before a byte is written.</summary>
public sealed class PackageFileTests
{
    private static readonly (string Private, string Public) Key = TrustedKeys.Create();
    private static readonly (string Private, string Public) Stranger = TrustedKeys.Create();

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["service.yaml"] = "id: ausweis\n", ["texts/en.yaml"] = "service: { name: Ä }\n", [PublishedRecord.Name] = "version: 1.0.0\n",
    };

    [Fact]
    public void What_was_signed_is_read_again()
    {
        var bundle = Read(Written(Key));

        Assert.Equal(("solingen", "ausweis", "1.0.0", "solingen"), (bundle.Lead, bundle.Service, bundle.Version.ToString(), bundle.SignedBy));
        Assert.Equal(Files.OrderBy(file => file.Key, StringComparer.Ordinal), bundle.Files.OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void A_key_nobody_trusts_is_refused() =>
        Refused("the signature is of none of the keys that are trusted for solingen", Written(Stranger));

    [Fact]
    public void A_key_is_good_for_its_own_town_alone()
    {
        var keys = new TrustedKeys();
        keys.Add("aachen", Key.Public);

        Assert.Contains("trusted for solingen", Assert.Throws<UnusableBundleException>(() => PackageBundle.Read(new MemoryStream(Written(Key)), keys)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("service.yaml", "id: anderes\n", "service.yaml was changed after it was signed")]
    [InlineData("texts/en.yaml", null, "texts/en.yaml is missing")]
    [InlineData("documents/neu.md", "# Neu\n", "documents/neu.md is not in manifest.json")]
    [InlineData("manifest.json", null, "there is no manifest.json")]
    [InlineData("manifest.json", "{}", "manifest.json is not one of rathaus-package-1")]
    [InlineData("manifest.json", "nichts", "manifest.json is not one of rathaus-package-1")]
    [InlineData("manifest.sig", null, "there is no manifest.sig")]
    [InlineData("manifest.sig", "?", "manifest.sig is no signature")]
    [InlineData("manifest.sig", "QUJD", "the signature is of none of the keys that are trusted for solingen")]
    public void A_changed_file_is_refused(string path, string? body, string expected) => Refused(expected, Changed(zip =>
    {
        zip.GetEntry(path)?.Delete();
        if (body is not null)
            Add(zip, path, body);
    }));

    [Theory]
    [InlineData("../service.yaml")]
    [InlineData("texts/../../x.yaml")]
    [InlineData("/etc/x.yaml")]
    [InlineData("a/b/c.yaml")]
    [InlineData("texts\\en.yaml")]
    [InlineData("C:x.yaml")]
    [InlineData(".hidden")]
    public void A_path_that_leads_elsewhere_is_refused(string path) =>
        Refused($"{path} is no path inside the package", Changed(zip => Add(zip, path, "x")));

    [Theory]
    [InlineData("service.yaml")]
    public void A_name_that_is_there_twice_is_refused(string path) => Refused($"{path} is there twice", Changed(zip => Add(zip, path, "x")));

    [Fact]
    public void A_link_is_refused() => Refused("texts/link.yaml is a link or something else that is no file", Changed(zip =>
    {
        Add(zip, "texts/link.yaml", "/etc/passwd");
        zip.GetEntry("texts/link.yaml")!.ExternalAttributes = unchecked((int)0xA1FF0000);
    }));

    [Fact]
    public void A_file_that_unpacks_to_more_than_a_package_may_hold_is_refused() => Refused(
        "texts/gross.yaml unpacks to more than is allowed", Changed(zip => Add(zip, "texts/gross.yaml", new string('a', YamlReader.MaxBytes + 1))));

    [Fact]
    public void Many_files_that_are_too_much_together_are_refused() => Refused("unpacks to more than is allowed", Changed(zip =>
    {
        for (var i = 0; i < 20; i++)
            Add(zip, $"texts/gross{i}.yaml", new string('a', YamlReader.MaxBytes));
    }));

    [Fact]
    public void Too_many_files_are_refused() => Refused("there are more than 500 files in it", Changed(zip =>
    {
        for (var i = 0; i < 501; i++)
            Add(zip, $"texts/klein{i}.yaml", "a");
    }));

    [Theory]
    [InlineData("kein Zip")]
    [InlineData("")]
    public void What_is_no_archive_is_refused(string text) => Refused("the file is no sound zip archive", Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var odd = Written(Key, new Dictionary<string, string>(Files) { ["texts/en.yaml"] = "x" });
        Refused("texts/en.yaml was changed after it was signed", Changed(zip =>
        {
            zip.GetEntry("texts/en.yaml")!.Delete();
            using var stream = zip.CreateEntry("texts/en.yaml").Open();
            stream.Write([0xFF, 0xFE]);
        }, odd));
    }

    [Fact]
    public async Task A_version_travels_from_one_installation_to_another()
    {
        using var from = new TwoVersions();
        using var to = new TwoVersions().Own("adopts: solingen/ausweis@2\noffice: amt\nfees: { all: { demo: true } }\n");
        var trusted = Directory.CreateDirectory(Path.Combine(from.Folder, "keys")).FullName;
        var (key, zip) = (Path.Combine(from.Folder, "solingen.key"), Path.Combine(from.Folder, "ausweis.zip"));
        var command = Command(trusted);
        var (made, open) = await from.RunAsync(command, "key", key);
        await File.WriteAllTextAsync(Path.Combine(trusted, "solingen.pem"), open, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (made, (await from.RunAsync(command, "export", "solingen/ausweis@1.0.0", "--key", key, "--out", zip)).Code));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));

        var (again, refusal) = await to.RunAsync(command, "import", zip);
        Assert.Equal((1, "solingen/ausweis 1.0.0 is here already"), (again, refusal.Trim()));
        to.WithoutArchive();
        Assert.Equal(0, (await to.RunAsync(command, "import", zip, "--dry-run")).Code);
        Assert.False(to.Exists(TwoVersions.Archive + "service.yaml"));
        Assert.Equal(0, (await to.RunAsync(command, "import", zip)).Code);

        Assert.Equal(from.Read(TwoVersions.Archive + "form.yaml"), to.Read(TwoVersions.Archive + "form.yaml"));
        Assert.Contains("signed_by: solingen", to.Read(TwoVersions.Archive + "published.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_fixes_a_version_and_revising_keeps_it_beside_the_next_one()
    {
        using var catalogue = new TwoVersions().Own("adopts: solingen/ausweis@2\noffice: amt\nfees: { all: { demo: true } }\n")
            .With("services/solingen/ausweis/examples/eins.yaml", "title: Eins\nsource: Satzung\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { kennzeichen: W-AB 123 }\nexpect: { total: 30.00 }\n");
        var command = Command(catalogue.Folder);

        Assert.Equal((0, "solingen/ausweis 2.0.0 is published"), Told(await catalogue.RunAsync(command, "publish", "solingen/ausweis")));
        Assert.Equal((1, "solingen/ausweis 2.0.0 is published"), Told(await catalogue.RunAsync(command, "publish", "solingen/ausweis")));
        Assert.Equal(1, (await catalogue.RunAsync(command, "revise", "solingen/ausweis", "--to", "1.9.0")).Code);
        Assert.Equal(0, (await catalogue.RunAsync(command, "revise", "solingen/ausweis", "--to", "2.1.0")).Code);

        Assert.Contains("version: 2.1.0", catalogue.Read(TwoVersions.Newest + "service.yaml"), StringComparison.Ordinal);
        Assert.Contains("version: 2.0.0", catalogue.Read("services/solingen/ausweis@2.0.0/service.yaml"), StringComparison.Ordinal);
        Assert.True(catalogue.Exists("services/solingen/ausweis@2.0.0/published.yaml"));
        Assert.False(catalogue.Exists(TwoVersions.Newest + "published.yaml"));
        var faults = new FaultList();
        var shelf = Catalogues.CatalogueLoader.Load(Catalogues.CatalogueFiles.Read(catalogue.Folder, faults), faults).Parts.Shelf;
        Assert.Equal(["1.0.0", "2.0.0", "2.1.0"], shelf.VersionsOf("solingen", "ausweis").Select(version => version.Version.ToString()));
    }

    [Fact]
    public async Task Everything_that_is_not_published_is_published_at_once()
    {
        using var catalogue = new TwoVersions().Own("adopts: solingen/ausweis@2\noffice: amt\nfees: { all: { demo: true } }\n")
            .With("services/solingen/ausweis/examples/eins.yaml", "title: Eins\nsource: Satzung\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { kennzeichen: W-AB 123 }\nexpect: { total: 30.00 }\n");
        var command = Command(catalogue.Folder);

        Assert.Equal((0, "solingen/ausweis 2.0.0 is published"), Told(await catalogue.RunAsync(command, "publish", "--all")));
        Assert.True(catalogue.Exists(TwoVersions.Newest + "published.yaml"));
        Assert.Equal((0, ""), await catalogue.RunAsync(command, "publish", "--all"));
    }

    [Fact]
    public async Task A_package_with_faults_is_not_published()
    {
        using var catalogue = new TwoVersions().Change("fees.yaml", "amount: betrag", "amount: nichts");

        var (code, output) = await catalogue.RunAsync(Command(catalogue.Folder), "publish", "solingen/ausweis");

        Assert.Equal(1, code);
        Assert.Contains("a package with faults is not published", output, StringComparison.Ordinal);
        Assert.False(catalogue.Exists(TwoVersions.Newest + "published.yaml"));
    }

    private static PackageCommand Command(string trusted) => new(
        new Catalogues.CatalogueLocation("nowhere"), new TrustedKeysLocation(trusted), House.Texts,
        new Rathaus.Testing.FrozenTime(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)));

    private static (int, string) Told((int Code, string Output) run) => (run.Code, run.Output.Contains("2.0.0 is published", StringComparison.Ordinal) ? "solingen/ausweis 2.0.0 is published" : run.Output);

    private static byte[] Written((string Private, string Public) pair, Dictionary<string, string>? files = null)
    {
        using var key = TrustedKeys.Import("key", pair.Private);
        using var stream = new MemoryStream();
        PackageBundle.Write(stream, "solingen", "ausweis", new SemanticVersion(1, 0, 0), new string('0', 64), files ?? Files, key);
        return stream.ToArray();
    }

    private static PackageBundle Read(byte[] zip)
    {
        var keys = new TrustedKeys();
        keys.Add("solingen", Key.Public);
        return PackageBundle.Read(new MemoryStream(zip), keys);
    }

    private static void Refused(string expected, byte[] zip) =>
        Assert.Contains(expected, Assert.Throws<UnusableBundleException>(() => Read(zip)).Message, StringComparison.Ordinal);

    private static byte[] Changed(Action<ZipArchive> change, byte[]? from = null)
    {
        using var stream = new MemoryStream();
        stream.Write(from ?? Written(Key));
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            change(zip);
        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string path, string body)
    {
        using var writer = new StreamWriter(zip.CreateEntry(path).Open());
        writer.Write(body);
    }
}
