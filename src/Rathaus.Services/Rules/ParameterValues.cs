using System.Globalization;
using Rathaus.Cel;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>A parameter's value here.</summary>
internal sealed record ParameterSetting(ParameterDef Def, CelValue Value, LocalText Display, bool SetByTown)
{
    /// <summary>Values by date, oldest first; then the setting itself has none. Empty: one value for all days.</summary>
    public IReadOnlyList<DatedSetting> Dated { get; init; } = [];

    /// <summary>Labels of a parameter of kind options.</summary>
    public IReadOnlyList<QuestionOption> Options { get; init; } = [];

    /// <summary>File of areas or a calendar, below the town's folder.</summary>
    public string? File { get; init; }

    /// <summary>The setting as it holds on a day, or null: before the first date.</summary>
    public ParameterSetting? On(DateOnly day)
    {
        if (Dated.Count == 0)
            return this;
        ParameterSetting? found = null;
        foreach (var dated in Dated)
        {
            if (dated.From <= day)
                found = dated.Setting;
        }

        return found;
    }
}

/// <summary>A value from a day on, until the next begins.</summary>
internal sealed record DatedSetting(DateOnly From, ParameterSetting Setting, string? Source, DateOnly? KnownUntil, string? Check, string File, int Line);

/// <summary>Reads what a town (or the default) sets for a parameter, inside type and range.</summary>
internal static class ParameterValues
{
    public static ParameterSetting? Read(ParameterDef def, Node node, bool byTown, FaultList faults)
    {
        var before = faults.Errors;
        var setting = def.Type switch
        {
            ParameterType.Months => Months(def, node, faults),
            ParameterType.Options => Options(def, node, faults),
            _ when node is ListNode list => ByDate(def, list, byTown, faults),
            _ => Scalar(def, node, faults),
        };
        return setting is null || faults.Errors > before ? null : setting with { SetByTown = byTown };
    }

