using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Time;

namespace Rathaus.Kernel.Languages;

/// <summary>The texts of all rooms, one view per language.</summary>
public interface ITexts
{
    Texts For(Language language);

    /// <summary>
    /// What is missing or differs between the languages, one line each: <c>room: en.yaml: missing cases.start.title</c>.
    /// Empty when all is well; <c>./rathaus check</c> and a test report it.
    /// </summary>
    IReadOnlyList<string> Faults();
}

/// <summary>
/// Texts in one language by key, with placeholders: <c>T["form.step", ("number", 3), ("of", 5)]</c> on
/// <c>Schritt {number} von {of}</c>. Values are inserted as text in the language's own format; a text with the forms
/// <c>one</c> and <c>other</c> is chosen by the value named <c>n</c>. What a language lacks comes in German.
/// </summary>
public sealed partial class Texts
{
    private readonly FrozenDictionary<string, TextEntry> own;
    private readonly FrozenDictionary<string, TextEntry> german;
    private readonly CultureInfo culture;
    private readonly ILogger log;

    internal Texts(
        Language language, FrozenDictionary<string, TextEntry> own, FrozenDictionary<string, TextEntry> german, ILogger log)
    {
        Language = language;
        this.own = own;
        this.german = german;
        this.log = log;
        culture = CultureInfo.GetCultureInfo(language.CultureName);
    }

    public Language Language { get; }

    public string this[string key] => Fill(key, []);

    public string this[string key, params ReadOnlySpan<(string Name, object? Value)> values] => Fill(key, values);

    public bool Has(string key) => own.ContainsKey(key) || german.ContainsKey(key);

    /// <summary>The language the text of this key really is in: this one, or German when it falls back.</summary>
    public Language LanguageOf(string key) => own.ContainsKey(key) ? Language : Language.German;

    /// <summary>Freitag, 4. Dezember 2026.</summary>
    public string LongDate(DateOnly day) =>
        day.ToString(Language == Language.English ? "dddd, d MMMM yyyy" : "dddd, d. MMMM yyyy", culture);

    /// <summary>4. Dezember 2026.</summary>
    public string Date(DateOnly day) =>
        day.ToString(Language == Language.English ? "d MMMM yyyy" : "d. MMMM yyyy", culture);

    /// <summary>4.12.2026: for tables of the office.</summary>
    public string ShortDate(DateOnly day) => day.ToString(Language == Language.English ? "d/M/yyyy" : "d.M.yyyy", culture);

    /// <summary>14:34 Uhr, in local time of the region.</summary>
    public string Time(DateTimeOffset instant)
    {
        var local = GermanClock.Local(instant).ToString("HH:mm", CultureInfo.InvariantCulture);
        return Language == Language.English ? local : local + "\u00a0Uhr";
    }

    /// <summary>20. November 2026, 14:34 Uhr, in local time of the region.</summary>
    public string DateAndTime(DateTimeOffset instant) =>
        $"{Date(GermanClock.DayOf(instant))}, {Time(instant)}";

    public string Number(decimal number) => number.ToString("#,##0.####", culture);

    /// <summary>1.234,56 €, in English €1,234.56.</summary>
    public string Money(Euro amount) => Language == Language.English
        ? (amount.Amount < 0 ? "-" : "") + "€" + Math.Abs(amount.Amount).ToString("#,##0.00", culture)
        : amount.ToString();

    /// <summary>1,4 MB.</summary>
    public string FileSize(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes.ToString(culture)}\u00a0Byte",
        < 1_000_000 => $"{(bytes / 1_000m).ToString("0", culture)}\u00a0kB",
        _ => $"{(bytes / 1_000_000m).ToString("0.0", culture)}\u00a0MB",
    };

    private string Fill(string key, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!own.TryGetValue(key, out var entry) && !german.TryGetValue(key, out entry))
        {
            LogMissing(log, key);
            return key;
        }

        var text = entry.Choose(values);
        if (values.IsEmpty || !text.Contains('{', StringComparison.Ordinal))
            return text;

        var result = new StringBuilder(text);
        foreach (var (name, value) in values)
            result.Replace("{" + name + "}", Show(value));
        return result.ToString();
    }

    private string Show(object? value) => value switch
    {
        null => "",
        string text => text,
        Euro amount => Money(amount),
        DateOnly day => Date(day),
        DateTimeOffset instant => DateAndTime(instant),
        int or long or short => ((IFormattable)value).ToString("#,##0", culture),
        decimal number => Number(number),
        IFormattable other => other.ToString(null, culture),
        _ => value.ToString() ?? "",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "No text for key {Key}")]
    private static partial void LogMissing(ILogger log, string key);
}
