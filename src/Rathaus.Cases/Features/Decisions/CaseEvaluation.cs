using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// What the rules say about a case: its answers, on the service it is pinned to, as of the day it arrived, on the
/// applicant's behalf. The same for the clerk's screen, the automatic decision and the notice.
/// </summary>
internal sealed class CaseEvaluation(IFormEngine engine, TimeProvider time)
{
    /// <param name="issued">Number and copies of a further document that is about to be made, or null.</param>
    public async Task<FormEvaluation> EvaluateAsync(
        OpenedCase opened, Language language, string? proofAddress, CancellationToken ct, (string Number, int Copies)? issued = null)
    {
        var state = opened.Case;
        var received = GermanClock.DayOf(state.SubmittedAt);
        return await engine.EvaluateAsync(opened.Service, state.Answers, new EvaluationContext(received, language)
        {
            Actor = ApplicantActor.Of(state),
            Prefill = false,
            Files = SubmissionPreparation.FilesOf(state.Files),
            Document = new DocumentFacts
            {
                CaseNumber = state.Number.Text,
                Received = received,
                Decided = time.Today(),
                PermitNumber = state.Number.Text,
                Addressee = state.ApplicantName,
                ProofAddress = proofAddress,
                Effects = state.Effects.ToDictionary(effect => effect.Id, effect => effect.Gives, StringComparer.Ordinal),
                IssuedNumber = issued?.Number,
                IssuedCopies = issued?.Copies,
            },
        }, ct);
    }

    /// <summary>The form as if one question had no answer yet: then registers say what they know.</summary>
    public async Task<FormEvaluation> WithoutAsync(OpenedCase opened, string question, Language language, CancellationToken ct)
    {
        var answers = (JsonObject)opened.Case.Answers.DeepClone();
        answers.Remove(question);
        return await engine.EvaluateAsync(opened.Service, answers, new EvaluationContext(GermanClock.DayOf(opened.Case.SubmittedAt), language)
        {
            Actor = ApplicantActor.Of(opened.Case),
            Files = SubmissionPreparation.FilesOf(opened.Case.Files),
        }, ct);
    }

    /// <summary>The language of the applicant, for what explains; what binds is German.</summary>
    public static Language LanguageOf(Case state) => Language.Find(state.Language) ?? Language.German;
}
