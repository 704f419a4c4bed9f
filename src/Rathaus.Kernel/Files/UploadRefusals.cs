using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Files;

/// <summary>What can be the matter with an upload. The codes are keys of texts in every language.</summary>
public static class UploadRefusals
{
    public static readonly Refusal Empty = No(
        "upload.empty", "Die Datei ist leer. Bitte wählen Sie die Datei noch einmal aus.");

    public static readonly Refusal TooLarge = new(
        RefusalKind.TooLarge, "upload.too-large", "Die Datei ist größer als 20 MB. Bitte verkleinern oder teilen Sie sie.");

    public static readonly Refusal UnknownType = No(
        "upload.type-unknown",
        "Diese Art von Datei können wir nicht annehmen. Möglich sind PDF, JPG, PNG, TIFF, HEIC, ODT, DOCX, XML und TXT.");

    public static readonly Refusal Mismatch = No(
        "upload.type-mismatch",
        "Der Inhalt der Datei passt nicht zu ihrer Endung. Bitte speichern Sie die Datei neu im richtigen Format.");

    public static readonly Refusal ActiveContent = No(
        "upload.active-content",
        "Die Datei enthält ausführbare Inhalte (etwa ein Skript oder eingebettete Dateien). Bitte speichern Sie sie als einfaches PDF.");

    public static readonly Refusal Macros = No(
        "upload.macros", "Das Dokument enthält Makros. Bitte speichern Sie es ohne Makros oder als PDF.");

    public static readonly Refusal Protected = No(
        "upload.protected", "Die Datei ist mit einem Kennwort oder Kopierschutz versehen. Bitte laden Sie sie ungeschützt hoch.");

    public static readonly Refusal Bomb = No(
        "upload.unpacks-too-large", "Die Datei wird beim Öffnen ungewöhnlich groß. Bitte speichern Sie sie als einfaches PDF.");

    public static readonly Refusal Damaged = No(
        "upload.damaged", "Die Datei ist beschädigt und lässt sich nicht lesen. Bitte speichern Sie sie neu.");

    public static readonly Refusal Virus = No(
        "upload.virus", "In der Datei wurde Schadsoftware gefunden. Sie wurde nicht gespeichert.");

    private static Refusal No(string code, string title) => new(RefusalKind.Invalid, code, title);
}
