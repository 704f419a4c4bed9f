using System.Globalization;
using Microsoft.Extensions.Options;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>A fee as the notice asks for it.</summary>
internal sealed record CaseCharge(Euro Amount, IReadOnlyList<CaseFee> Fees, DateOnly Due, string Purpose);

/// <summary>
/// Makes the letters of a case: the rendered template of the package, the clerk's wording, head, reasons and code. German
/// binds; nothing pretends to be real that was simulated.
/// </summary>
internal sealed class CaseLetters(CaseEvaluation evaluation, IDocumentTemplates templates, IOptions<CasesOptions> options)
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    /// <summary>The template's letter for an outcome, without head: what the wording starts from.</summary>
    public async Task<LetterDocument> RenderAsync(OpenedCase opened, CaseOutcome outcome, Guid notice, CancellationToken ct)
    {
        var result = await evaluation.EvaluateAsync(opened, Language.German, ProofAddress(notice), ct);
        var id = LetterOf(opened.Service, outcome);
        return (id is null ? null : templates.Render(result, id)) ?? PlainLetter(opened.Service, opened.Case, outcome);
    }

    /// <summary>The permit or certificate that goes with a grant, or null when the service has none of its own.</summary>
    public async Task<LetterDocument?> RenderPermitAsync(OpenedCase opened, Guid document, CancellationToken ct)
    {
        if (opened.Service.Process.PermitDocument is not { } id)
            return null;
        var result = await evaluation.EvaluateAsync(opened, Language.German, ProofAddress(document), ct);
        return templates.Render(result, id) is { } letter ? Dress(opened, letter, letter.Blocks, document, null) : null;
    }

    /// <summary>Markdown for the clerk: the template's words, then the reasons of a rejection or part.</summary>
    public static string WordingOf(LetterDocument letter, CaseOutcome outcome, IReadOnlyList<string> reasons)
    {
        if (outcome == CaseOutcome.Granted || reasons.Count == 0)
            return NoticeText.Write(letter);
        LetterBlock[] because = [new HeadingBlock(2, "Gründe"), .. reasons.Select(reason => new ParagraphBlock(reason))];
        var remedy = letter.Blocks.ToList().FindIndex(block => block is RemedyBlock);
        var at = remedy < 0 ? letter.Blocks.Count : remedy;
        return NoticeText.Write(letter with { Blocks = [.. letter.Blocks.Take(at), .. because, .. letter.Blocks.Skip(at)] });
    }

    /// <summary>What a notice sent on a day asks for, or null: free, paid before, or rejected.</summary>
    public async Task<CaseCharge?> ChargeAsync(OpenedCase opened, CaseOutcome outcome, DateOnly date, CancellationToken ct)
    {
        if (opened.Service.Process.Payment != PaymentTime.WithNotice || outcome == CaseOutcome.Rejected)
            return null;
        var result = await evaluation.EvaluateAsync(opened, Language.German, null, ct);
        if (result.Fees.Total is not { } total || total <= Euro.Zero)
            return null;
        var fees = CaseFees.Of(result);
        return new CaseCharge(
            total, fees, Deadlines.EndAfterDays(Deadlines.NotifiedAfterSending(date), options.Value.PaymentDays),
            PaymentPurpose.Of(opened.Service, fees, opened.Case.Subject));
    }

    /// <summary>The whole notice as it is previewed, printed and sent.</summary>
    public LetterDocument Compose(
        OpenedCase opened, LetterDocument letter, string wording, Guid notice, DateOnly date, CaseCharge? charge)
    {
        var body = NoticeText.Read(wording, letter);
        if (charge is not null)
            body = WithCharge(body, opened.Case, charge);
        var withCode = body.Any(block => block is QrBlock) ? body : [.. body, Code(notice)];
        return Dress(opened, letter, withCode, notice, date);
    }

    /// <summary>How to pay stands before the remedy, and cannot be edited away.</summary>
    private IReadOnlyList<LetterBlock> WithCharge(IReadOnlyList<LetterBlock> body, Case state, CaseCharge charge)
    {
        var address = $"{options.Value.PublicUrl.TrimEnd('/')}/vorgang/{state.Number.Text}/bezahlen";
        LetterBlock[] pay =
        [
            new HeadingBlock(2, "So zahlen Sie"),
            new ParagraphBlock($"Bitte zahlen Sie {charge.Amount} bis zum {charge.Due.ToString("d. MMMM yyyy", German)}. Verwendungszweck: {charge.Purpose}."),
            new ParagraphBlock(InlineText.Plain("Online zahlen: ").Append(new InlineText(
                [address.StartsWith("https:", StringComparison.Ordinal) ? new TextRun(address, Link: address) : new TextRun(address)]))),
        ];
        var remedy = body.ToList().FindIndex(block => block is RemedyBlock);
        var at = remedy < 0 ? body.Count : remedy;
        return [.. body.Take(at), .. pay, .. body.Skip(at)];
    }

    /// <summary>Kind of the document that a letter of the service is: notice, certificate, confirmation.</summary>
    public static string KindOf(EffectiveService service, CaseOutcome outcome)
    {
        var id = LetterOf(service, outcome);
        var kind = id is null ? null : service.FindDocument(id)?.Kind;
        return kind is "permit" or "certificate" or "confirmation" ? kind : "notice";
    }

    /// <summary>Id of the package's letter for an outcome, or null; a part without a letter of its own takes the grant's.</summary>
    private static string? LetterOf(EffectiveService service, CaseOutcome outcome)
    {
        var letters = service.Process.Letters;
        if (outcome == CaseOutcome.PartlyGranted && letters.TryGetValue("partly", out var partly))
            return partly;
        return letters.GetValueOrDefault(outcome == CaseOutcome.Rejected ? "refused" : "granted");
    }

    /// <summary>Where anybody checks documents and receipts.</summary>
    public string VerifyAddress => options.Value.PublicUrl.TrimEnd('/') + "/verify";

    public string ProofAddress(Guid document) => $"{VerifyAddress}/{document:D}";

    private QrBlock Code(Guid document) => new(
        ProofAddress(document), "Code zum Prüfen der Echtheit",
        InlineText.Plain("Echtheit prüfen: Der Code führt zur Prüfseite. Dort wird die Prüfsumme dieses Dokuments verglichen."));

    private static LetterDocument Dress(
        OpenedCase opened, LetterDocument letter, IReadOnlyList<LetterBlock> blocks, Guid document, DateOnly? date)
    {
        var (town, _, service, state, _) = opened;
        var head = blocks.Any(block => block is LetterheadBlock or BigTextBlock)
            ? blocks
            : [Head(town, service, state, date), .. blocks];
        return letter with
        {
            Language = Language.German,
            Author = $"{town.FullName}, {service.Office.Name.German}",
            Subject = service.Name.German,
            Footer = $"{service.Office.Name.German} · {state.Number.Text} · {document.ToString("N")[..12]}",
            Mark = state.Simulated ? "Simulation: Die Anmeldung zu diesem Vorgang war nachgestellt." : letter.Mark,
            Colours = new LetterColours(town.Theme.Deep, town.Theme.Soft),
            Blocks = head,
        };
    }

    private static LetterheadBlock Head(Municipality town, EffectiveService service, Case state, DateOnly? date)
    {
        List<DefinitionEntry> references = [new("Nummer", state.Number.Text)];
        if (date is { } day)
            references.Add(new DefinitionEntry("Datum", day.ToString("d. MMMM yyyy", German)));
        if (state.AssigneeName is { } clerk)
            references.Add(new DefinitionEntry("Bearbeitung", clerk));
        if (service.Office.Phone is { } phone)
            references.Add(new DefinitionEntry("Telefon", phone));
        return new LetterheadBlock
        {
            Sender = town.FullName,
            Office = service.Office.Name.German,
            Tile = town.Theme.Tile,
            ReturnLine = $"{town.FullName}, {service.Office.Address}",
            Address = AddressOf(state),
            References = references,
        };
    }

    private static IReadOnlyList<string> AddressOf(Case state) => state switch
    {
        { Person: { } person } =>
        [
            $"{person.GivenNames} {person.FamilyName}", $"{person.Street} {person.HouseNumber}", $"{person.PostCode} {person.Town}",
        ],
        { ApplicantName: { } name } => [name],
        _ => [],
    };

    /// <summary>For a service whose package brings no letter of its own.</summary>
    private static LetterDocument PlainLetter(EffectiveService service, Case state, CaseOutcome outcome)
    {
        var received = Rathaus.Kernel.Time.GermanClock.DayOf(state.SubmittedAt).ToString("d. MMMM yyyy", German);
        var result = outcome switch
        {
            CaseOutcome.Granted => "Wir geben Ihrem Antrag statt.",
            CaseOutcome.PartlyGranted => "Wir geben Ihrem Antrag zum Teil statt.",
            CaseOutcome.Rejected => "Wir lehnen Ihren Antrag ab.",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome"),
        };
        return new LetterDocument
        {
            Title = service.Name.German,
            Blocks =
            [
                new HeadingBlock(1, service.Name.German),
                new ParagraphBlock(result),
                new ParagraphBlock($"Ihr Antrag ist am {received} bei uns eingegangen. Er hat die Nummer {state.Number.Text}."),
            ],
        };
    }
}
