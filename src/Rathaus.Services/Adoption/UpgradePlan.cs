using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>What becomes of one place when a town goes to another version.</summary>
internal enum UpgradeOutcome
{
    /// <summary>The lead's change comes along.</summary>
    Taken,

    /// <summary>The town's own stays; the lead did not touch it.</summary>
    Kept,

    /// <summary>Both changed it: a person decides.</summary>
    Conflict,

    /// <summary>The town has to enter or confirm something new.</summary>
    ToSet,

    /// <summary>The town's own has no place any more and goes.</summary>
    Dropped,
}

/// <summary>Whose side a conflict is decided for.</summary>
internal enum UpgradeChoice
{
    Ours,
    Theirs,
}

/// <summary>One row of the three-way difference: before, new, ours, outcome.</summary>
/// <param name="Key">Stable within one pair of versions; decisions name it.</param>
/// <param name="Change">What the lead changed, or null: nothing.</param>
/// <param name="Ours">The town's own as people read it, or null.</param>
/// <param name="Choices">Empty unless a conflict.</param>
internal sealed record UpgradeItem(
    string Key, string Kind, string Id, string Name, PackageChange? Change, string? Before, string? After, string? Ours, UpgradeOutcome Outcome,
    IReadOnlyList<UpgradeChoice> Choices)
{
    public string? Language { get; init; }
}

/// <summary>The three-way difference between a town's overlay, the version it is on and the version it goes to.</summary>
internal sealed class UpgradePlan
{
    private readonly Dictionary<string, Func<MapNode, UpgradeChoice, MapNode>> effects = new(StringComparer.Ordinal);
    private readonly List<UpgradeItem> items = [];
    private readonly OverlayDef overlay;

    private UpgradePlan(OverlayDef overlay, PackageComparison comparison)
    {
        this.overlay = overlay;
        Comparison = comparison;
    }

    public PackageComparison Comparison { get; }

    public PackageDef From => Comparison.Before;

    public PackageDef To => Comparison.After;

    public IReadOnlyList<UpgradeItem> Items => items;

    public IEnumerable<UpgradeItem> Conflicts => items.Where(item => item.Outcome == UpgradeOutcome.Conflict);

    /// <summary>Nothing of the kind changed: people ask for it first.</summary>
    public bool IsUnchanged(params IReadOnlyCollection<string> kinds) => Comparison.Changes.All(change => !kinds.Contains(change.Kind));

    public static UpgradePlan Make(OverlayDef overlay, PackageDef from, PackageDef to)
    {
        var plan = new UpgradePlan(overlay, PackageComparison.Of(from, to));
        plan.Parameters();
        plan.Texts();
        plan.Questions();
        plan.Fees();
        foreach (var change in plan.Comparison.Changes.Where(change => !plan.items.Exists(item => item.Change == change)))
        {
            if (!plan.items.Exists(item => item.Kind == change.Kind && item.Id == change.Id && item.Outcome != UpgradeOutcome.Kept))
                plan.Add(change.Key, change.Kind, change.Id, change.Name, change, change.Before, change.After, null, UpgradeOutcome.Taken, change.Language);
        }

        return plan;
    }

    /// <summary>The overlay on the new version.</summary>
    /// <param name="decisions">By key of a conflict; what is not decided stays ours and is named in <paramref name="open"/>.</param>
    public MapNode Apply(IReadOnlyDictionary<string, UpgradeChoice> decisions, string adopts, out IReadOnlyList<UpgradeItem> open)
    {
        var root = OverlayEdit.Adopt(overlay.Root, adopts);
        foreach (var (key, effect) in effects)
        {
            var item = items.Find(item => item.Key == key)!;
            var choice = item.Outcome == UpgradeOutcome.Dropped || item.Choices is [UpgradeChoice.Theirs] ? UpgradeChoice.Theirs
                : decisions.GetValueOrDefault(key, UpgradeChoice.Ours);
            root = effect(root, choice);
        }

        open = [.. Conflicts.Where(conflict => !decisions.TryGetValue(conflict.Key, out var choice) || !conflict.Choices.Contains(choice))];
        return root;
    }

    /// <summary>A draft with one conflict decided, either way and as often as one likes.</summary>
    public MapNode Decide(MapNode draft, string key, UpgradeChoice choice) => effects.TryGetValue(key, out var effect) ? effect(draft, choice) : draft;

