using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Portal;

/// <summary>An entry that was just removed, kept in the draft until the next save so that it can be taken back.</summary>
/// <param name="Path">Path of the repeating group.</param>
/// <param name="Title">What the entry was called on the page.</param>
/// <param name="Fields">Its fields by the rest of the name behind the entry number.</param>
internal sealed record RemovedEntry(string Path, string Title, IReadOnlyDictionary<string, string[]> Fields);

/// <summary>
/// What a page of an application posted: the answers' fields, the button, the draft's version. Buttons of repeating groups
/// change the fields before they are saved, so that everything goes through the one way of saving.
/// </summary>
internal sealed class PostedFields
{
    public const string VersionField = "_version";

    /// <summary>Carries the removed entry where no draft keeps it.</summary>
    public const string RemovedField = "_entfernt";

    private const int LongestRemoved = 20_000;

    private readonly Dictionary<string, IReadOnlyList<string>> fields = new(StringComparer.Ordinal);

    public PostedFields(IFormCollection form)
    {
        foreach (var (name, values) in form)
        {
            if (!name.StartsWith('_') && name != FormActions.Name)
                fields[name] = [.. values.Select(value => value ?? "")];
        }

        (Action, Path) = FormActions.Parse(form[FormActions.Name]);
        Removed = Read(form[RemovedField]);
        Target = Action == FormActions.RemoveFile && Path.LastIndexOf('/') is > 0 and var slash ? Path[..slash] : Path;
        Version = int.TryParse(form[VersionField], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    public string Action { get; }

    /// <summary>Which field the button was about.</summary>
    public string Path { get; }

    public int Version { get; }

    /// <summary>The entry that was removed last and can be taken back, or null.</summary>
    public RemovedEntry? Removed { get; private set; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields => fields;

    /// <summary>The button was about the entries of a group; the page is shown again after saving.</summary>
    public bool IsEntryAction => Action is FormActions.Add or FormActions.Copy or FormActions.Remove or FormActions.Undo;

    /// <summary>What the page shows again: the new entry, else the group or the question with the file.</summary>
    public string Target { get; private set; } = "";

    /// <summary>Does what the button asks for.</summary>
    /// <param name="firstChild">Id of the first question of an entry.</param>
    /// <param name="title">Title of the entry that is removed.</param>
    public void Apply(string firstChild, string title)
    {
        switch (Action)
        {
            case FormActions.Add:
                Target = Entry(Path, Count(Path));
                fields[$"{Target}.{firstChild}"] = [""];
                break;
            case FormActions.Copy when Group(Path) is { } group:
                Target = Entry(group, Count(group));
                foreach (var (rest, values) in Of(Path))
                    fields[Target + rest] = values;
                break;
            case FormActions.Remove when Group(Path) is { } group:
                var removed = Of(Path).ToDictionary(one => one.Tail, one => one.Values.ToArray(), StringComparer.Ordinal);
                foreach (var rest in removed.Keys)
                    fields.Remove(Path + rest);
                Target = group;
                Removed = new RemovedEntry(group, title, removed);
                break;
            case FormActions.Undo when Removed is { } back && back.Path == Path:
                Target = Entry(Path, Count(Path));
                foreach (var (rest, values) in back.Fields)
                    fields[Target + rest] = values;
                Removed = null;
                break;
        }
    }

    /// <summary>Makes known what a draft keeps as removed.</summary>
    public void Recall(Draft draft) => Removed = OfDraft(draft);

    /// <summary>A removed entry as the draft or the hidden field carries it, or null.</summary>
    public static string? Write(RemovedEntry? removed)
    {
        if (removed is null)
            return null;
        var text = JsonSerializer.Serialize(removed);
        return text.Length <= LongestRemoved ? text : null;
    }

    /// <summary>What was removed last from a draft, or null.</summary>
    public static RemovedEntry? OfDraft(Draft draft) => Read(draft.Unsaved.GetValueOrDefault(Draft.RemovedKey));

    /// <summary>Group path of an entry path: <c>gegenstaende[2]</c> is of <c>gegenstaende</c>.</summary>
    public static string? Group(string entryPath)
    {
        var bracket = entryPath.LastIndexOf('[');
        return bracket > 0 && entryPath.EndsWith(']') ? entryPath[..bracket] : null;
    }

    private int Count(string group)
    {
        var highest = -1;
        foreach (var name in fields.Keys)
        {
            if (name.StartsWith(group + "[", StringComparison.Ordinal)
                && name.IndexOf(']', group.Length) is > 0 and var close
                && int.TryParse(name.AsSpan(group.Length + 1, close - group.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                highest = Math.Max(highest, number);
        }

        return highest + 1;
    }

    private List<(string Tail, IReadOnlyList<string> Values)> Of(string entryPath) =>
        [.. fields.Where(field => field.Key.StartsWith(entryPath + ".", StringComparison.Ordinal))
            .Select(field => (field.Key[entryPath.Length..], field.Value))];

    private static string Entry(string group, int number) => string.Create(CultureInfo.InvariantCulture, $"{group}[{number}]");

    private static RemovedEntry? Read(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > LongestRemoved)
            return null;
        try
        {
            return JsonSerializer.Deserialize<RemovedEntry>(text) is { Path: not null, Title: not null, Fields: not null } removed
                ? removed
                : null;
        }
        catch (JsonException)
        {
            // Somebody changed the page; what was removed stays removed.
            return null;
        }
    }
}
