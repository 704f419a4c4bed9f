using Rathaus.Cases.Domain;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Parts;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>Answers for reading, groups and entries flattened; used by check-your-answers, status and the back office.</summary>
internal static class AnswerItems
{
    /// <param name="editAddress">Where an answer is changed, by its path; null: nowhere.</param>
    /// <param name="asTyped">What could not be read is shown as it was typed.</param>
    public static IEnumerable<AnswerItem> Of(
        IReadOnlyList<QuestionState> questions, IReadOnlyList<CaseUpload> uploads, Texts texts, Func<string, string?> editAddress,
        bool asTyped = false)
    {
        foreach (var state in questions.Where(question => question.Visible))
        {
            switch (state.Question.Type)
            {
                case QuestionType.Group:
                    foreach (var item in Of(state.Children, uploads, texts, editAddress, asTyped))
                        yield return item;
                    break;
                case QuestionType.RepeatingGroup:
                    yield return new AnswerItem(
                        state.Label, string.Join('\n', state.Entries.Select(entry => EntryLine(entry, asTyped))), null, editAddress(state.Path));
                    break;
                case QuestionType.File:
                    yield return new AnswerItem(
                        state.Label, string.Join('\n', uploads.Where(upload => upload.Question == state.Path).Select(upload => upload.Name)),
                        null, editAddress(state.Path));
                    break;
                default:
                    yield return new AnswerItem(
                        state.Label, Shown(state, asTyped), state.Source.Length > 0 ? state.Source : null, state.ReadOnly ? null : editAddress(state.Path),
                        state.Question.Type is QuestionType.Plate or QuestionType.Iban or QuestionType.Vin or QuestionType.Phone);
                    break;
            }
        }
    }

    private static string EntryLine(IReadOnlyList<QuestionState> entry, bool asTyped) => string.Join(
        " · ", entry.Where(child => child.Visible).Select(child => Shown(child, asTyped)).Where(text => text.Length > 0));

    private static string Shown(QuestionState state, bool asTyped)
    {
        var shown = state.Display;
        return shown.Length > 0 || !asTyped
            ? shown
            : string.Join(' ', Parts.Select(state.Raw).Where(text => text.Length > 0));
    }

    /// <summary>The parts that inputs of composite questions are named by; the empty one is the whole.</summary>
    private static readonly string[] Parts =
    [
        "", "given_names", "family_name", "birth_date.day", "birth_date.month", "birth_date.year", "day", "month", "year",
        "name", "street", "number", "suffix", "extra", "post_code", "town", "place",
    ];
}
