using Rathaus.Kernel.Languages;

namespace Rathaus.Services;

/// <summary>A text in the languages of the house. German is the source; what is missing falls back to it.</summary>
public sealed class LocalText
{
    private readonly string? english;
    private readonly string? plain;

    public LocalText(string german, string? english = null, string? plain = null)
    {
        German = german;
        this.english = english;
        this.plain = plain;
    }

    public static LocalText Empty { get; } = new("");

    /// <summary>The binding text.</summary>
    public string German { get; }

    public bool IsEmpty => German.Length == 0;

    /// <summary>The text in <paramref name="language"/>, else German.</summary>
    public string In(Language language) => Own(language) ?? German;

    /// <summary>Whether the language has a text of its own.</summary>
    public bool Has(Language language) => Own(language) is not null;

    public override string ToString() => German;

    private string? Own(Language language) => language.Code switch
    {
        "en" => english,
        "de-einfach" => plain,
        _ => German,
    };
}
