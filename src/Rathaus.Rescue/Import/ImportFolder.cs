using System.Text;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Import;

/// <summary>What lies in a folder, or in a single file, as an order to import.</summary>
internal static class ImportFolder
{
    private static readonly string[] Optional = ["zones.geojson", DeadlineRules.File];

    /// <param name="path">A folder, or one table.</param>
    /// <param name="mapping">How tables are read; null: as this house writes them.</param>
    public static ImportOrder Read(string path, string source, ImportMapping? mapping, bool dryRun, Guid? by)
    {
        if (File.Exists(path))
        {
            var name = Path.GetFileName(path);
            return new ImportOrder(
                source, null, [new TableFile(name, () => File.OpenRead(path), mapping ?? ImportMapping.Own(TableOf(name)))], Synthetic: false, dryRun, by);
        }

        if (!Directory.Exists(path))
            throw new RescueFileException($"{path}: there is no such file or folder");
        var area = File.Exists(Path.Combine(path, "area.json")) ? AreaFiles(path) : null;
        var tables = new[] { ImportMapping.Calls, ImportMapping.Missions, ImportMapping.Statuses }
            .Where(table => File.Exists(Path.Combine(path, table + ".csv")))
            .Select(table => new TableFile(
                table + ".csv", () => File.OpenRead(Path.Combine(path, table + ".csv")), mapping?.Table == table ? mapping : ImportMapping.Own(table)))
            .ToList();
        if (area is null && tables.Count == 0)
            throw new RescueFileException($"{path}: there is no area.json, calls.csv, missions.csv or statuses.csv");
        return new ImportOrder(source, area, tables, area is not null && AreaFolder.Read(path).Synthetic, dryRun, by);
    }

    private static Dictionary<string, string> AreaFiles(string folder)
    {
        if (AreaFolder.Files.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file))) is { } missing)
            throw new RescueFileException($"{Path.Combine(folder, missing)}: there is no such file");
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        return AreaFolder.Files.Concat(Optional.Where(file => File.Exists(Path.Combine(folder, file)))).ToDictionary(file => file, file =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, file), strict);
            }
            catch (DecoderFallbackException)
            {
                throw new RescueFileException(file, 1, "the file is not UTF-8");
            }
        }, StringComparer.Ordinal);
    }

    private static string TableOf(string name) => Path.GetFileNameWithoutExtension(name) switch
    {
        ImportMapping.Missions => ImportMapping.Missions,
        ImportMapping.Statuses => ImportMapping.Statuses,
        _ => ImportMapping.Calls,
    };
}
