using Rathaus.Kernel.Ports;
using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Reads <c>service.yaml</c>.</summary>
internal static class ServiceReader
{
    private static readonly string[] Translations = ["en", "de-einfach"];

    private static readonly string[] PageKeys = ["who", "prerequisites", "documents", "duration", "fee", "steps"];

    public static ServiceDef Read(MapReader map)
    {
        var advice = Advice(map);
        var authority = map.Map("authority");
        if (authority is null)
            map.Fault("authority", "authority is missing");
        var trust = ForApplications(map, "trust", advice);
        var retention = ForApplications(map, "retention", advice);
        var applicants = map.Texts("applicants");
        foreach (var unknown in applicants.Where(kind => kind is not ("person" or "organisation")))
            map.Fault("applicants", $"unknown applicant {unknown}; known: person, organisation");

        var (representation, representationBasis) = Representation(map, advice);
        var service = new ServiceDef(
            QuestionReader.Text(map, "name", "service", required: true),
            QuestionReader.Text(map, "summary", "service", required: true),
            Page(map.Map("page")),
            map.Texts("leika"),
            map.Texts("basis"),
            map.Texts("words"),
            authority?.Required("kind") ?? "",
            authority?.Required("where") ?? "",
            authority is null ? new TextSource("", "service.authority", map.File, map.Line)
                : QuestionReader.Text(authority, "why", "service.authority") with { Key = "service.authority" },
            trust?.Word("level", ("none", TrustLevel.None), ("low", TrustLevel.Low), ("substantial", TrustLevel.Substantial), ("high", TrustLevel.High)) ?? TrustLevel.None,
            trust?.Text("basis"),
            trust?.Flag("written_form") ?? false,
            [.. applicants.Select(kind => kind == "organisation" ? ApplicantKind.Organisation : ApplicantKind.Person).Distinct()],
            map.Word("remedy",
                ("none", RemedyKind.None), ("klage_1_month", RemedyKind.ActionOneMonth),
                ("widerspruch_1_month", RemedyKind.ObjectionOneMonth), ("einspruch_1_month", RemedyKind.TaxObjectionOneMonth),
                ("court_order", RemedyKind.CourtOrder), ("einspruch_wahl", RemedyKind.ElectoralObjection)),
            new Retention(
                retention?.Number("months", 1, 1200) ?? 0,
                retention?.Word("from", ("decided", RetentionStart.Decided), ("submitted", RetentionStart.Submitted), ("permit_end", RetentionStart.PermitEnd)) ?? RetentionStart.Decided,
                retention?.Text("basis")))
        {
            Standards = map.Texts("standard"),
            Representation = representation,
            RepresentationBasis = representationBasis,
            Signers = DueReader.Signers(map),
            Advice = advice,
        };
        if (applicants.Count == 0 && advice is null)
            map.Fault("applicants", "applicants is missing");
        if (applicants.Count > 0 && advice is not null)
            map.Fault("applicants", NobodyApplies("applicants"));
        if (retention is not null && !retention.Has("months"))
            retention.Fault("months", "months is missing");
        authority?.Done();
        trust?.Done();
        retention?.Done();
        return service;
    }

    /// <summary>Why a package that is advice has no such key or file.</summary>
    public static string NobodyApplies(string what) => $"advice has no {what}: nobody applies for it here";

    private static AdviceDef? Advice(MapReader map)
    {
        if (!map.Has("advice") || map.Map("advice") is not { } advice)
            return null;
        var def = new AdviceDef(QuestionReader.Text(advice, "where", "service.advice", required: true) with { Key = "service.advice" }, advice.Text("link"));
        if (def.Link is { } link && !(link.StartsWith("https://", StringComparison.Ordinal) && Uri.TryCreate(link, UriKind.Absolute, out _)))
            advice.Fault("link", "a link begins with https://");
        advice.Done();
        return def;
    }

    /// <summary>Who may apply for another; left out where a mandate is enough.</summary>
    private static (RepresentationRule Rule, string? Basis) Representation(MapReader map, AdviceDef? advice)
    {
        if (!map.Has("representation"))
            return (RepresentationRule.Anyone, null);
        if (advice is not null)
            map.Fault("representation", NobodyApplies("representation"));
        if (map.Map("representation") is not { } rule)
            return (RepresentationRule.Anyone, null);
        var by = rule.Word("by", ("legal", RepresentationRule.Legal), ("nobody", RepresentationRule.Nobody));
        if (!rule.Has("by"))
            rule.Fault("by", "by is missing: legal or nobody");
        var basis = rule.Required("basis");
        rule.Done();
        return (by, basis);
    }

