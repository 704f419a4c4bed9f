using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rathaus.Cel;
using Rathaus.Kernel.Formats;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Answers;

/// <summary>
/// What people type, turned into canonical JSON where it can be read. Faults found here have to do with reading; limits
/// and conditions are the engine's.
/// </summary>
internal static partial class RawReader
{
    /// <summary>Typed text of the question: JSON, or null for empty; a fault when it cannot be read.</summary>
    public static JsonNode? Read(CompiledQuestion question, Func<string, string?> part, out AnswerFault? fault)
    {
        fault = null;
        switch (question.Def.Type)
        {
            case QuestionType.YesNo:
                return YesNo(part("") ?? "", out fault);
            case QuestionType.Integer or QuestionType.Months:
                return Integer(part("") ?? "", out fault);
            case QuestionType.Decimal:
                return Number(part("") ?? "", question.Def.Scale, money: false, out fault);
            case QuestionType.Money:
                return Number(part("") ?? "", 2, money: true, out fault);
            case QuestionType.Date:
                return Date(part, "", partial: false, out fault);
            case QuestionType.PartialDate:
                return Date(part, "", partial: true, out fault);
            case QuestionType.Person:
                return Person(part, out fault);
            case QuestionType.Organisation:
                return Members(part, "name", "legal_form", "register_court", "register_number");
            case QuestionType.Address:
                return Members(part, "street", "number", "suffix", "extra", "post_code", "town");
            case QuestionType.Geometry:
                return Geometry(part, out fault);
            case QuestionType.Plate:
                return Text(question, PlateText(part), out fault);
            case QuestionType.Choice when question.Element?.Kind == CelKind.Int:
                return Integer(part("") ?? "", out fault);
            default:
                return Text(question, part("") ?? "", out fault);
        }
    }

    /// <summary>The fault of what stays typed for a question without an answer, or null: nothing typed.</summary>
    public static AnswerFault? Fault(CompiledQuestion question, string path, IReadOnlyDictionary<string, string> raw)
    {
        _ = Read(question, part => raw.GetValueOrDefault(part.Length == 0 ? path : $"{path}.{part}"), out var fault);
        return fault;
    }

    private static JsonValue? Text(CompiledQuestion question, string text, out AnswerFault? fault)
    {
        if (question.Def.Type is QuestionType.Choice or QuestionType.MultipleChoice)
        {
            fault = Typed.IsWellFormed(text) && text.Length <= 200 ? null : AnswerFault.Of("option");
            return fault is null && text.Length > 0 ? JsonValue.Create(text) : null;
        }

        var canonical = Scalars.Text(question, text, out fault);
        return canonical is null ? null : JsonValue.Create(canonical);
    }

    private static JsonValue? YesNo(string text, out AnswerFault? fault)
    {
        fault = text is "" or "true" or "false" ? null : AnswerFault.Of("option");
        return fault is null && text.Length > 0 ? JsonValue.Create(text == "true") : null;
    }

