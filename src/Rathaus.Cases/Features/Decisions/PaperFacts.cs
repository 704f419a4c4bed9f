using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// What the code on a printed document says: who issued what and when, how long it holds, and the lines that are read from a
/// metre away or stand in the list of facts, as many as a code on paper holds.
/// </summary>
internal static class PaperFacts
{
    /// <summary>Millimetres of a code with facts, so that a phone reads it at arm's length.</summary>
    private const double Edge = 36;

    private const int LongestLine = 80;

    /// <returns>The document with the facts in its code, and their proof; null where it has no code.</returns>
    public static (LetterDocument Document, PaperProof Proof)? Into(
        LetterDocument document, Guid id, OpenedCase opened, DateTimeOffset at, DateOnly? until)
    {
        if (!document.Blocks.Any(block => IsCode(block, id)))
            return null;
        var proof = PaperProof.Of(Of(document, opened, at, until));
        return (document with { Blocks = [.. document.Blocks.Select(block => IsCode(block, id) ? With((QrBlock)block, proof) : block)] }, proof);
    }

    private static bool IsCode(LetterBlock block, Guid id) => block is QrBlock code && code.Content.EndsWith($"/{id:D}", StringComparison.Ordinal);

    private static QrBlock With(QrBlock code, PaperProof proof) =>
        code with { Content = $"{code.Content}#{proof.Fragment}", Millimetres = Math.Max(Edge, code.Millimetres) };

    private static JsonObject Of(LetterDocument document, OpenedCase opened, DateTimeOffset at, DateOnly? until)
    {
        var facts = new JsonObject
        {
            ["d"] = Day(GermanClock.DayOf(at)),
            ["n"] = opened.Case.Number.Text,
            ["o"] = opened.Town.FullName,
            ["t"] = Short(document.Title),
        };
        if (until is { } last && last < DateOnly.MaxValue)
            facts["u"] = Day(last);
        if (opened.Case.Simulated)
            facts["s"] = true;
        var lines = new JsonArray();
        facts["f"] = lines;
        foreach (var (label, text) in Lines(document))
        {
            lines.Add(new JsonArray(Short(label), Short(text)));
            if (PaperProof.SizeOf(facts) > PaperProof.MostFacts)
            {
                lines.RemoveAt(lines.Count - 1);
                break;
            }
        }

        return facts;
    }

    private static IEnumerable<(string Label, string Text)> Lines(LetterDocument document)
    {
        foreach (var block in PermitLetter.Enlarge(document.Blocks))
        {
            switch (block)
            {
                case BigTextBlock big:
                    yield return (big.Label, big.Text);
                    break;
                case DefinitionBlock list:
                    foreach (var entry in list.Entries)
                        yield return (entry.Term.PlainText, entry.Value.PlainText);
                    break;
            }
        }
    }

    private static string Short(string text) => text.Length <= LongestLine ? text : text[..LongestLine];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