    private void Parameters()
    {
        var before = From.Parameters.ToDictionary(parameter => parameter.Id, StringComparer.Ordinal);
        foreach (var now in To.Parameters)
        {
            var ours = overlay.Parameters.FirstOrDefault(entry => entry.Key == now.Id)?.Value;
            var changes = ChangesOf("parameter", now.Id);
            if (!before.TryGetValue(now.Id, out var was))
            {
                if (ours is null && now is { Default: null, Optional: false, When: null })
                    Add($"parameter:{now.Id}", "parameter", now.Id, now.Label, changes.FirstOrDefault(), null, null, null, UpgradeOutcome.ToSet);
                continue;
            }

            if (ours is not null)
                Own(was, now, ours, changes);
            else if (now is { Default: null, Optional: false, When: null } && was.Default is not null)
                Add($"parameter:{now.Id}", "parameter", now.Id, now.Label, changes.FirstOrDefault(), OverlayShow.Parameter(was, was.Default), null, null, UpgradeOutcome.ToSet);
        }

        foreach (var entry in overlay.Parameters.Where(entry => To.Parameters.All(parameter => parameter.Id != entry.Key)))
        {
            var was = before.GetValueOrDefault(entry.Key);
            Add($"parameter:{entry.Key}", "parameter", entry.Key, was?.Label ?? entry.Key, ChangesOf("parameter", entry.Key).FirstOrDefault(),
                was is null ? null : OverlayShow.Parameter(was, was.Default), null, was is null ? YamlWriter.OneLine(entry.Value) : OverlayShow.Parameter(was, entry.Value), UpgradeOutcome.Dropped);
            effects[$"parameter:{entry.Key}"] = (root, _) => OverlayEdit.Set(root, null, "parameters", entry.Key);
        }
    }

    /// <summary>A parameter the town has set itself.</summary>
    private void Own(ParameterDef was, ParameterDef now, Node ours, IReadOnlyList<PackageChange> changes)
    {
        var key = $"parameter:{now.Id}";
        var (before, after, own) = (OverlayShow.Parameter(was, was.Default), OverlayShow.Parameter(now, now.Default), OverlayShow.Parameter(now, ours));
        var trial = new FaultList();
        var fits = Rules.ParameterValues.Read(now, ours, byTown: true, trial) is not null;
        var touched = changes.FirstOrDefault(change => change.Attribute is "default" or "type" or "of" or "range");
        if (!fits)
        {
            Add(key, "parameter", now.Id, now.Label, touched ?? changes.FirstOrDefault(), before, after ?? Range(now), own, UpgradeOutcome.Conflict, choices: [UpgradeChoice.Theirs]);
            effects[key] = (root, _) => OverlayEdit.Set(root, null, "parameters", now.Id);
        }
        else if (touched?.Attribute == "default" && after != own)
        {
            Add(key, "parameter", now.Id, now.Label, touched, before, after, own, UpgradeOutcome.Conflict, choices: now.Default is null ? [UpgradeChoice.Ours] : [UpgradeChoice.Ours, UpgradeChoice.Theirs]);
            effects[key] = (root, choice) => OverlayEdit.Set(root, choice == UpgradeChoice.Theirs ? null : ours, "parameters", now.Id);
        }
        else
        {
            Add(key, "parameter", now.Id, now.Label, touched, before, after, own, UpgradeOutcome.Kept);
        }
    }

    private static string? Range(ParameterDef def) => def.From is null && def.To is null ? null : $"{def.From ?? "…"} – {def.To ?? "…"}";

    private void Texts()
    {
        var known = Packages.TextKeys.Of(To);
        var (before, after) = (PackageComparison.TextsOf(From), PackageComparison.TextsOf(To));
        foreach (var ((language, key), ours) in overlay.Texts.All.Where(text => text.Value.File == overlay.File).OrderBy(text => text.Key.Key, StringComparer.Ordinal))
        {
            if (overlay.Questions.SelectMany(point => point.Questions).Any(question => key.StartsWith($"questions.{question.Id}.", StringComparison.Ordinal)))
                continue;
            var name = OverlayShow.TextName(To, key);
            var (was, now) = (before.GetValueOrDefault(key)?.GetValueOrDefault(language), after.GetValueOrDefault(key)?.GetValueOrDefault(language));
            var change = Comparison.Changes.FirstOrDefault(change => change.Kind == "text" && change.Id == key && change.Language == language);
            var item = $"text:{key}:{language}";
            if (!known.Contains(key) && !known.Contains(key + ".0"))
            {
                Add(item, "text", key, OverlayShow.TextName(From, key), change, was, null, ours.Text, UpgradeOutcome.Dropped, language);
                effects[item] = (root, _) => OverlayEdit.WithoutText(root, language, key);
            }
            else if (change is not null && now != ours.Text)
            {
                Add(item, "text", key, name, change, was, now, ours.Text, UpgradeOutcome.Conflict, language, [UpgradeChoice.Ours, UpgradeChoice.Theirs]);
                effects[item] = (root, choice) => choice == UpgradeChoice.Theirs
                    ? OverlayEdit.WithoutText(root, language, key)
                    : OverlayEdit.WithText(root, language, key, ours.Text);
            }
            else
            {
                Add(item, "text", key, name, change, was, now, ours.Text, UpgradeOutcome.Kept, language);
            }
        }
    }

