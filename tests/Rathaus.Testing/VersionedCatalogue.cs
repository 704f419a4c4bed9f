using Rathaus.Services.Adoption;

namespace Rathaus.Testing;

/// <summary>
/// The towns of the catalogue with the bulky-waste service alone, whose lead has gone on: the versions before lie beside the newest.
/// </summary>
public static class VersionedCatalogue
{
    public const string Package = "soest/sperrmuell";

    private const string Service = "services/soest/sperrmuell/service.yaml";
    private const string Form = "services/soest/sperrmuell/form.yaml";

    /// <param name="steps">How many new versions: 2.0.0 changes the notice period that Wuppertal has set itself, 3.0.0 asks one more question.</param>
    public static async Task MakeAsync(string folder, int steps = 1)
    {
        CopyTo(folder);
        for (var step = 1; step <= steps; step++)
        {
            var packages = PackageFolder.Open(folder);
            var newest = packages.Find(Package);
            var record = new PublishedRecord(newest.Version, newest.Content, new DateOnly(2026, 11, 1), null, "");
            await packages.WriteAsync($"services/{Package}/{PublishedRecord.Name}", record.ToString(), CancellationToken.None);
            packages = PackageFolder.Open(folder);
            PackageFolder.TryVersion($"{step + 1}.0.0", out var next);
            await packages.ReviseAsync(packages.Find(Package), next, CancellationToken.None);
            if (step == 1)
                await ReplaceAsync(folder, Service, "vorlauf: { type: integer, default: 4,", "vorlauf: { type: integer, default: 6,");
            else
                await ReplaceAsync(folder, Form, "pages:\n", "pages:\n  - id: zugang\n    title: Wie kommen wir hin?\n    questions:\n      - { id: zufahrt, type: text, label: Zufahrt }\n");
        }
    }

    /// <summary>Nobody waits for the other services here: a host starts in a moment.</summary>
    private static void CopyTo(string folder)
    {
        var from = Path.Combine(Checkout.Folder, "catalogue");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(from, file);
            var wanted = path.Split('/') switch
            {
                ["demo" or "blocks", ..] or ["facts.yaml" or "effects.yaml"] => true,
                ["services", "soest", "sperrmuell", ..] => true,
                ["municipalities", _, "municipality.yaml"] or ["municipalities", _, "areas", ..] or ["municipalities", _, "services", "sperrmuell.yaml"] => true,
                _ => false,
            };
            if (!wanted)
                continue;
            var copy = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static async Task ReplaceAsync(string folder, string file, string from, string to)
    {
        var path = Path.Combine(folder, file);
        var text = await File.ReadAllTextAsync(path);
        if (!text.Contains(from, StringComparison.Ordinal))
            throw new InvalidOperationException($"{file} no longer holds {from}");
        await File.WriteAllTextAsync(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}
