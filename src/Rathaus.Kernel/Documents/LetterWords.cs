using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Documents;

/// <summary>The few words a document brings itself; everything else comes from the caller.</summary>
internal sealed record LetterWords
{
    public required string Step { get; init; }
    public required string Numbers { get; init; }
    public required string Result { get; init; }
    public required string Basis { get; init; }
    public required string Fee { get; init; }
    public required string Amount { get; init; }
    public required string Total { get; init; }
    public required string Chain { get; init; }
    public required string Fees { get; init; }
    public required string Page { get; init; }
    public required string To { get; init; }
    public required string Gist { get; init; }
    public required string Rights { get; init; }
    public required string Reasons { get; init; }
    public required string FileNumber { get; init; }
    public required string Date { get; init; }
    public required string Number { get; init; }
    public required string Arrived { get; init; }
    public required string CheckSign { get; init; }
    public required string NextSteps { get; init; }
    public required string Applicant { get; init; }
    public required string Verify { get; init; }
    public required string VerifyPicture { get; init; }

    private static readonly LetterWords German = new()
    {
        Step = "Schritt", Numbers = "Rechnung", Result = "Ergebnis", Basis = "Grundlage", Fee = "Gebühr",
        Amount = "Betrag", Total = "Zusammen", Chain = "So haben wir gerechnet", Fees = "Was es kostet",
        Page = "Seite {0} von {1}", To = "Anschrift", Gist = "Das Wichtigste in Kürze", Rights = "Ihre Rechte",
        Reasons = "Begründung", FileNumber = "Aktenzeichen", Date = "Datum", Number = "Nummer",
        Arrived = "Eingegangen", CheckSign = "Prüfzeichen", NextSteps = "So geht es weiter",
        Applicant = "Antrag von", Verify = "Ist dieses Dokument echt? Prüfen Sie es hier: ",
        VerifyPicture = "QR-Code zum Prüfen der Echtheit dieses Dokuments",
    };

    private static readonly LetterWords English = new()
    {
        Step = "Step", Numbers = "Calculation", Result = "Result", Basis = "Legal basis", Fee = "Fee",
        Amount = "Amount", Total = "Total", Chain = "How we worked it out", Fees = "What it costs",
        Page = "Page {0} of {1}", To = "Address", Gist = "In brief", Rights = "Your rights",
        Reasons = "Reasons", FileNumber = "File number", Date = "Date", Number = "Number",
        Arrived = "Received", CheckSign = "Check sign", NextSteps = "What happens next",
        Applicant = "Application by", Verify = "Is this document genuine? Check it here: ",
        VerifyPicture = "QR code for checking that this document is genuine",
    };

    private static readonly LetterWords Plain = German with
    {
        Numbers = "So gerechnet", Basis = "Gesetz", Amount = "Preis", Chain = "So haben wir gerechnet",
        Gist = "Das ist wichtig", Reasons = "Warum?", FileNumber = "Ihre Nummer", Arrived = "Angekommen",
        CheckSign = "Prüf-Zeichen", NextSteps = "So geht es weiter", Applicant = "Der Antrag ist von",
        Verify = "Ist das Papier echt? Hier können Sie es prüfen: ",
    };

    public static LetterWords For(Language language) => language.Code switch
    {
        "en" => English,
        "de-einfach" => Plain,
        _ => German,
    };
}
