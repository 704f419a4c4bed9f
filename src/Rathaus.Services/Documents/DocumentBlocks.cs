using System.Globalization;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Documents;

/// <summary>Whole blocks of a letter: computation, fees, remedy, answers, QR code.</summary>
internal sealed class DocumentBlocks(FormEvaluation evaluation, Texts texts)
{
    /// <returns>Null for an expression that is text.</returns>
    public IReadOnlyList<LetterBlock>? Of(string expression) => expression switch
    {
        "chain" => Chain(),
        "fees" => Fees(),
        "remedy" => Remedy(),
        "answers" => Answers(),
        "proof.qr" => Proof(),
        _ => null,
    };

    private IReadOnlyList<LetterBlock> Chain() => evaluation.Steps.Count == 0
        ? []
        : [new ChainBlock([.. evaluation.Steps.Select(step => new ChainStep(
            step.Label, string.Join(", ", step.Inputs.Select(input => $"{input.Label}: {input.Display}")), step.Display, step.Basis ?? ""))])];

    private IReadOnlyList<LetterBlock> Fees()
    {
        var quote = evaluation.Fees;
        if (quote.Total is not { } total)
            return [new ParagraphBlock(texts["services.letter-fees.open"])];
        if (quote.Lines.Count == 0)
            return [new ParagraphBlock(texts["services.letter-fees.none"])];
        return
        [
            new FeesBlock(
                [.. quote.Lines.Select(line => new Kernel.Documents.FeeLine(
                    line.Label, line.Amount, line.Basis ?? "", line.Standing == FeeStanding.Demo ? texts["services.letter-fees.demo"] : null))],
                total),
        ];
    }

    private IReadOnlyList<LetterBlock> Remedy()
    {
        var court = evaluation.Service.Town.Court;
        var place = court.Address is null ? $"{court.Name} ({court.Seat})" : $"{court.Name}, {court.Address}";
        var office = evaluation.Service.Office;
        var kind = evaluation.Service.Remedy switch
        {
            RemedyKind.ActionOneMonth => "action",
            RemedyKind.ObjectionOneMonth => "objection",
            RemedyKind.TaxObjectionOneMonth => "tax",
            RemedyKind.CourtOrder => "court-order",
            RemedyKind.ElectoralObjection => "electoral",
            _ => null,
        };
        if (kind is null)
            return [];
        return
        [
            new RemedyBlock(
                texts["services.letter-remedy.title"], texts[$"services.letter-remedy.{kind}.plain"],
                [texts[$"services.letter-remedy.{kind}.wording", ("court", place), ("office", $"{office.Name.German}, {office.Address}")]]),
        ];
    }

    private IReadOnlyList<LetterBlock> Answers()
    {
        var entries = evaluation.Pages.Where(page => page.Visible)
            .SelectMany(page => page.Questions).SelectMany(state => Entries(state, "")).ToList();
        return entries.Count == 0 ? [] : [new DefinitionBlock(entries)];
    }

    private static IEnumerable<DefinitionEntry> Entries(QuestionState state, string prefix)
    {
        if (!state.Visible)
            yield break;
        var label = prefix.Length == 0 ? state.Label : $"{prefix}: {state.Label}";
        if (state.Display is { Length: > 0 } text)
            yield return new DefinitionEntry(label, text);
        foreach (var entry in state.Children.SelectMany(child => Entries(child, label)))
            yield return entry;
        for (var i = 0; i < state.Entries.Count; i++)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{label} {i + 1}");
            foreach (var entry in state.Entries[i].SelectMany(child => Entries(child, number)))
                yield return entry;
        }
    }

    private IReadOnlyList<LetterBlock> Proof() => evaluation.Context.Document?.ProofAddress is { } address
        ? [new QrBlock(address, texts["services.letter-proof.picture"], texts["services.letter-proof.caption", ("address", address)])]
        : [];
}
