using System.Text.Json;

namespace Rathaus.Kernel.Ui.Assets;

/// <summary>
/// Addresses of the bundled front-end files: <c>Assets["rathaus.css"]</c> is <c>/assets/rathaus.4f2a91c0.css</c>. The
/// address changes with the content, so that browsers keep a file for ever.
/// </summary>
public sealed class AssetManifest
{
    public const string Prefix = "/assets/";

    private readonly Dictionary<string, string> names;

    /// <param name="names">Plain file name to the name with its hash.</param>
    public AssetManifest(IReadOnlyDictionary<string, string> names, string folder)
    {
        this.names = new Dictionary<string, string>(names, StringComparer.Ordinal);
        Folder = folder;
    }

    /// <summary>Where the files lie.</summary>
    public string Folder { get; }

    /// <summary>Names with hash of all files.</summary>
    public IReadOnlyCollection<string> Files => names.Values;

    /// <summary>Address of a file; of an unknown one without hash, which then answers 404.</summary>
    public string this[string name] => Prefix + names.GetValueOrDefault(name, name);

    /// <summary>Reads <c>manifest.json</c> of a folder; a folder without one has no files.</summary>
    public static AssetManifest Load(string folder)
    {
        var file = Path.Combine(folder, "manifest.json");
        var names = File.Exists(file)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? []
            : [];
        return new AssetManifest(names, folder);
    }
}
