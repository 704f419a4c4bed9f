namespace Rathaus.Kernel.Languages;

/// <summary>A language of the house. German is the source; the others fall back to it text by text.</summary>
/// <param name="Code">As in file names and addresses: <c>de</c>, <c>en</c>, <c>de-einfach</c>.</param>
/// <param name="HtmlTag">BCP 47 tag for the <c>lang</c> attribute; plain German is <c>de-simple</c> (registered variant).</param>
/// <param name="Direction"><c>ltr</c> or <c>rtl</c>.</param>
/// <param name="CultureName">For dates and numbers.</param>
public sealed record Language(string Code, string HtmlTag, string Direction, string CultureName, string OwnName)
{
    public static readonly Language German = new("de", "de", "ltr", "de-DE", "Deutsch");

    public static readonly Language English = new("en", "en", "ltr", "en-GB", "English");

    /// <summary>Einfache Sprache. Explains; the German text binds.</summary>
    public static readonly Language PlainGerman = new("de-einfach", "de-simple", "ltr", "de-DE", "Einfache Sprache");

    public static IReadOnlyList<Language> All { get; } = [German, English, PlainGerman];

    public static Language? Find(string? code) =>
        All.FirstOrDefault(language => string.Equals(language.Code, code, StringComparison.Ordinal));
}
