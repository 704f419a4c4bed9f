using Rathaus.Kernel.Languages;
using Rathaus.Services.Packages;

namespace Rathaus.Services.Adoption;

/// <summary>Differences as sentences.</summary>
internal sealed class ChangeWords(Texts texts)
{
    private const int Longest = 160;

    /// <summary>A change of the package: <c>neue Frage „Elektroauto“</c>.</summary>
    public string Of(PackageChange change, PackageDef package)
    {
        var name = change.Kind == "text" ? OverlayShow.TextName(package, change.Id)
            : change.Kind == "part" ? Attribute(change.Attribute ?? change.Id) : OverlayShow.Short(change.Name);
        var kind = texts.Has($"services.adoption.change.{change.Kind}.added") ? change.Kind : "other";
        var what = texts[$"services.adoption.change.{kind}.{Word(change.Change)}", ("name", name)];
        if (change.Change != ChangeKind.Changed)
            return what;
        if (change.Kind == "text")
            return $"{what} ({texts[$"services.adoption.part.{OverlayShow.TextPart(change.Id)}"]}, {texts[$"services.adoption.language.{change.Language}"]})";
        var attribute = change.Attribute is { } key && change.Kind != "part" ? $": {Attribute(key)}" : "";
        var language = change.Language is { } spoken ? $" ({texts[$"services.adoption.language.{spoken}"]})" : "";
        var values = change.Before is null && change.After is null ? "" : $" {Value(change.Before)} → {Value(change.After)}";
        return $"{what}{attribute}{language}{values}";
    }

    /// <summary>A row of the three-way difference, with what becomes of the town's own.</summary>
    public string Of(UpgradeItem item, UpgradePlan plan)
    {
        var what = item.Change is { } change ? Of(change, plan.To) : Name(item, plan);
        return item.Outcome switch
        {
            UpgradeOutcome.Taken => what,
            UpgradeOutcome.Kept => texts["services.adoption.line.kept", ("name", Name(item, plan)), ("ours", Value(item.Ours))],
            UpgradeOutcome.Conflict => texts["services.adoption.line.conflict", ("what", what), ("ours", Value(item.Ours)), ("theirs", Value(item.After))],
            UpgradeOutcome.ToSet => texts["services.adoption.line.to-set", ("name", Name(item, plan))],
            _ => texts["services.adoption.line.dropped", ("name", Name(item, plan)), ("ours", Value(item.Ours))],
        };
    }

    /// <summary>What a row is about.</summary>
    public string Name(UpgradeItem item, UpgradePlan plan) => item.Kind switch
    {
        "text" => $"{texts[$"services.adoption.part.{OverlayShow.TextPart(item.Id)}"]} „{item.Name}“ ({texts[$"services.adoption.language.{item.Language}"]})",
        "part" => Attribute(item.Change?.Attribute ?? item.Id),
        _ when texts.Has($"services.adoption.kind.{item.Kind}") => $"{texts[$"services.adoption.kind.{item.Kind}"]} „{OverlayShow.Short(item.Name)}“",
        _ => $"{item.Kind} „{OverlayShow.Short(item.Name)}“",
    };

    public string Class(ChangeClass size) => texts[$"services.adoption.class.{size}"];

    private string Attribute(string key) => texts.Has($"services.adoption.attribute.{key}") ? texts[$"services.adoption.attribute.{key}"] : key;

    private static string Word(ChangeKind kind) => kind switch { ChangeKind.Added => "added", ChangeKind.Removed => "removed", _ => "changed" };

    private string Value(string? value) => value is null ? texts["services.adoption.nothing"]
        : value.Length <= Longest ? $"„{value}“" : $"„{string.Concat(value.AsSpan(0, Longest).TrimEnd(), "…")}“";
}
