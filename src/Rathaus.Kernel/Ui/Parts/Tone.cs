namespace Rathaus.Kernel.Ui.Parts;

/// <summary>Size of an icon: beside small text, beside text, alone.</summary>
public enum IconSize
{
    Normal,
    Small,
    Large,
}

/// <summary>Feedback tone; always shown with sign and word, never by colour alone.</summary>
public enum Tone
{
    Neutral,
    Info,
    Ok,
    Warn,
    Bad,
}

internal static class ToneNames
{
    public static string? Suffix(this Tone tone, string block) => tone switch
    {
        Tone.Ok => block + "--ok",
        Tone.Warn => block + "--warn",
        Tone.Bad => block + "--bad",
        Tone.Info => block + "--info",
        _ => null,
    };

    public static string? Icon(this Tone tone) => tone switch
    {
        Tone.Ok => "okc",
        Tone.Warn or Tone.Bad => "warn",
        Tone.Info => "info",
        _ => null,
    };
}

/// <summary>Weight of a button; primary once a page.</summary>
public enum ButtonKind
{
    Primary,
    Secondary,
    Tertiary,
}
