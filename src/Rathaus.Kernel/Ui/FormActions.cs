namespace Rathaus.Kernel.Ui;

/// <summary>
/// What a button of a form asks for: every submit button has the name <c>aktion</c> and one of these values, with the
/// field's path behind a colon where one is meant: <c>entfernen:gegenstaende[2]</c>.
/// </summary>
public static class FormActions
{
    public const string Name = "aktion";

    /// <summary>Save this page and go on; also what a form without the name means.</summary>
    public const string Next = "weiter";

    public const string Later = "spaeter";

    public const string Add = "hinzufuegen";

    public const string Edit = "aendern";

    public const string Copy = "kopieren";

    public const string Remove = "entfernen";

    /// <summary>Take back the last removal.</summary>
    public const string Undo = "zuruecknehmen";

    public const string Upload = "hochladen";

    public const string RemoveFile = "datei-entfernen";

    /// <summary>Take the newly chosen file in the place of the one at the path.</summary>
    public const string ReplaceFile = "datei-ersetzen";

    public static string Of(string action, string path) => $"{action}:{path}";

    /// <summary>Splits a button's value; unknown or missing values mean <see cref="Next"/>.</summary>
    public static (string Action, string Path) Parse(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return (Next, "");
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var action = colon < 0 ? value : value[..colon];
        return action is Next or Later or Add or Edit or Copy or Remove or Undo or Upload or RemoveFile or ReplaceFile
            ? (action, colon < 0 ? "" : value[(colon + 1)..])
            : (Next, "");
    }
}
