using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>One version of a package: what it says, its blocks, and whether it is published for good.</summary>
/// <param name="Content">SHA-256 of what the package says; remarks, examples and the order of files do not count.</param>
/// <param name="Published">The record of its publication, or null: still in the making.</param>
/// <param name="Archived">Lies in a folder of its own, <c>service@version</c>.</param>
internal sealed record PackageVersion(PackageDef Def, string Content, PublishedRecord? Published, bool Archived)
{
    public SemanticVersion Version => Def.Version;
}

/// <summary>All packages in all their versions.</summary>
internal sealed class PackageShelf
{
    private readonly Dictionary<(string Lead, string Id), IReadOnlyList<PackageVersion>> versions;

    public PackageShelf(IEnumerable<PackageVersion> all) => versions = all
        .GroupBy(version => (version.Def.Lead, version.Def.Id))
        .ToDictionary(group => group.Key, IReadOnlyList<PackageVersion> (group) => [.. group.OrderBy(version => version.Version)]);

    public static PackageShelf Empty { get; } = new([]);

    public IEnumerable<string> Ids => versions.Keys.Select(key => key.Id);

    /// <summary>The newest version of every package.</summary>
    public IEnumerable<PackageVersion> Newest => versions.Values.Select(all => all[^1]);

    public IEnumerable<PackageVersion> All => versions.Values.SelectMany(all => all);

    /// <summary>Oldest first; empty for an unknown package.</summary>
    public IReadOnlyList<PackageVersion> VersionsOf(string lead, string id) => versions.GetValueOrDefault((lead, id), []);

    public PackageVersion? NewestOf(string lead, string id) => VersionsOf(lead, id) is [.., { } newest] ? newest : null;

    /// <summary>The newest version that <c>1</c>, <c>1.2</c> or <c>1.2.0</c> stands for, or null.</summary>
    public PackageVersion? Match(string lead, string id, string wanted) =>
        VersionsOf(lead, id).LastOrDefault(version => version.Version.IsWithin(wanted));
}

/// <summary>The file <c>published.yaml</c> beside a package: this version is fixed.</summary>
internal sealed record PublishedRecord(SemanticVersion Version, string Content, DateOnly On, string? SignedBy, string File)
{
    public const string Name = "published.yaml";

    public static PublishedRecord? Read(Node root, FaultList faults)
    {
        if (MapReader.Over(root, faults, Name) is not { } map)
            return null;
        var version = PackageReader.Version(map);
        var content = map.Required("content");
        if (content.Length != 64 || !content.All(char.IsAsciiHexDigitLower))
            map.Fault("content", "content is a SHA-256 in 64 small hexadecimal digits");
        var on = map.Date("on");
        if (on is null)
            map.Fault("on", "on is missing: the day of the publication");
        var record = new PublishedRecord(version, content, on ?? default, map.Text("signed_by"), map.File);
        map.Done();
        return record;
    }

    public override string ToString() =>
        $"version: {Version}\ncontent: {Content}\non: {On:yyyy-MM-dd}\n{(SignedBy is null ? "" : $"signed_by: {SignedBy}\n")}";
}
