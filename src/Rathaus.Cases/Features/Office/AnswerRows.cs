using Rathaus.Cases.Domain;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>An answer as the office reads it.</summary>
/// <param name="Question">Id by which a correction is asked for, on the first line of a top-level question; else null.</param>
/// <param name="Register">What a register says about it, or null.</param>
/// <param name="FromRegister">Source of an answer that always comes from a register, or null.</param>
/// <param name="Corrected">Day on which the applicant corrected it, or null.</param>
internal sealed record AnswerRow(
    string? Question, string Label, string Value, bool Verbatim, RegisterAnswer? Register, string? FromRegister, DateOnly? Corrected)
{
    /// <summary>A group's own line; its answers follow.</summary>
    public bool IsHeading { get; init; }
}

/// <summary>The visible questions of a case as lines.</summary>
internal static class AnswerRows
{
    public static IReadOnlyList<AnswerRow> Of(CaseModel page, Texts texts)
    {
        var corrected = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var recorded in page.View.Opened.History)
        {
            if (recorded.Event is not CorrectionAnswered answer)
                continue;
            foreach (var id in answer.Answers.Select(pair => pair.Key).Concat(answer.Files.Select(file => file.Question)))
                corrected[id] = GermanClock.DayOf(recorded.At);
        }

        var rows = new List<AnswerRow>();
        foreach (var state in page.View.Evaluation.Pages.Where(form => form.Visible).SelectMany(form => form.Questions))
        {
            if (!state.Visible)
                continue;
            var day = corrected.TryGetValue(state.Question.Id, out var known) ? known : (DateOnly?)null;
            var asked = state.ReadOnly ? null : state.Question.Id;
            if (state.Question.Type == QuestionType.Group)
                rows.AddRange(Group(state, asked, day));
            else
                rows.Add(Row(state, asked, page, texts, day));
        }

        return rows;
    }

    /// <summary>A group is asked for as a whole, on its first line.</summary>
    private static IEnumerable<AnswerRow> Group(QuestionState group, string? asked, DateOnly? corrected)
    {
        yield return new AnswerRow(asked, group.Label, "", false, null, null, corrected) { IsHeading = true };
        foreach (var child in group.Children.Where(child => child.Visible))
            yield return new AnswerRow(null, child.Label, child.Display, IsVerbatim(child), null, null, null);
    }

    private static AnswerRow Row(QuestionState state, string? asked, CaseModel page, Texts texts, DateOnly? corrected) => new(
        asked, state.Label,
        state.Question.Type switch
        {
            QuestionType.File => string.Join('\n', page.Case.Files.Where(file => file.Question == state.Path)
                .Select(file => $"{file.Name} ({texts.FileSize(file.Size)})")),
            QuestionType.RepeatingGroup => string.Join('\n', state.Entries.Select(entry =>
                string.Join(" · ", entry.Where(child => child.Visible && child.Display.Length > 0).Select(child => child.Display)))),
            _ => state.Display,
        },
        IsVerbatim(state), page.Register.GetValueOrDefault(state.Path), state.ReadOnly ? state.Source : null, corrected);

    private static bool IsVerbatim(QuestionState state) =>
        state.Question.Type is QuestionType.Plate or QuestionType.Iban or QuestionType.Vin or QuestionType.Phone;
}
