using System.Text;
using Rathaus.Services.Source;

namespace Rathaus.Services.Catalogues;

/// <summary>The text files of a catalogue by path with slashes; those of the demonstration cast belong to Identity.</summary>
internal sealed class CatalogueFiles(IReadOnlyDictionary<string, string> files)
{
    private static readonly string[] Extensions = [".yaml", ".md", ".csv"];

    private readonly string[] paths = [.. files.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyDictionary<string, string> Files { get; } = files;

    public static CatalogueFiles Read(string folder, FaultList faults)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var root = new DirectoryInfo(folder);
        foreach (var file in root.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(root.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (path.StartsWith("demo/", StringComparison.Ordinal) || path.EndsWith("README.md", StringComparison.Ordinal))
                continue;
            if (!Extensions.Contains(file.Extension))
                faults.Add(path, 1, "files of the catalogue are .yaml, .md or .csv");
            else if (file.LinkTarget is not null)
                faults.Add(path, 1, "links are not followed");
            else if (file.Length > 4 * YamlReader.MaxBytes || (file.Extension != ".csv" && file.Length > YamlReader.MaxBytes))
                faults.Add(path, 1, "file is larger than 1 MiB");
            else if (Text(file) is { } text)
                files[path] = text;
            else
                faults.Add(path, 1, "file is not UTF-8");
        }

        return new CatalogueFiles(files);
    }

    /// <summary>Files directly or deeper below a folder, with the rest of their path.</summary>
    public IEnumerable<(string Path, string Inner, string Text)> Below(string folder)
    {
        var at = Array.BinarySearch(paths, folder, StringComparer.Ordinal);
        for (at = at < 0 ? ~at : at; at < paths.Length && paths[at].StartsWith(folder, StringComparison.Ordinal); at++)
            yield return (paths[at], paths[at][folder.Length..], Files[paths[at]]);
    }

    private static string? Text(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
