using System.Globalization;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>
/// The receipt as a document, and the copy of the statement that a person may take away before sending (§ 9a (4) OZG).
/// Both print every answer as it was given.
/// </summary>
internal sealed class PrintReceipt(
    CaseAccess access, OpenDraft drafts, CaseEvaluation evaluation, CaseLetters letters, IDocumentTemplates templates)
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    public async Task<Outcome<LetterDocument>> OfCaseAsync(CaseKey key, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (town, _, service, state, history) = opened.Value;
        var result = await evaluation.EvaluateAsync(opened.Value, CaseEvaluation.LanguageOf(state), null, ct);
        var own = service.Process.Letters.GetValueOrDefault("receipt") is { } id ? templates.Render(result, id) : null;
        var hash = Convert.ToHexStringLower(history[0].Hash);
        List<LetterBlock> blocks =
        [
            .. own?.Blocks ?? [new HeadingBlock(1, "Ihr Antrag ist angekommen"), new ParagraphBlock(service.Name.German)],
            new DefinitionBlock(
            [
                new("Nummer", state.Number.Text),
                new("Eingegangen", GermanClock.Local(state.SubmittedAt).ToString("d. MMMM yyyy, HH:mm 'Uhr'", German)),
                new("Prüfzeichen", hash),
            ]),
        ];
        if (own is null || !own.Blocks.Any(block => block is DefinitionBlock))
            blocks.Add(Answers(result));
        blocks.Add(new QrBlock(
            $"{letters.VerifyAddress}?nummer={state.Number.Text}&pruefsumme={hash}", "Code zum Prüfen des Belegs",
            InlineText.Plain("Echtheit prüfen")));
        return Dress(town, service, state.Simulated, new LetterDocument { Title = $"Beleg {state.Number.Text}", Created = state.SubmittedAt, Blocks = blocks });
    }

    public async Task<Outcome<LetterDocument>> OfDraftAsync(Municipality town, DraftKey key, Language language, CancellationToken ct)
    {
        var view = await drafts.RunAsync(town, key, language, ct);
        if (!view.Succeeded)
            return view.Refusal;
        var service = view.Value.Service;
        List<LetterBlock> blocks =
        [
            new HeadingBlock(1, service.Name.In(language)),
            new ParagraphBlock("Das ist eine Kopie Ihrer Angaben. Sie sind noch nicht gesendet."),
            Answers(view.Value.Evaluation),
        ];
        if (view.Value.Evaluation.Fees is { Lines.Count: > 0, Total: { } total } fees && total > Euro.Zero)
            blocks.Add(new FeesBlock(
                [.. fees.Lines.Select(line => new Rathaus.Kernel.Documents.FeeLine(line.Label, line.Amount, line.Basis ?? ""))], total));
        return Dress(town, service, false, new LetterDocument { Title = $"Kopie: {service.Name.German}", Blocks = blocks });
    }

    private static LetterDocument Dress(Municipality town, EffectiveService service, bool simulated, LetterDocument letter) => letter with
    {
        Author = $"{town.FullName}, {service.Office.Name.German}",
        Subject = service.Name.German,
        Colours = new LetterColours(town.Theme.Deep, town.Theme.Soft),
        Mark = simulated ? "Simulation: Die Anmeldung zu diesem Vorgang war nachgestellt." : null,
    };

    private static DefinitionBlock Answers(FormEvaluation evaluation) => new(
    [
        .. evaluation.Pages.Where(page => page.Visible).SelectMany(page => page.Questions).SelectMany(Leaves)
            .Where(question => question is { Visible: true, Display.Length: > 0 })
            .Select(question => new DefinitionEntry(question.Label, question.Display)),
    ]);

    private static IEnumerable<QuestionState> Leaves(QuestionState question) =>
        question.Children.Count == 0 && question.Entries.Count == 0
            ? [question]
            : question.Children.Concat(question.Entries.SelectMany(entry => entry)).SelectMany(Leaves);
}
