using Rathaus.Kernel.Documents;

namespace Rathaus.Services.Documents;

/// <summary>The words of a letter in reading order, for comparing with examples.</summary>
internal static class LetterPlainText
{
    public static string Of(LetterDocument document) => string.Join('\n', document.Blocks.SelectMany(Block).Prepend(document.Title));

    private static IEnumerable<string> Block(LetterBlock block) => block switch
    {
        HeadingBlock heading => [heading.Text.PlainText],
        ParagraphBlock paragraph => [paragraph.Text.PlainText],
        ListBlock list => list.Entries.SelectMany(entry => entry).SelectMany(Block),
        TableBlock table => table.Rows.Select(row => string.Join(' ', row.Select(cell => cell.PlainText)))
            .Prepend(string.Join(' ', table.Columns.Select(column => column.Header.PlainText))),
        DefinitionBlock definitions => definitions.Entries.Select(entry => $"{entry.Term.PlainText} {entry.Value.PlainText}"),
        KeyFactsBlock facts => facts.Facts.Select(fact => fact.PlainText).Prepend(facts.Title),
        FeesBlock fees => fees.Lines.Select(line => $"{line.Label.PlainText} {line.Amount} {line.Basis} {line.Note}").Append(fees.Total.ToString()),
        ChainBlock chain => chain.Steps.Select(step => $"{step.Step} {step.Numbers} {step.Result} {step.Basis}"),
        RemedyBlock remedy => remedy.Wording.Select(line => line.PlainText).Prepend(remedy.Plain?.PlainText ?? "").Prepend(remedy.Title),
        BigTextBlock big => [$"{big.Label} {big.Text}"],
        QrBlock qr => [qr.Caption.PlainText],
        _ => [],
    };
}
