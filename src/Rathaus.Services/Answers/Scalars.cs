using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Rathaus.Kernel.Formats;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Answers;

/// <summary>Checks and canonical forms of answers that are one string; the same for forms and for JSON.</summary>
internal static partial class Scalars
{
    public const int FirstYear = 1850;
    public const int LastYear = 2200;
    private const int NameLength = 120;

    /// <returns>The canonical form; null with a fault, or null without one for an empty answer.</returns>
    public static string? Text(CompiledQuestion question, string text, out AnswerFault? fault)
    {
        fault = null;
        if (!Typed.IsWellFormed(text))
        {
            fault = AnswerFault.Of("characters");
            return null;
        }

        var def = question.Def;
        var value = def.Type == QuestionType.LongText
            ? text.ReplaceLineEndings("\n").Normalize(NormalizationForm.FormC).Trim()
            : Typed.Collapse(text);
        if (value.Length == 0)
            return null;
        if (value.Length > def.MaxLength)
        {
            fault = AnswerFault.Of("long", ("max", def.MaxLength), ("length", value.Length));
            return null;
        }

        if (value.Length < def.MinLength)
        {
            fault = AnswerFault.Of("short", ("min", def.MinLength));
            return null;
        }

        return def.Type switch
        {
            QuestionType.Iban => Format(Iban.Parse(value), out fault),
            QuestionType.Plate => Format(Plate.Parse(value), out fault),
            QuestionType.Vin => Format(Vin.Parse(value), out fault),
            QuestionType.Email => Format(Email.Parse(value), out fault),
            QuestionType.Phone => Format(Phone.Parse(value), out fault),
            QuestionType.Country => Country(value, out fault),
            _ when def.Format is { } format => Format(TextFormats.Parse(format, value), out fault),
            _ => Matching(question, value, out fault),
        };
    }

    /// <summary>A name of a natural person (DIN 91379 type A) or of something else (type B).</summary>
    public static string? Name(string text, LatinType type, out AnswerFault? fault)
    {
        fault = null;
        if (!Typed.IsWellFormed(text))
        {
            fault = AnswerFault.Of("characters");
            return null;
        }

        var name = Typed.Collapse(text);
        if (name.Length == 0)
            return null;
        if (name.Length > NameLength)
        {
            fault = AnswerFault.Of("long", ("max", NameLength), ("length", name.Length));
            return null;
        }

        return Format(Din91379.Parse(name, type), out fault);
    }

    public static string? PostCodeOf(string text, out AnswerFault? fault)
    {
        fault = null;
        if (Typed.IsWellFormed(text))
            return Format(PostCode.Parse(text), out fault);
        fault = AnswerFault.Of("characters");
        return null;
    }

    /// <summary>A day as <c>2026-12-01</c>.</summary>
    public static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year is >= FirstYear and <= LastYear;

    /// <summary>A day, month or year as ISO 8601 writes it.</summary>
    public static bool IsPartialDate(string text) => text.Length switch
    {
        4 => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= FirstYear and <= LastYear,
        7 => TryDay(text + "-01", out _),
        _ => TryDay(text, out _),
    };

    /// <summary>A decimal as <c>-12.34</c>, not longer than twelve digits before the point.</summary>
    public static bool TryDecimal(string text, int scale, out decimal value)
    {
        value = 0;
        return text.Length <= 24 && CanonicalDecimal().IsMatch(text)
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value.Scale <= scale;
    }

    /// <summary>What <paramref name="value"/> looks like in answers: at least the money's two digits, else as few as needed.</summary>
    public static string Canonical(decimal value, bool money) =>
        money ? value.ToString("0.00", CultureInfo.InvariantCulture) : value.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string? Matching(CompiledQuestion question, string value, out AnswerFault? fault)
    {
        fault = null;
        if (question.Pattern is null || question.Pattern.IsMatch(value))
            return value;
        fault = AnswerFault.Of("pattern");
        return null;
    }

    private static string? Country(string value, out AnswerFault? fault)
    {
        var code = value.ToUpperInvariant();
        fault = Rathaus.Kernel.Ui.Questions.Countries.Codes.Contains(code) ? null : AnswerFault.Of("country", ("value", value));
        return fault is null ? code : null;
    }

    private static string? Format(FormatResult result, out AnswerFault? fault)
    {
        fault = result.Succeeded ? null : AnswerFault.From(result.Fault);
        return result.Value;
    }

    [GeneratedRegex(@"^-?[0-9]{1,12}(\.[0-9]{1,10})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CanonicalDecimal();
}
