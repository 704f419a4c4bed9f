using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>The questions of an overlay as the pages edit them.</summary>
internal static class OwnQuestions
{
    public static readonly IReadOnlyList<string> Types = ["text", "long_text", "yesno", "integer", "date", "choice"];

    public static IReadOnlyList<OwnQuestion> Of(MapNode overlay)
    {
        if (overlay.Value("questions") is not MapNode points)
            return [];
        return [.. points.Entries.SelectMany(point => (point.Value as ListNode)?.Items.OfType<MapNode>().Select(question => One(point.Key, question)) ?? [])];
    }

    /// <summary>Places of the package with the title of their page.</summary>
    public static IReadOnlyList<SettingOption> Places(PackageDef package) => [.. package.OverlayPoints.Where(point => point.Value).Select(point =>
    {
        var page = package.Pages.FirstOrDefault(page => page.OverlayPoint == point.Key || page.Questions.Any(question => question.OverlayPoint == point.Key));
        return new SettingOption(point.Key, page?.Title.German ?? point.Key);
    })];

    public static MapNode Add(MapNode overlay, OwnQuestion question)
    {
        var texts = OverlayEdit.Map(((string[])["en", "de-einfach"]).Select(language => (language, (Node?)Texts(question, language))));
        var node = OverlayEdit.Map(
            ("id", OverlayEdit.Scalar(question.Id)),
            ("type", OverlayEdit.Scalar(question.Type)),
            ("label", OverlayEdit.Scalar(question.Label.GetValueOrDefault("de", ""))),
            ("hint", question.Hint.GetValueOrDefault("de") is { Length: > 0 } hint ? OverlayEdit.Scalar(hint) : null),
            ("required", question.Required ? OverlayEdit.Scalar("true") : null),
            ("options", question.Type == "choice" ? OverlayEdit.List(Lines(question).Select(line => OverlayEdit.Map(("id", OverlayEdit.Scalar(line[0])), ("label", OverlayEdit.Scalar(line[1]))))) : null),
            ("texts", texts.Entries.Count == 0 ? null : texts));
        var list = (OverlayEdit.Find(overlay, "questions", question.Place) as ListNode)?.Items ?? [];
        return OverlayEdit.Set(overlay, OverlayEdit.List([.. list, node]), "questions", question.Place);
    }

    public static MapNode Remove(MapNode overlay, string id)
    {
        foreach (var question in Of(overlay).Where(question => question.Id == id))
        {
            var left = ((ListNode)OverlayEdit.Find(overlay, "questions", question.Place)!).Items
                .Where(item => (OverlayEdit.Find(item, "id") as ScalarNode)?.Text != id).ToList();
            overlay = OverlayEdit.Set(overlay, left.Count == 0 ? null : OverlayEdit.List(left), "questions", question.Place);
        }

        return overlay;
    }

    /// <summary>An id made of the label: <c>Farbe des Hauses</c> gives <c>farbe_des_hauses</c>.</summary>
    public static string IdOf(string label)
    {
        var id = new System.Text.StringBuilder();
        foreach (var letter in label.ToLowerInvariant().Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal))
        {
            if (char.IsAsciiLetterOrDigit(letter))
                id.Append(letter);
            else if (id.Length > 0 && id[^1] != '_')
                id.Append('_');
        }

        var text = id.ToString().Trim('_');
        text = text.Length == 0 || !char.IsAsciiLetter(text[0]) ? $"frage_{text}" : text;
        return text[..Math.Min(text.Length, 40)].TrimEnd('_');
    }

    private static MapNode? Texts(OwnQuestion question, string language)
    {
        var own = OverlayEdit.Map(
            ("label", question.Label.GetValueOrDefault(language) is { Length: > 0 } label ? OverlayEdit.Scalar(label) : null),
            ("hint", question.Hint.GetValueOrDefault(language) is { Length: > 0 } hint ? OverlayEdit.Scalar(hint) : null),
            ("options", question.Type == "choice" ? OverlayEdit.Map(Lines(question).Select(line => (line[0], (Node?)OverlayEdit.Scalar(language == "en" ? line[2] : line[3])))) : null));
        return own.Entries.Count == 0 ? null : own;
    }

    /// <summary>Options a line each: <c>Rot | Red | Rot</c>; the id is made of the German word.</summary>
    private static IEnumerable<string[]> Lines(OwnQuestion question) => question.Options
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Select(parts => new[] { IdOf(parts[0]), parts[0], parts.ElementAtOrDefault(1) is { Length: > 0 } en ? en : parts[0], parts.ElementAtOrDefault(2) is { Length: > 0 } plain ? plain : parts[0] });

    private static OwnQuestion One(string place, MapNode question)
    {
        Dictionary<string, string> In(string key) => OverlayShow.Languages
            .Select(language => (language, Text: (language == "de" ? question.Value(key) : OverlayEdit.Find(question, "texts", language, key)) as ScalarNode))
            .Where(one => one.Text?.Text is not null).ToDictionary(one => one.language, one => one.Text!.Text!, StringComparer.Ordinal);
        return new OwnQuestion(
            place, (question.Value("id") as ScalarNode)?.Text ?? "", (question.Value("type") as ScalarNode)?.Text ?? "",
            (question.Value("required") as ScalarNode)?.Text == "true", In("label"), In("hint"),
            string.Join('\n', (question.Value("options") as ListNode)?.Items.OfType<MapNode>().Select(option => (option.Value("label") as ScalarNode)?.Text ?? "") ?? []));
    }
}
