using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>One difference between two versions.</summary>
/// <param name="Class">How much it asks of towns and of programs that apply.</param>
/// <param name="Attribute">What of a changed element differs; null for what came or went.</param>
/// <param name="Before">As people read it, or null.</param>
internal sealed record PackageChange(
    ChangeClass Class, ChangeKind Change, string Kind, string Id, string Name, string? Attribute, string? Before, string? After)
{
    /// <summary>Language of a text, or null.</summary>
    public string? Language { get; init; }

    /// <summary>The same in every comparison of the same versions.</summary>
    public string Key => Language is null ? Attribute is null ? $"{Kind}:{Id}" : $"{Kind}:{Id}:{Attribute}" : $"{Kind}:{Id}:{Language}";
}

internal enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>Two versions of a package side by side.</summary>
internal sealed record PackageComparison(PackageDef Before, PackageDef After, IReadOnlyList<PackageChange> Changes)
{
    private static readonly string[] Languages = ["de", "en", "de-einfach"];

    /// <summary>The largest of the changes.</summary>
    public ChangeClass Class => Changes.Count == 0 ? ChangeClass.None : Changes.Max(change => change.Class);

    public static PackageComparison Of(PackageDef before, PackageDef after)
    {
        var old = PackageElements.Of(before);
        var now = PackageElements.Of(after);
        var changes = new List<PackageChange>();
        foreach (var (key, element) in now)
        {
            if (!old.TryGetValue(key, out var was))
                changes.Add(new PackageChange(ChangeRules.Added(element), ChangeKind.Added, element.Kind, element.Id, element.Name, null, null, null));
            else
                changes.AddRange(Attributes(was, element));
        }

        foreach (var (_, element) in old.Where(element => !now.ContainsKey(element.Key)))
            changes.Add(new PackageChange(ChangeRules.Removed(element), ChangeKind.Removed, element.Kind, element.Id, element.Name, null, null, null));
        changes.AddRange(Documents(before, after));
        changes.AddRange(Texts(before, after, changes));
        return new PackageComparison(before, after, changes);
    }

    /// <summary>Whether the version number rose enough for what changed; before 1.0.0 a minor step is enough for everything.</summary>
    public bool IsBumpEnough(out SemanticVersion needed)
    {
        var (from, to) = (Before.Version, After.Version);
        needed = Class switch
        {
            ChangeClass.Major when from.Major > 0 => new SemanticVersion(from.Major + 1, 0, 0),
            ChangeClass.Major or ChangeClass.Minor => new SemanticVersion(from.Major, from.Minor + 1, 0),
            _ => new SemanticVersion(from.Major, from.Minor, from.Patch + 1),
        };
        return to >= needed;
    }

    private static IEnumerable<PackageChange> Attributes(PackageElement was, PackageElement now)
    {
        foreach (var name in was.Attributes.Keys.Union(now.Attributes.Keys))
        {
            var (before, after) = (was.Attributes.GetValueOrDefault(name), now.Attributes.GetValueOrDefault(name));
            var (old, fresh) = (YamlWriter.OneLine(before), YamlWriter.OneLine(after));
            if (old != fresh && !(before is null && after is ScalarNode { Text: "" }))
                yield return new PackageChange(
                    ChangeRules.Changed(now.Kind, name, before, after, now), ChangeKind.Changed, now.Kind, now.Id, now.Name, name, before is null ? null : old, after is null ? null : fresh);
        }
    }

    private static IEnumerable<PackageChange> Documents(PackageDef before, PackageDef after)
    {
        foreach (var document in after.Documents)
        {
            if (before.Documents.FirstOrDefault(one => one.Id == document.Id) is not { } was)
                continue;
            foreach (var language in Languages)
            {
                var (old, now) = (was.Texts.GetValueOrDefault(language), document.Texts.GetValueOrDefault(language));
                if (old?.Markdown.Trim() != now?.Markdown.Trim() || old?.Title != now?.Title)
                    yield return new PackageChange(ChangeClass.Patch, ChangeKind.Changed, "document", document.Id, document.Texts["de"].Title, "text", null, null) { Language = language };
            }
        }
    }

    /// <summary>Wording of what is there before and after; the words of something new say nothing new.</summary>
    private static IEnumerable<PackageChange> Texts(PackageDef before, PackageDef after, List<PackageChange> structure)
    {
        var gone = structure.Where(change => change.Change != ChangeKind.Changed).Select(change => $".{change.Id.Split('.')[^1]}.").ToHashSet(StringComparer.Ordinal);
        var (old, now) = (TextsOf(before), TextsOf(after));
        foreach (var (key, texts) in now.Where(text => old.ContainsKey(text.Key)))
        {
            foreach (var language in Languages)
            {
                var (was, becomes) = (old[key].GetValueOrDefault(language), texts.GetValueOrDefault(language));
                if (was != becomes)
                    yield return new PackageChange(ChangeClass.Patch, ChangeKind.Changed, "text", key, key, null, was, becomes) { Language = language };
            }
        }

        foreach (var key in now.Keys.Except(old.Keys).Where(key => !gone.Any(id => $".{key}.".Contains(id, StringComparison.Ordinal))))
            yield return new PackageChange(ChangeClass.Patch, ChangeKind.Added, "text", key, key, null, null, now[key].GetValueOrDefault("de")) { Language = "de" };
        foreach (var key in old.Keys.Except(now.Keys).Where(key => !gone.Any(id => $".{key}.".Contains(id, StringComparison.Ordinal))))
            yield return new PackageChange(ChangeClass.Patch, ChangeKind.Removed, "text", key, key, null, old[key].GetValueOrDefault("de"), null) { Language = "de" };
    }

    /// <summary>Every text of a package by key and language.</summary>
    public static Dictionary<string, Dictionary<string, string>> TextsOf(PackageDef package)
    {
        var all = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var source in Packages.TextKeys.All(package))
        {
            var local = package.Texts.Local(source);
            var texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["de"] = local.German };
            if (local.Has(Kernel.Languages.Language.English))
                texts["en"] = local.In(Kernel.Languages.Language.English);
            if (local.Has(Kernel.Languages.Language.PlainGerman))
                texts["de-einfach"] = local.In(Kernel.Languages.Language.PlainGerman);
            all[source.Key] = texts;
        }

        return all;
    }
}
