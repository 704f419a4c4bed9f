using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Reads <c>process.yaml</c>.</summary>
internal static class ProcessReader
{
    private static readonly string[] Events = ["granted", "partly", "refused", "receipt", "permit", "correction"];

    public static ProcessDef Read(MapReader? map, string file)
    {
        if (map is null)
            return new ProcessDef(null, null, null, false, PaymentTime.None, [], null, new Dictionary<string, string>(StringComparer.Ordinal), null, file, 1);
        _ = map.Word("use", ("standard", true));
        var automatic = map.Map("automatic");
        var fourEyes = map.Text("four_eyes");
        var duration = map.Map("duration");
        var process = new ProcessDef(
            automatic is null ? null : QuestionReader.Cel(automatic, "grant_when"),
            automatic is null ? null : QuestionReader.Cel(automatic, "refuse_when"),
            fourEyes is null or "true" or "false" ? null : QuestionReader.Cel(map, "four_eyes"),
            fourEyes == "true",
            map.Word("payment", ("none", PaymentTime.None), ("before_decision", PaymentTime.BeforeDecision), ("with_notice", PaymentTime.WithNotice)),
            [.. map.Maps("deadlines").Select(Deadline)],
            Permit(map.Map("permit")),
            Letters(map.Map("letters")),
            duration?.Number("workdays", 0, 1000),
            map.File, map.Line)
        {
            Appointments = DueReader.Appointments(map),
            Issues = DueReader.Issues(map),
            Effects = [.. map.Maps("effects").Select(Effect)],
        };
        automatic?.Done();
        duration?.Done();
        map.Done();
        return process;
    }

    private static EffectUseDef Effect(MapReader map)
    {
        var with = new List<(string, CelSource)>();
        if (map.Map("with") is { } values)
        {
            foreach (var entry in values.Node.Entries)
                with.Add((entry.Key, new CelSource(values.Required(entry.Key), values.FileOf(entry.Key), values.LineOf(entry.Key))));
            values.Done();
        }

        var effect = new EffectUseDef(map.Id("id"), map.Required("effect"), QuestionReader.Cel(map, "when"), with, map.File, map.LineOf("id"));
        map.Done();
        return effect;
    }

    private static DeadlineDef Deadline(MapReader map)
    {
        var id = map.Id("id");
        var lengths = new List<(int Length, DeadlineUnit Unit)>();
        foreach (var (key, unit) in new[] { ("days", DeadlineUnit.Days), ("workdays", DeadlineUnit.Workdays), ("weeks", DeadlineUnit.Weeks), ("months", DeadlineUnit.Months) })
        {
            if (map.Number(key, 0, 1200) is { } length)
                lengths.Add((length, unit));
        }

        if (lengths.Count != 1)
            map.Fault("id", "a deadline has one of days, workdays, weeks, months");
        var (count, inUnit) = lengths.FirstOrDefault();
        var deadline = new DeadlineDef(
            id, new TextSource(map.Required("label"), $"deadlines.{id}", map.File, map.LineOf("label")),
            map.Word("start", ("submitted", DeadlineStart.Submitted), ("complete", DeadlineStart.Complete), ("paid", DeadlineStart.Paid)),
            count, inUnit, map.Word("on_expiry", ("none", false), ("granted", true)), map.Text("basis"));
        map.Done();
        return deadline;
    }

    private static PermitDef? Permit(MapReader? map)
    {
        if (map is null)
            return null;
        var permit = new PermitDef(
            map.Required("document"), new CelSource(map.Required("from"), map.FileOf("from"), map.LineOf("from")),
            QuestionReader.Cel(map, "until"), QuestionReader.Cel(map, "about"), map.Flag("number"), map.File, map.Line);
        map.Done();
        return permit;
    }

    private static Dictionary<string, string> Letters(MapReader? map)
    {
        var letters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map is null)
            return letters;
        foreach (var name in Events)
        {
            if (map.Text(name) is { } document)
                letters[name] = document;
        }

        map.Done();
        return letters;
    }
}