    private static JsonValue? Integer(string typed, out AnswerFault? fault)
    {
        var text = Typed.WithoutSpaces(typed);
        fault = null;
        if (text.Length == 0)
            return null;
        if (Grouped().IsMatch(text))
            text = text.Replace(".", "", StringComparison.Ordinal);
        if (text.Length <= 16 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return JsonValue.Create(number);
        fault = AnswerFault.Of("integer");
        return null;
    }

    private static JsonValue? Number(string typed, int scale, bool money, out AnswerFault? fault)
    {
        var text = Typed.WithoutSpaces(typed).TrimEnd('€');
        fault = null;
        if (text.Length == 0)
            return null;
        if (text.Contains(',', StringComparison.Ordinal))
            text = text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        else if (Grouped().IsMatch(text))
            text = text.Replace(".", "", StringComparison.Ordinal);
        if (Scalars.TryDecimal(text, scale, out var number))
            return JsonValue.Create(Scalars.Canonical(number, money));
        fault = money ? AnswerFault.Of("money") : AnswerFault.Of("decimal", ("scale", scale));
        return null;
    }

    private static JsonValue? Date(Func<string, string?> part, string prefix, bool partial, out AnswerFault? fault)
    {
        fault = null;
        var (day, month, year) = (Piece("day"), Piece("month"), Piece("year"));
        if (day.Length + month.Length + year.Length == 0)
        {
            var whole = (part(prefix.TrimEnd('.')) ?? "").Trim();
            if (whole.Length == 0)
                return null;
            var pieces = whole.Split('.');
            if (Scalars.TryDay(whole, out _) || (partial && Scalars.IsPartialDate(whole)))
                return JsonValue.Create(whole);
            (day, month, year) = pieces.Length switch
            {
                3 => (pieces[0].Trim(), pieces[1].Trim(), pieces[2].Trim()),
                2 when partial => ("", pieces[0].Trim(), pieces[1].Trim()),
                _ => (whole, "", ""),
            };
        }

        return Compose(day, month, year, partial, out fault);

        string Piece(string name) => (part(prefix + name) ?? "").Trim();
    }

    private static JsonValue? Compose(string day, string month, string year, bool partial, out AnswerFault? fault)
    {
        fault = null;
        if (partial && day.Length == 0 && month.Length == 0 && Whole(year, 4) is { } only)
            return Iso($"{only:0000}", out fault);
        if (Whole(year, 4) is not { } y || year.Length != 4)
        {
            fault = AnswerFault.Of(year.Length == 0 ? "date_year" : "date_digits");
            return null;
        }

        if (Month(month) is not { } m)
        {
            fault = AnswerFault.Of("date_month");
            return null;
        }

        if (partial && day.Length == 0)
            return Iso(string.Create(CultureInfo.InvariantCulture, $"{y:0000}-{m:00}"), out fault);
        if (Whole(day, 2) is not { } d || d < 1)
        {
            fault = AnswerFault.Of("date_day");
            return null;
        }

        if (y is < Scalars.FirstYear or > Scalars.LastYear)
        {
            fault = AnswerFault.Of("date");
            return null;
        }

        var last = DateTime.DaysInMonth(y, m);
        if (d > last)
        {
            fault = AnswerFault.Of("date_none", ("day", d), ("month", MonthName.Of(m)), ("last", last), ("year", y.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        return Iso(string.Create(CultureInfo.InvariantCulture, $"{y:0000}-{m:00}-{d:00}"), out fault);
    }

    private static JsonValue? Iso(string iso, out AnswerFault? fault)
    {
        fault = Scalars.IsPartialDate(iso) ? null : AnswerFault.Of("date");
        return fault is null ? JsonValue.Create(iso) : null;
    }

    private static int? Month(string text) => Whole(text, 2) is { } number
        ? number is >= 1 and <= 12 ? number : null
        : MonthName.Find(text);

    private static int? Whole(string text, int digits) =>
        text.Length > 0 && text.Length <= digits && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JsonObject? Person(Func<string, string?> part, out AnswerFault? fault)
    {
        var person = Members(part, "family_name", "given_names") ?? [];
        var born = Date(part, "birth_date.", partial: false, out fault);
        if (born is not null)
            person["birth_date"] = born;
        return person.Count == 0 ? null : person;
    }

    private static JsonObject? Members(Func<string, string?> part, params ReadOnlySpan<string> names)
    {
        var members = new JsonObject();
        foreach (var name in names)
        {
            var text = part(name);
            if (!string.IsNullOrWhiteSpace(text))
                members[name] = Typed.IsWellFormed(text) ? Typed.Collapse(text) : text;
        }

        return members.Count == 0 ? null : members;
    }

    private static JsonNode? Geometry(Func<string, string?> part, out AnswerFault? fault)
    {
        fault = null;
        var text = (part("place") ?? part("") ?? "").Trim();
        if (text.Length == 0)
            return null;
        var match = text.Length <= 60 ? LatLon().Match(text) : Match.Empty;
        if (match.Success)
        {
            return new JsonObject
            {
                ["type"] = "Point",
                ["coordinates"] = new JsonArray(
                    double.Parse(match.Groups["lon"].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups["lat"].Value, CultureInfo.InvariantCulture)),
            };
        }

        try
        {
            if (text.Length <= 64 * 1024 && JsonNode.Parse(text, documentOptions: new System.Text.Json.JsonDocumentOptions { MaxDepth = 8 }) is JsonObject shape)
                return shape;
        }
        catch (System.Text.Json.JsonException)
        {
            // Falls through to the fault: what was typed is no GeoJSON.
        }

        fault = AnswerFault.Of("geometry");
        return null;
    }

    private static string PlateText(Func<string, string?> part)
    {
        var (district, rest) = (part("district")?.Trim() ?? "", part("rest")?.Trim() ?? "");
        return district.Length + rest.Length == 0 ? part("") ?? "" : $"{district.TrimEnd('-', ' ')}-{rest}";
    }

    [GeneratedRegex(@"^-?[0-9]{1,3}(\.[0-9]{3})+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^(?<lat>-?[0-9]{1,2}(?:\.[0-9]{1,10})?)\s*[,; ]\s*(?<lon>-?[0-9]{1,3}(?:\.[0-9]{1,10})?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LatLon();
}

/// <summary>German and English names of months, as people type and read them.</summary>
internal static class MonthName
{
    private static readonly string[][] Names =
        [.. new[] { "de-DE", "en-GB" }.Select(culture => CultureInfo.GetCultureInfo(culture).DateTimeFormat.MonthNames[..12])];

    /// <summary>The German name; texts in other languages use the number.</summary>
    public static string Of(int month) => Names[0][month - 1];

    public static int? Find(string text)
    {
        if (text.Length < 3)
            return null;
        foreach (var names in Names)
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (names[i].StartsWith(text.TrimEnd('.'), StringComparison.OrdinalIgnoreCase))
                    return i + 1;
            }
        }

        return null;
    }
}
