using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>
/// The receipt as a document, and the copy of the statement that a person may take away before sending (§ 9a (4) OZG).
/// Both print every answer as it was given.
/// </summary>
internal sealed class PrintReceipt(
    CaseAccess access, OpenDraft drafts, CaseEvaluation evaluation, CaseLetters letters, IDocumentTemplates templates, ITexts texts)
{
    public async Task<Outcome<LetterDocument>> OfCaseAsync(CaseKey key, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (town, _, service, state, history) = opened.Value;
        var words = texts.For(CaseEvaluation.LanguageOf(state));
        var result = await evaluation.EvaluateAsync(opened.Value, words.Language, null, ct);
        var own = service.Process.Letters.GetValueOrDefault("receipt") is { } id ? templates.Render(result, id) : null;
        var hash = Convert.ToHexStringLower(history[0].Hash);
        List<LetterBlock> blocks =
        [
            .. own?.Blocks ?? [new HeadingBlock(1, words["cases.own.arrived"]), new ParagraphBlock(service.Name.In(words.Language))],
            new DefinitionBlock(
            [
                new(words["cases.letter.number"], state.Number.Text),
                new(words["cases.own.submitted"], words.DateAndTime(state.SubmittedAt)),
                new(words["cases.own.check-sum"], hash),
            ]),
        ];
        if (own is null || !own.Blocks.Any(block => block is DefinitionBlock))
            blocks.Add(Answers(result));
        blocks.Add(new QrBlock(
            $"{letters.VerifyAddress}?nummer={state.Number.Text}&pruefsumme={hash}", words["cases.letter.receipt-code"],
            InlineText.Plain(words["cases.own.verify"])));
        return LetterDress.Of(words, town, service, state.Simulated, new LetterDocument
        {
            Title = words["cases.letter.receipt", ("number", state.Number.Text)], Created = state.SubmittedAt, Blocks = blocks,
        });
    }

    public async Task<Outcome<LetterDocument>> OfDraftAsync(Municipality town, DraftKey key, Language language, CancellationToken ct)
    {
        var view = await drafts.RunAsync(town, key, language, ct);
        if (!view.Succeeded)
            return view.Refusal;
        var service = view.Value.Service;
        var words = texts.For(language);
        List<LetterBlock> blocks =
        [
            new HeadingBlock(1, service.Name.In(language)),
            new ParagraphBlock(words["cases.letter.copy-text"]),
            Answers(view.Value.Evaluation),
        ];
        if (view.Value.Evaluation.Fees is { Lines.Count: > 0, Total: { } total } fees && total > Euro.Zero)
            blocks.Add(new FeesBlock(
                [.. fees.Lines.Select(line => new Rathaus.Kernel.Documents.FeeLine(line.Label, line.Amount, line.Basis ?? ""))], total));
        return LetterDress.Of(words, town, service, false, new LetterDocument
        {
            Title = words["cases.letter.copy", ("service", service.Name.In(language))], Blocks = blocks,
        });
    }

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
