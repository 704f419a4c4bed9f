using Rathaus.Services.Answers;
using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Reads questions, blocks put in place.</summary>
internal sealed class QuestionReader(IReadOnlyDictionary<string, MapNode> blocks, TextTable texts, FaultList faults)
{
    private static readonly Dictionary<string, QuestionType> Types =
        Enum.GetValues<QuestionType>().ToDictionary(Word, type => type, StringComparer.Ordinal);

    private static readonly HashSet<string> ReservedIds = new(StringComparer.Ordinal)
    {
        "label", "hint", "options", "why", "say", "source", "entry", "title", "questions",
        "item", "applicant", "town", "permit", "fee", "case", "decision", "office", "service", "proof", "effect", "issued",
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
        "loop", "package", "namespace", "return", "var", "void", "while", "chain", "fees", "remedy", "answers",
        "day", "month", "year",
    };

    private readonly List<string> used = [];

    /// <summary>Names of the blocks that were put in place.</summary>
    public IReadOnlyList<string> UsedBlocks => used;

    public static bool IsReserved(string id) => ReservedIds.Contains(id);

    /// <summary><c>RepeatingGroup</c> is written <c>repeating_group</c>; <c>YesNo</c> <c>yesno</c>.</summary>
    public static string Word(QuestionType type) => type == QuestionType.YesNo
        ? "yesno"
        : string.Concat(type.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    public QuestionDef? Read(Node node, string parent, string keyPrefix, string? addedBy, bool repeated = false)
    {
        if (node is MapNode own && own.Value("use") is { } use)
            node = InPlace(own, use, keyPrefix);
        if (MapReader.Over(node, faults, "a question") is not { } map)
            return null;

        var id = map.Id("id");
        if (IsReserved(id))
            map.Fault("id", $"{id} is a reserved word");
        var typeWord = map.Required("type");
        if (!Types.TryGetValue(typeWord, out var type))
        {
            if (typeWord.Length > 0)
                map.Fault("type", $"unknown type {typeWord}; known: {string.Join(", ", Types.Keys)}");
            return null;
        }

        var path = parent.Length == 0 ? id : $"{parent}.{id}";
        var key = $"{keyPrefix}.{id}";
        var isGroup = type is QuestionType.Group or QuestionType.RepeatingGroup;
        if (isGroup && parent.Length > 0)
            map.Fault("type", "groups do not nest");
        if (map.Any("texts") is { } ownTexts)
            Translations(ownTexts, key);

        var required = map.Text("required");
        var question = new QuestionDef
        {
            Id = id,
            Path = path,
            Type = type,
            Label = Text(map, "label", key, required: true),
            Hint = Text(map, "hint", key),
            Why = Text(map, "why", key),
            Source = Text(map, "source", key),
            Say = Text(map, "say", key),
            Entry = Text(map, "entry", key),
            Requirement = required switch { null or "false" => Requirement.Optional, "true" => Requirement.Always, _ => Requirement.Conditional },
            Required = required is null or "false" or "true" ? null : Cel(map, "required"),
            Visible = Cel(map, "visible"),
            RangeFrom = Range(map, 0, type),
            RangeTo = Range(map, 1, type),
            From = Cel(map, "from"),
            Prefill = Cel(map, "prefill"),
            Options = [.. map.Maps("options").Select(option => Option(option, key))],
            Pattern = map.Text("pattern"),
            Format = map.Text("format"),
            Unit = map.Text("unit"),
            MaxLength = map.Number("max_length", 1, 20_000) ?? (type == QuestionType.LongText ? 4000 : 200),
            MinLength = map.Number("min_length", 0, 20_000) ?? 0,
            Scale = map.Number("scale", 0, 10) ?? 2,
            Accept = map.Texts("accept"),
            MaxFiles = map.Number("max_files", 1, 20) ?? 1,
            MinEntries = map.Number("min", 0, 200) ?? 0,
            MaxEntries = map.Number("max", 1, 200) ?? 20,
            Children = isGroup
                ? [.. map.List("questions").Select(child => Read(child, path, $"{key}.questions", addedBy, type == QuestionType.RepeatingGroup)).OfType<QuestionDef>()]
                : [],
            ReadOnly = map.Flag("readonly"),
            Fim = map.Text("fim"),
            Autocomplete = map.Text("autocomplete"),
            InTown = map.Flag("in_town"),
            OverlayPoint = map.Text("overlay_point"),
            AddedBy = addedBy,
            File = map.FileOf("id"),
            Line = map.LineOf("id"),
        };
        Sense(question, map, isGroup, repeated);
        map.Done();
        return question;
    }

    private MapNode InPlace(MapNode own, Node use, string keyPrefix)
    {
        if (use is not ScalarNode { Text: { } name } || !blocks.TryGetValue(name, out var block))
        {
            faults.Add(use, $"unknown block {(use as ScalarNode)?.Text}");
            return own;
        }

        used.Add(name);
        if (block.Value("texts") is { } blockTexts && own.Value("id") is ScalarNode { Text: { } id })
            Translations(blockTexts, $"{keyPrefix}.{id}");
        return block.With(own, "use", "texts");
    }

    private void Translations(Node node, string key)
    {
        if (node is not MapNode languages)
        {
            faults.Add(node, "texts must be a map of languages");
            return;
        }

        foreach (var language in languages.Entries)
        {
            if (language.Key is "en" or "de-einfach")
                TextFiles.Flatten(language.Value, language.Key, key, texts, faults);
            else
                faults.Add(language.Value.File, language.Line, $"unknown language {language.Key}");
        }
    }

    private static void Sense(QuestionDef question, MapReader map, bool isGroup, bool repeated)
    {
        if (map.Has("questions") != isGroup)
            map.Fault("questions", isGroup ? "a group needs questions" : "only groups have questions");
        var isChoice = question.Type is QuestionType.Choice or QuestionType.MultipleChoice;
        if (isChoice && question.Options.Count == 0 == question.From is null)
            map.Fault("options", "a choice has either options or from");
        if (!isChoice && (question.Options.Count > 0 || question.From is not null))
            map.Fault("options", "only choices have options");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var option in question.Options.Where(option => !ids.Add(option.Id)))
            map.Faults.Add(option.File, option.Line, $"option {option.Id} is there twice");
        if (question.MinEntries > question.MaxEntries)
            map.Fault("min", "min is above max");
        if (question.ReadOnly && question.Prefill is null)
            map.Fault("readonly", "a read-only question needs prefill");
        if (repeated && question.Type == QuestionType.File)
            map.Fault("type", "files do not stand in repeating groups");
        if (map.Has("range") && question.Type is not (QuestionType.Integer or QuestionType.Decimal or QuestionType.Money or QuestionType.Date or QuestionType.Months))
            map.Fault("range", "only numbers, money, months and dates have a range");
        if (question.Pattern is { } pattern && !Patterns.TryCompile(pattern, out _))
            map.Fault("pattern", "pattern is no regular expression that runs in linear time");
        if (question.Format is { } format && (question.Type != QuestionType.Text || !TextFormats.Names.Contains(format)))
            map.Fault("format", $"only a text has a format; known: {string.Join(", ", TextFormats.Names)}");
        if (question.Format is not null && question.Pattern is not null)
            map.Fault("pattern", "a text has a format or a pattern");
        foreach (var kind in question.Accept.Where(kind => kind is not ("pdf" or "image" or "proof")))
            map.Fault("accept", $"unknown kind of file {kind}; known: pdf, image, proof");
        if (question.InTown && question.Type != QuestionType.Address)
            map.Fault("in_town", "only an address lies in a town");
    }

