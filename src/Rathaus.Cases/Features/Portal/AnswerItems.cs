using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Parts;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>Answers for reading, groups and entries flattened; used by check-your-answers, status and the back office.</summary>
internal static class AnswerItems
{
    /// <param name="editAddress">Where an answer is changed, by its path; null: nowhere.</param>
    public static IEnumerable<AnswerItem> Of(
        IReadOnlyList<QuestionState> questions, IReadOnlyList<CaseUpload> uploads, Texts texts, Func<string, string?> editAddress)
    {
        foreach (var state in questions.Where(question => question.Visible))
        {
            switch (state.Question.Type)
            {
                case QuestionType.Group:
                    foreach (var item in Of(state.Children, uploads, texts, editAddress))
                        yield return item;
                    break;
                case QuestionType.RepeatingGroup:
                    yield return new AnswerItem(
                        state.Label, string.Join('\n', state.Entries.Select(EntryLine)), null, editAddress(state.Path));
                    break;
                case QuestionType.File:
                    yield return new AnswerItem(
                        state.Label, string.Join('\n', uploads.Where(upload => upload.Question == state.Path).Select(upload => upload.Name)),
                        null, editAddress(state.Path));
                    break;
                default:
                    yield return new AnswerItem(
                        state.Label, state.Display, state.Source.Length > 0 ? state.Source : null, state.ReadOnly ? null : editAddress(state.Path),
                        state.Question.Type is QuestionType.Plate or QuestionType.Iban or QuestionType.Vin or QuestionType.Phone);
                    break;
            }
        }
    }

    private static string EntryLine(IReadOnlyList<QuestionState> entry) =>
        string.Join(" · ", entry.Where(child => child.Visible && child.Display.Length > 0).Select(child => child.Display));
}