    /// <summary>A scalar of tables and parameters.</summary>
    public static bool TryRead(string text, CelType type, out CelValue value)
    {
        value = default;
        switch (type.Kind)
        {
            case CelKind.Bool when text is "true" or "false":
                value = CelValue.Of(text == "true");
                return true;
            case CelKind.Int when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                value = CelValue.Of(number);
                return true;
            case CelKind.Decimal when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount):
                value = CelValue.Of(amount);
                return true;
            case CelKind.Date when MapReader.TryDate(text, out var day):
                value = CelValue.Of(day);
                return true;
            case CelKind.String:
                value = CelValue.Of(text);
                return true;
            default:
                return false;
        }
    }

    private static ParameterSetting? ByDate(ParameterDef def, ListNode list, bool byTown, FaultList faults)
    {
        if (def.Type is ParameterType.Areas or ParameterType.Calendar || list.Items.Count == 0)
            return Scalar(def, list, faults);
        var dated = new List<DatedSetting>();
        foreach (var item in list.Items)
        {
            if (MapReader.Over(item, faults, $"a value of {def.Id} by date") is not { } map)
                continue;
            var (from, source, knownUntil, check) = (map.Date("from"), map.Text("source"), map.Date("known_until"), map.Text("check"));
            if (map.Any("value") is not { } value)
                map.Fault("value", "value is missing");
            else if (Scalar(def, value, faults) is { } setting && from is { } day)
                dated.Add(new DatedSetting(day, setting with { SetByTown = byTown }, source, knownUntil, check, map.File, map.Line));
            if (!map.Has("from"))
                map.Fault("from", $"each value of {def.Id} says from when it holds");
            map.Done();
        }

        dated.Sort((a, b) => a.From.CompareTo(b.From));
        foreach (var (earlier, later) in dated.Zip(dated.Skip(1)).Where(pair => pair.First.From == pair.Second.From))
            faults.Add(later.File, later.Line, $"{def.Id} has a value from {later.From:yyyy-MM-dd} already in line {earlier.Line}");
        return new ParameterSetting(def, CelValue.Error("the value depends on the day"), LocalText.Empty, false) { Dated = dated };
    }

    private static ParameterSetting? Scalar(ParameterDef def, Node node, FaultList faults)
    {
        if (node is not ScalarNode { Text: { } text })
        {
            faults.Add(node, $"{def.Id} must be a single value, not {node.Kind}");
            return null;
        }

        if (def.Type is ParameterType.Areas or ParameterType.Calendar)
        {
            if (!text.StartsWith("areas/", StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal) || !text.EndsWith(".csv", StringComparison.Ordinal))
                faults.Add(node, $"{def.Id} names a file areas/....csv of the town");
            return new ParameterSetting(def, CelValue.OptionalOf(CelValue.Of(def.Id)), new LocalText(text), false) { File = text };
        }

        var type = CelTypes.Of(def);
        var plain = def.Optional ? type.Parameters[0] : type;
        if (!TryRead(text, plain, out var value))
        {
            faults.Add(node, $"{def.Id} must be {Words(def.Type)}, not {text}");
            return null;
        }

        if (def.Type == ParameterType.Choice && def.Of.All(option => option.Id != text))
            faults.Add(node, $"{def.Id} must be one of {string.Join(", ", def.Of.Select(option => option.Id))}, not {text}");
        if (def.Type == ParameterType.Money && decimal.Round(value.AsDecimal, 2) != value.AsDecimal)
            faults.Add(node, $"{def.Id} must be exact to the cent, not {text}");
        if (Outside(def.From, value, plain, -1) || Outside(def.To, value, plain, 1))
            faults.Add(node, $"{def.Id} must lie between {def.From ?? "any"} and {def.To ?? "any"}, not {text}");
        return new ParameterSetting(def, def.Optional ? CelValue.OptionalOf(value) : value, Display(def, value), false);
    }

    private static bool Outside(string? bound, CelValue value, CelType type, int side)
    {
        if (bound is null || !TryRead(bound, type, out var limit))
            return false;
        var order = type.Kind switch
        {
            CelKind.Int => value.AsInt.CompareTo(limit.AsInt),
            CelKind.Decimal => value.AsDecimal.CompareTo(limit.AsDecimal),
            CelKind.Date => value.AsDate.CompareTo(limit.AsDate),
            _ => 0,
        };
        return Math.Sign(order) == side;
    }

    private static ParameterSetting? Months(ParameterDef def, Node node, FaultList faults)
    {
        var months = new List<CelValue>();
        foreach (var item in node is ListNode list ? list.Items : [node])
        {
            if (item is ScalarNode { Text: { } text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 600)
                months.Add(CelValue.Of(number));
            else
                faults.Add(item, $"{def.Id} is a list of months");
        }

        if (months.Count == 0)
            faults.Add(node, $"{def.Id} must not be empty");
        var value = CelValue.List(months);
        return new ParameterSetting(
            def, def.Optional ? CelValue.OptionalOf(value) : value, MonthsText(months), false);
    }

    private static ParameterSetting? Options(ParameterDef def, Node node, FaultList faults)
    {
        var options = new List<QuestionOption>();
        foreach (var item in node is ListNode list ? list.Items : [])
        {
            if (MapReader.Over(item, faults, "an option") is not { } map)
                continue;
            var id = map.Required("id");
            if (options.Exists(option => option.Id == id))
                map.Fault("id", $"option {id} is there twice");
            options.Add(new QuestionOption(
                id, new LocalText(map.Required("label"), map.Text("en"), map.Text("de-einfach")), new LocalText(map.Text("hint") ?? "")));
            foreach (var language in new[] { "en", "de-einfach" })
            {
                if (!map.Has(language))
                    map.Fault("label", $"option {id} has no text in {language}");
            }

            map.Done();
        }

        if (options.Count == 0)
            faults.Add(node, $"{def.Id} is a list of options with id and label");
        var value = CelValue.List([.. options.Select(option => CelValue.Of(option.Id))]);
        return new ParameterSetting(
            def, def.Optional ? CelValue.OptionalOf(value) : value, InAll(language => string.Join(", ", options.Select(option => option.Label.In(language)))), false)
        {
            Options = options,
        };
    }

    private static LocalText MonthsText(List<CelValue> months) => InAll(language =>
        $"{string.Join(", ", months.Select(month => month.AsInt))} {(language == Language.English ? "months" : "Monate")}");

    private static LocalText Display(ParameterDef def, CelValue value) => def.Type switch
    {
        ParameterType.YesNo => InAll(language => ValueText.YesNo(value.AsBool, language)),
        ParameterType.Money => new LocalText(Euro.RoundHalfUp(value.AsDecimal).ToString()),
        ParameterType.Decimal => InAll(language => ValueText.WithUnit(ValueText.Number(value.AsDecimal, language), def.Unit)),
        ParameterType.Integer => new LocalText(ValueText.WithUnit(value.AsInt.ToString(CultureInfo.InvariantCulture), def.Unit)),
        ParameterType.Date => InAll(language => ValueText.Date(value.AsDate, language, weekday: false)),
        ParameterType.Choice => def.Of.FirstOrDefault(option => option.Id == value.AsString) is { Label.IsEmpty: false } option
            ? option.Label
            : new LocalText(value.AsString),
        _ => new LocalText(value.AsString),
    };

    private static LocalText InAll(Func<Language, string> text) =>
        new(text(Language.German), text(Language.English), text(Language.PlainGerman));

    private static string Words(ParameterType type) => type switch
    {
        ParameterType.YesNo => "true or false",
        ParameterType.Integer => "a whole number",
        ParameterType.Decimal => "a number",
        ParameterType.Money => "an amount such as 30.00",
        ParameterType.Date => "a date such as 2026-11-20",
        _ => "a text",
    };
}