    /// <summary>A part that every service has, and no advice.</summary>
    private static MapReader? ForApplications(MapReader map, string key, AdviceDef? advice)
    {
        if (map.Has(key) == (advice is not null))
            map.Fault(key, advice is null ? $"{key} is missing" : NobodyApplies(key));
        return map.Has(key) ? map.Map(key) : null;
    }

    public static IReadOnlyList<ParameterDef> Parameters(MapReader service)
    {
        if (service.Map("parameters") is not { } all)
            return [];
        var parameters = new List<ParameterDef>();
        foreach (var entry in all.Node.Entries)
        {
            if (!MapReader.IsRuleId(entry.Key) || QuestionReader.IsReserved(entry.Key))
                all.Fault(entry.Key, $"{entry.Key} is no id or a reserved word");
            if (all.Map(entry.Key) is { } map)
                parameters.Add(Parameter(entry.Key, map, all));
        }

        all.Done();
        foreach (var calendar in parameters.Where(parameter => parameter.Areas is not null))
        {
            if (!parameters.Exists(parameter => parameter.Id == calendar.Areas && parameter.Type == ParameterType.Areas))
                service.Faults.Add(calendar.File, calendar.Line, $"there is no areas parameter {calendar.Areas}");
        }

        return parameters;
    }

    private static ParameterDef Parameter(string id, MapReader map, MapReader all)
    {
        if (!map.Has("type"))
            map.Fault("type", "type is missing");
        var type = map.Word("type",
            ("text", ParameterType.Text), ("choice", ParameterType.Choice), ("yesno", ParameterType.YesNo),
            ("integer", ParameterType.Integer), ("decimal", ParameterType.Decimal), ("money", ParameterType.Money),
            ("date", ParameterType.Date), ("months", ParameterType.Months), ("options", ParameterType.Options),
            ("areas", ParameterType.Areas), ("calendar", ParameterType.Calendar));
        var of = Choices(map);
        if (type == ParameterType.Choice == (of.Count == 0))
            map.Fault("of", "a choice, and only a choice, lists its values in of");
        var (from, to) = Range(map);
        if (from is not null || to is not null)
        {
            if (type is not (ParameterType.Integer or ParameterType.Decimal or ParameterType.Money or ParameterType.Date))
                map.Fault("range", "only numbers, money and dates have a range");
        }

        var areas = map.Text("areas");
        if (areas is not null && type != ParameterType.Calendar)
            map.Fault("areas", "only a calendar names its areas");
        _ = map.Text("hint");
        var parameter = new ParameterDef(
            id, type, map.Text("label") ?? id, map.Text("unit"), of, from, to, map.Any("default"),
            QuestionReader.Cel(map, "when"),
            map.Flag("optional") || type is ParameterType.Areas or ParameterType.Calendar, areas, all.FileOf(id), all.LineOf(id));
        map.Done();
        return parameter;
    }

    /// <summary>Ids alone, or with the words people read.</summary>
    private static List<ParameterOption> Choices(MapReader map)
    {
        var choices = new List<ParameterOption>();
        foreach (var item in map.List("of"))
        {
            if (item is ScalarNode { Text: { Length: > 0 } id })
            {
                choices.Add(new ParameterOption(id, LocalText.Empty));
                continue;
            }

            if (MapReader.Over(item, map.Faults, "a value of of") is not { } option)
                continue;
            foreach (var language in Translations.Where(language => !option.Has(language)))
                option.Fault("label", $"{option.Text("id")} has no text in {language}");
            choices.Add(new ParameterOption(
                option.Required("id"), new LocalText(option.Required("label"), option.Text("en"), option.Text("de-einfach"))));
            option.Done();
        }

        foreach (var twin in choices.GroupBy(choice => choice.Id).Where(group => group.Count() > 1))
            map.Fault("of", $"{twin.Key} is there twice");
        return choices;
    }

    private static (string? From, string? To) Range(MapReader map)
    {
        if (map.Any("range") is not { } range)
            return (null, null);
        if (range is ListNode { Items: [ScalarNode from, ScalarNode to] })
            return (from.Text, to.Text);
        map.Fault("range", "range is a list of two: [from, to]");
        return (null, null);
    }

    private static Dictionary<string, IReadOnlyList<TextSource>> Page(MapReader? page)
    {
        var sections = new Dictionary<string, IReadOnlyList<TextSource>>(StringComparer.Ordinal);
        if (page is null)
            return sections;
        foreach (var key in PageKeys)
        {
            var line = page.LineOf(key);
            sections[key] = [.. page.Texts(key).Select((text, i) => new TextSource(
                text, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"service.page.{key}.{i}"), page.File, line))];
        }

        page.Done();
        return sections;
    }
}
