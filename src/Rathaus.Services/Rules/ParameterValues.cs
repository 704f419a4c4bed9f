using System.Globalization;
using Rathaus.Cel;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>A parameter's value here.</summary>
internal sealed record ParameterSetting(ParameterDef Def, CelValue Value, string Display, bool SetByTown)
{
    /// <summary>Labels of a parameter of kind options.</summary>
    public IReadOnlyList<QuestionOption> Options { get; init; } = [];

    /// <summary>File of areas or a calendar, below the town's folder.</summary>
    public string? File { get; init; }
}

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
            return new ParameterSetting(def, CelValue.OptionalOf(CelValue.Of(def.Id)), text, false) { File = text };
        }

        var type = CelTypes.Of(def);
        var plain = def.Optional ? type.Parameters[0] : type;
        if (!TryRead(text, plain, out var value))
        {
            faults.Add(node, $"{def.Id} must be {Words(def.Type)}, not {text}");
            return null;
        }

        if (def.Type == ParameterType.Choice && !def.Of.Contains(text))
            faults.Add(node, $"{def.Id} must be one of {string.Join(", ", def.Of)}, not {text}");
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
            def, def.Optional ? CelValue.OptionalOf(value) : value, string.Join(", ", months.Select(month => month.AsInt)) + " Monate", false);
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
            def, def.Optional ? CelValue.OptionalOf(value) : value, string.Join(", ", options.Select(option => option.Label.German)), false)
        {
            Options = options,
        };
    }

    private static string Display(ParameterDef def, CelValue value) => def.Type switch
    {
        ParameterType.YesNo => ValueText.YesNo(value.AsBool, Language.German),
        ParameterType.Money => Euro.RoundHalfUp(value.AsDecimal).ToString(),
        ParameterType.Decimal => ValueText.WithUnit(ValueText.Number(value.AsDecimal, Language.German), def.Unit),
        ParameterType.Integer => ValueText.WithUnit(value.AsInt.ToString(CultureInfo.InvariantCulture), def.Unit),
        ParameterType.Date => ValueText.Date(value.AsDate, Language.German, weekday: false),
        _ => value.AsString,
    };

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