    private OptionDef Option(MapReader map, string questionKey)
    {
        var id = map.Required("id");
        var key = $"{questionKey}.options.{id}";
        var option = new OptionDef(
            id,
            new TextSource(map.Required("label"), key, map.File, map.LineOf("label")),
            new TextSource(map.Text("hint") ?? "", key + ".hint", map.File, map.LineOf("hint")),
            Cel(map, "visible"), map.File, map.Line);
        if (map.Text("en") is { } english)
            texts.TryAdd("en", key, new TextValue(english, map.File, map.LineOf("en")));
        if (map.Text("de-einfach") is { } plain)
            texts.TryAdd("de-einfach", key, new TextValue(plain, map.File, map.LineOf("de-einfach")));
        map.Done();
        return option;
    }

    private static CelSource? Range(MapReader map, int at, QuestionType type)
    {
        if (map.Any("range") is null)
            return null;
        if (map.Any("range") is not ListNode { Items: [ScalarNode from, ScalarNode to] })
        {
            if (at == 0)
                map.Fault("range", "range is a list of two: [from, to]");
            return null;
        }

        var end = at == 0 ? from : to;
        if (end.Text is null)
            return null;
        var text = type == QuestionType.Date && MapReader.TryDate(end.Text, out _) ? $"date('{end.Text}')" : end.Text;
        return new CelSource(text, end.File, end.Line);
    }

    internal static TextSource Text(MapReader map, string name, string key, bool required = false) => new(
        (required ? map.Required(name) : map.Text(name)) ?? "", $"{key}.{name}", map.FileOf(name), map.LineOf(name));

    internal static CelSource? Cel(MapReader map, string name) =>
        map.Text(name) is { } text ? new CelSource(text, map.FileOf(name), map.LineOf(name)) : null;
}
