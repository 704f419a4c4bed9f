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
internal sealed class CaseLetters(CaseEvaluation evaluation, IDocumentTemplates templates, IOptions<CasesOptions> options, ITexts texts)
{
    /// <summary>What binds is German.</summary>
    private Texts German => texts.For(Language.German);

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
        return templates.Render(result, id) is { } letter ? Dress(German, opened, letter, letter.Blocks, document, null) : null;
    }

    /// <summary>A further document of the grant, with its own number.</summary>
    /// <exception cref="InvalidOperationException">The package has no such document; the catalogue's check refuses that.</exception>
    public async Task<LetterDocument> RenderIssueAsync(OpenedCase opened, DueIssue issue, string number, Guid document, CancellationToken ct)
    {
        var result = await evaluation.EvaluateAsync(opened, Language.German, ProofAddress(document), ct, (number, issue.Copies));
        var letter = templates.Render(result, issue.DocumentId)
            ?? throw new InvalidOperationException($"{opened.Service.Id} has no document {issue.DocumentId}");
        var blocks = letter.Blocks.Any(block => block is QrBlock) ? letter.Blocks : [.. letter.Blocks, Code(document)];
        return Dress(German, opened, letter, blocks, document, null);
    }

    /// <summary>Markdown for the clerk: the template's words, then the reasons of a rejection or part.</summary>
    public string WordingOf(LetterDocument letter, CaseOutcome outcome, IReadOnlyList<string> reasons)
    {
        if (outcome == CaseOutcome.Granted || reasons.Count == 0)
            return NoticeText.Write(letter);
        LetterBlock[] because = [new HeadingBlock(2, German["cases.letter.reasons"]), .. reasons.Select(reason => new ParagraphBlock(reason))];
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
            total, fees, Deadlines.EndAfterDays(Deadlines.NotifiedAfterSending(date), options.Value.PaymentDays, opened.Service.Town.State),
            PaymentPurpose.Of(opened.Service, fees, opened.Case.Subject));
    }

    /// <summary>The whole notice as it is previewed, printed and sent.</summary>
    public LetterDocument Compose(
        OpenedCase opened, LetterDocument letter, string wording, Guid notice, DateOnly date, CaseCharge? charge)
    {
        letter = DecidedChain.In(letter, opened.Case);
        wording = NoticeText.Fill(wording, letter.Late);
        var body = NoticeText.Read(wording, letter);
        if (charge is not null)
            body = WithCharge(body, opened.Case, charge);
        var withCode = body.Any(block => block is QrBlock) ? body : [.. body, Code(notice)];
        return Dress(German, opened, letter, withCode, notice, date);
    }

    /// <summary>How to pay stands before the remedy, and cannot be edited away.</summary>
    private IReadOnlyList<LetterBlock> WithCharge(IReadOnlyList<LetterBlock> body, Case state, CaseCharge charge)
    {
        var address = $"{options.Value.PublicUrl.TrimEnd('/')}/vorgang/{state.Number.Text}/bezahlen";
        LetterBlock[] pay =
        [
            new HeadingBlock(2, German["cases.letter.pay"]),
            new ParagraphBlock(German["cases.letter.pay-text",
                ("amount", charge.Amount), ("day", charge.Due), ("purpose", charge.Purpose)]),
            Link(German["cases.letter.pay-online"], address),
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
        ProofAddress(document), German["cases.letter.code"], InlineText.Plain(German["cases.letter.code-text"]));

    private static LetterDocument Dress(
        Texts words, OpenedCase opened, LetterDocument letter, IReadOnlyList<LetterBlock> blocks, Guid document, DateOnly? date)
    {
        var (town, _, service, state, _) = opened;
        var head = blocks.Any(block => block is LetterheadBlock or BigTextBlock)
            ? blocks
            : [Head(words, town, service, state, date), .. blocks];
        return LetterDress.Of(words, town, service, state.Simulated, letter with
        {
            Footer = $"{service.Office.Name.German} · {state.Number.Text} · {document.ToString("N")[..12]}",
            Blocks = head,
        });
    }

    private static LetterheadBlock Head(Texts words, Municipality town, EffectiveService service, Case state, DateOnly? date)
    {
        List<DefinitionEntry> references = [new(words["cases.letter.number"], state.Number.Text)];
        if (date is { } day)
            references.Add(new DefinitionEntry(words["cases.letter.date"], words.Date(day)));
        if (state.AssigneeName is { } clerk)
            references.Add(new DefinitionEntry(words["cases.letter.clerk"], clerk));
        if (service.Office.Phone is { } phone)
            references.Add(new DefinitionEntry(words["cases.letter.phone"], phone));
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
    private LetterDocument PlainLetter(EffectiveService service, Case state, CaseOutcome outcome) => new()
    {
        Title = service.Name.German,
        Blocks =
        [
            new HeadingBlock(1, service.Name.German),
            new ParagraphBlock(German[$"cases.letter.outcome.{outcome}"]),
            new ParagraphBlock(German["cases.letter.received", ("day", GermanClock.DayOf(state.SubmittedAt)), ("number", state.Number.Text)]),
        ],
    };

    /// <summary>
    /// The letter that asks for answers (Nachforderung): the package's words, what is asked for, the clerk's text, until when
    /// and where. In the applicant's language; it decides nothing.
    /// </summary>
    public async Task<LetterDocument> RenderRequestAsync(
        OpenedCase opened, CorrectionRequested asked, Guid document, DateOnly date, CancellationToken ct)
    {
        var words = texts.For(CaseEvaluation.LanguageOf(opened.Case));
        var result = await evaluation.EvaluateAsync(opened, words.Language, null, ct);
        var letter = (opened.Service.Process.Letters.GetValueOrDefault("correction") is { } id ? templates.Render(result, id) : null)
            ?? new LetterDocument
            {
                Title = words["cases.letter.request.title"],
                Blocks =
                [
                    new HeadingBlock(1, words["cases.letter.request.title"]),
                    new ParagraphBlock(words["cases.letter.received", ("day", GermanClock.DayOf(opened.Case.SubmittedAt)), ("number", opened.Case.Number.Text)]),
                ],
            };
        LetterBlock[] request =
        [
            new HeadingBlock(2, words["cases.letter.request.what"]),
            ListBlock.Of([.. asked.Questions.Select(question => InlineText.Plain(result.FindQuestion(question)?.Label ?? question))]),
            .. asked.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => new ParagraphBlock(line)),
            new ParagraphBlock(InlineText.Strong(words["cases.letter.request.until", ("day", asked.Until)])),
            Link(words["cases.letter.request.online"], $"{options.Value.PublicUrl.TrimEnd('/')}/vorgang/{opened.Case.Number.Text}/korrektur"),
        ];
        // The package's last paragraph closes the letter.
        var at = letter.Blocks.Count > 1 && letter.Blocks[^1] is ParagraphBlock ? letter.Blocks.Count - 1 : letter.Blocks.Count;
        return Dress(words, opened, letter, [.. letter.Blocks.Take(at), .. request, .. letter.Blocks.Skip(at)], document, date);
    }

    /// <summary>An address to type; a link where it may be one.</summary>
    private static ParagraphBlock Link(string before, string address) => new(InlineText.Plain(before + " ").Append(new InlineText(
        [address.StartsWith("https:", StringComparison.Ordinal) ? new TextRun(address, Link: address) : new TextRun(address)])));
}