    private void Questions()
    {
        foreach (var (point, _, questions) in overlay.Questions)
        {
            var open = To.OverlayPoints.TryGetValue(point, out var isQuestions) && isQuestions;
            foreach (var question in questions)
            {
                var key = $"own-question:{question.Id}";
                if (!open)
                {
                    Add(key, "own-question", question.Id, question.Label.German, ChangesOf("point", point).FirstOrDefault(), null, null, question.Label.German, UpgradeOutcome.Conflict, choices: [UpgradeChoice.Theirs]);
                    effects[key] = (root, _) => OverlayEdit.Set(root, null, "questions", point);
                }
                else if (To.Questions.FirstOrDefault(one => one.Id == question.Id) is { } twin)
                {
                    Add(key, "own-question", question.Id, question.Label.German, ChangesOf("question", twin.Id).FirstOrDefault(), null, twin.Label.German, question.Label.German, UpgradeOutcome.Conflict, choices: [UpgradeChoice.Theirs, UpgradeChoice.Ours]);
                    effects[key] = (root, choice) => choice == UpgradeChoice.Theirs ? Without(root, point, question.Id) : Renamed(root, point, question.Id);
                }
                else
                {
                    Add(key, "own-question", question.Id, question.Label.German, null, null, null, question.Label.German, UpgradeOutcome.Kept);
                }
            }
        }
    }

    private MapNode Without(MapNode root, string point, string id)
    {
        var fresh = Fresh(id);
        var left = Entries(root, point).Where(item => OverlayEdit.Find(item, "id") is not ScalarNode { Text: { } text } || (text != id && text != fresh)).ToList();
        return OverlayEdit.Set(root, left.Count == 0 ? null : OverlayEdit.List(left), "questions", point);
    }

    /// <summary>The town's question stays beside the lead's, under another id.</summary>
    private MapNode Renamed(MapNode root, string point, string id)
    {
        var own = Entries((MapNode)overlay.Root, point).OfType<MapNode>().First(item => OverlayEdit.Find(item, "id") is ScalarNode { Text: { } text } && text == id);
        var rest = Entries(Without(root, point, id), point);
        return OverlayEdit.Set(root, OverlayEdit.List([OverlayEdit.Set(own, OverlayEdit.Scalar(Fresh(id)), "id"), .. rest]), "questions", point);
    }

    private string Fresh(string id) => Enumerable.Range(1, int.MaxValue).Select(turn => turn == 1 ? id + "_eigene" : $"{id}_eigene_{turn}")
        .First(free => To.Questions.All(question => question.Id != free));

    private static IReadOnlyList<Node> Entries(MapNode root, string point) => (OverlayEdit.Find(root, "questions", point) as ListNode)?.Items ?? [];

    private void Fees()
    {
        foreach (var fee in To.Fees.Positions)
        {
            var changes = ChangesOf("fee", fee.Id);
            var own = overlay.Fees.GetValueOrDefault(fee.Id) ?? overlay.Fees.GetValueOrDefault("all");
            var ours = own is null ? null : OverlayShow.Fee(own);
            var key = $"fee:{fee.Id}";
            if (fee.Source == FeeSource.Law && own is null)
                continue;
            if (changes.FirstOrDefault(change => change.Change == ChangeKind.Added) is { } added)
            {
                if (!overlay.Fees.ContainsKey("all"))
                    Add(key, "fee", fee.Id, fee.Label.German, added, null, fee.Amount.Text, null, UpgradeOutcome.ToSet);
            }
            else if (changes.FirstOrDefault(change => change.Attribute is "amount" or "source") is { } amount && overlay.Fees.TryGetValue(fee.Id, out var confirmed) && confirmed is { Demo: false })
            {
                Add(key, "fee", fee.Id, fee.Label.German, amount, amount.Before, amount.After, ours, UpgradeOutcome.Conflict, choices: [UpgradeChoice.Ours, UpgradeChoice.Theirs]);
                var before = OverlayEdit.Find(overlay.Root, "fees", fee.Id);
                effects[key] = (root, choice) => OverlayEdit.Set(root, choice == UpgradeChoice.Theirs ? null : before, "fees", fee.Id);
            }
            else if (ours is not null && changes.Count == 0)
            {
                Add(key, "fee", fee.Id, fee.Label.German, null, null, null, ours, UpgradeOutcome.Kept);
            }
        }

        foreach (var (id, _) in overlay.Fees.Where(fee => fee.Key != "all" && To.Fees.Positions.All(position => position.Id != fee.Key)))
        {
            Add($"fee:{id}", "fee", id, From.Fees.Positions.FirstOrDefault(fee => fee.Id == id)?.Label.German ?? id, ChangesOf("fee", id).FirstOrDefault(), null, null, OverlayShow.Fee(overlay.Fees[id]), UpgradeOutcome.Dropped);
            effects[$"fee:{id}"] = (root, _) => OverlayEdit.Set(root, null, "fees", id);
        }
    }

    private List<PackageChange> ChangesOf(string kind, string id) => [.. Comparison.Changes.Where(change => change.Kind == kind && change.Id == id)];

    private void Add(
        string key, string kind, string id, string name, PackageChange? change, string? before, string? after, string? ours, UpgradeOutcome outcome,
        string? language = null, IReadOnlyList<UpgradeChoice>? choices = null)
    {
        if (!items.Exists(item => item.Key == key))
            items.Add(new UpgradeItem(key, kind, id, name, change, before, after, ours, outcome, choices ?? []) { Language = language });
    }
}
