using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Joint;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Applications;

/// <summary>
/// The applicant corrects the answers that were asked for, and only those. All rules are evaluated again on the whole.
/// </summary>
internal sealed class AnswerCorrection(
    CaseAccess access, IFormEngine engine, IAnswerParser parser, SigningRound round, IActor actor, TimeProvider time)
{
    /// <param name="Fields">Posted fields of the questions asked for.</param>
    /// <param name="Files">Uploads stored by <c>AttachUpload.ToCaseAsync</c>; they replace the earlier ones of their questions.</param>
    /// <param name="Comment">What the applicant wants to add, or null.</param>
    internal sealed record Request(
        IReadOnlyDictionary<string, IReadOnlyList<string>> Fields, IReadOnlyList<Guid> Files, string? Comment, Language Language)
    {
        /// <summary>A page the applicant wants to change while others have not confirmed, or null: what the office asked for.</summary>
        public string? Page { get; init; }
    }

    /// <summary>The form of the correction: which questions, with the present answers or those typed.</summary>
    /// <param name="Questions">Those asked for, and those that the new answers reveal.</param>
    /// <param name="Pending">Files stored for this correction and not part of the case yet.</param>
    internal sealed record View(
        OpenedCase Opened, FormEvaluation Evaluation, IReadOnlyList<QuestionState> Questions, IReadOnlyList<CaseUpload> Pending);

    /// <summary>Path of faults of the comment.</summary>
    public const string CommentPath = "text";

    /// <param name="typed">What was typed and not taken, or null on first show.</param>
    /// <param name="page">A page the applicant wants to change; see <see cref="Request.Page"/>.</param>
    public async Task<Outcome<View>> ShowAsync(CaseKey key, Language language, Request? typed, CancellationToken ct, string? page = null)
    {
        var opened = await access.AsApplicantAsync(key, ct, CaseRight.Help);
        if (!opened.Succeeded)
            return opened.Refusal;
        var state = opened.Value.Case;
        if (Asked(opened.Value, typed?.Page ?? page) is not { } asked || (opened.Value.Right == CaseRight.Help && (typed?.Page ?? page) is not null))
            return NothingAsked;
        if (typed is null)
        {
            var present = await EvaluateAsync(opened.Value, state.Answers, state.Files, language, null, ct);
            return new View(opened.Value, present, QuestionsOf(present, asked.Questions), []);
        }

        var pending = await PendingAsync(opened.Value, typed.Files, ct);
        var weighed = await WeighAsync(opened.Value, asked, typed, pending, ct);
        return new View(opened.Value, weighed.Evaluation, QuestionsOf(weighed.Evaluation, weighed.Questions), pending);
    }

    public async Task<Outcome<Case>> RunAsync(CaseKey key, Request request, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct, CaseRight.Help);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (_, scope, service, state, _) = opened.Value;
        if (actor.Trust < service.Trust)
            return Refusal.Forbidden("application.trust-too-low", "Für diese Leistung brauchen Sie eine Anmeldung auf höherem Niveau.");
        if (Asked(opened.Value, request.Page) is not { } asked || (opened.Value.Right == CaseRight.Help && request.Page is not null))
            return NothingAsked;
        var comment = string.IsNullOrWhiteSpace(request.Comment) ? null : request.Comment.Trim();
        if (comment is not null && state.SendMessage(Guid.Empty, fromOffice: false, comment) is { Succeeded: false } refused)
            return refused.Refusal;

        var pending = await PendingAsync(opened.Value, request.Files, ct);
        var weighed = await WeighAsync(opened.Value, asked, request, pending, ct);
        if (pending.Count != request.Files.Distinct().Count() || pending.Any(file => !weighed.Questions.Contains(file.Question)))
            return Refusal.NotFound("upload");
        IReadOnlyList<FieldFault> faults = [.. weighed.Faults, .. TooMany(service, pending)];
        if (faults.Count > 0)
            return Refusal.Invalid("application.faults", "Bitte prüfen Sie Ihre Angaben.", faults);

        var change = opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow());
        change.Record(Answered(service, state, asked, weighed.Evaluation, pending, comment));

        // What others have confirmed were other answers.
        if (state.Status == CaseStatus.AwaitingSigners || pending.Count > 0 || !JsonNode.DeepEquals(state.Answers, change.After.Answers))
            round.Ask(opened.Value, change, weighed.Evaluation);
        foreach (var file in pending)
            change.Also(new Sql(
                "insert into cases.case_file (municipality, upload, number) values (@Town, @Id, @Number)",
                new { file.Id, Number = state.Number.Text }));
        if (comment is not null)
            change.Also(MessageSql.Insert(
                state, Guid.CreateVersion7(change.At), fromOffice: false, state.ApplicantName, comment, change.At));
        return await CaseStore.SaveAsync(scope, change, ct);
    }

    /// <summary>What the office asked for, or a page the applicant wants to change while others have not confirmed.</summary>
    private CorrectionRequested? Asked(OpenedCase opened, string? page)
    {
        var state = opened.Case;
        if (state.OpenCorrection is not null || page is null)
            return state.OpenCorrection;
        return state is { Status: CaseStatus.AwaitingSigners, Due: { } due } && opened.Service.Form.FindPage(page) is { Questions.Count: > 0 } found
            ? new CorrectionRequested([.. found.Questions.Select(question => question.Path)], "", due.Ends, time.Today())
            : null;
    }

    /// <summary>The answers with the typed ones among them, and what the rules say about the whole.</summary>
    /// <param name="Questions">Asked for, and revealed by the new answers without having been answered before.</param>
    private sealed record Weighed(FormEvaluation Evaluation, IReadOnlyList<string> Questions, IReadOnlyList<FieldFault> Faults);

    private async Task<Weighed> WeighAsync(
        OpenedCase opened, CorrectionRequested asked, Request request, IReadOnlyList<CaseUpload> pending, CancellationToken ct)
    {
        var state = opened.Case;
        var replaced = pending.Select(file => file.Question).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<CaseUpload> files = [.. state.Files.Where(file => !replaced.Contains(file.Question)), .. pending];
        var questions = asked.Questions.ToList();
        for (; ; )
        {
            var parsed = Parse(opened.Service, state, questions, request);
            var evaluation = await EvaluateAsync(opened, parsed.Answers, files, request.Language, parsed.Raw, ct);
            var revealed = evaluation.Pages.Where(page => page.Visible).SelectMany(page => page.Questions)
                .Where(question => question is { Visible: true, Fault: not null }
                    && !questions.Contains(question.Path) && !state.Answers.ContainsKey(question.Path))
                .Select(question => question.Path).ToList();
            if (revealed.Count > 0)
            {
                questions.AddRange(revealed);
                continue;
            }

            var seen = parsed.Faults.Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
            return new Weighed(
                evaluation, questions, [.. parsed.Faults, .. evaluation.Faults.Where(fault => !seen.Contains(fault.Path))]);
        }
    }

    private static IReadOnlyList<QuestionState> QuestionsOf(FormEvaluation evaluation, IReadOnlyList<string> questions) =>
        [.. questions.Select(evaluation.FindQuestion).OfType<QuestionState>()];

    private static IEnumerable<FieldFault> TooMany(EffectiveService service, IReadOnlyList<CaseUpload> pending) => pending
        .GroupBy(file => file.Question, StringComparer.Ordinal)
        .Where(group => service.Form.FindQuestion(group.Key) is { } question && group.Count() > question.MaxFiles)
        .Select(group => new FieldFault(group.Key, "upload.too-many", "So viele Dateien sind hier nicht möglich."));

    private static Refusal NothingAsked => Refusal.Conflict("correction.not-open", "Zurzeit gibt es keine offene Rückfrage.");

    private CorrectionAnswered Answered(
        EffectiveService service, Case state, CorrectionRequested asked, FormEvaluation evaluation,
        IReadOnlyList<CaseUpload> files, string? comment)
    {
        var answers = new JsonObject();
        foreach (var (id, value) in evaluation.Answers)
        {
            // A corrected answer may reveal or hide others: what differs from before is the change.
            if (!JsonNode.DeepEquals(value, state.Answers[id]) || asked.Questions.Contains(id))
                answers[id] = value?.DeepClone();
        }

        return new CorrectionAnswered(answers, files, comment?.Trim(), state.DeadlineAfterRest(time.Today(), service.Town.State))
        {
            Removed = [.. state.Answers.Select(answer => answer.Key).Where(id => !evaluation.Answers.ContainsKey(id))],
            Subject = CaseSubject.Of(service, evaluation.Answers),
        };
    }

    private ParsedAnswers Parse(EffectiveService service, Case state, IReadOnlyList<string> questions, Request request)
    {
        var answers = (JsonObject)state.Answers.DeepClone();
        var raw = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<FieldFault>();
        var pages = questions.Select(id => service.Form.FindQuestion(id)?.PageId).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            // The page's other questions were not shown; only what was asked for is taken over.
            var parsed = parser.ParsePage(service, page, request.Fields, answers, request.Language);
            foreach (var id in questions.Where(id => service.Form.FindQuestion(id) is { } question
                && question.PageId == page && question.Type != QuestionType.File))
                answers[id] = parsed.Answers[id]?.DeepClone();
            foreach (var (field, text) in parsed.Raw)
                raw[field] = text;
            faults.AddRange(parsed.Faults.Where(fault => questions.Any(id => Belongs(fault.Path, id))));
        }

        foreach (var empty in answers.Where(answer => answer.Value is null).Select(answer => answer.Key).ToList())
            answers.Remove(empty);
        return new ParsedAnswers(answers, raw, faults);
    }

    private static bool Belongs(string path, string id) =>
        path.StartsWith(id, StringComparison.Ordinal) && (path.Length == id.Length || path[id.Length] is '.' or '[');

    /// <summary>The named uploads that lie under this case's key and are not part of it yet; others are left out.</summary>
    private static async Task<IReadOnlyList<CaseUpload>> PendingAsync(OpenedCase opened, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var rows = await opened.Scope.QueryAsync<Drafts.UploadRow>(
            """
            select u.id, u.question, u.name, u.media_type, u.size, u.sha256
            from cases.upload u
            where u.municipality = @Town and u.id = any(@Ids) and u.object = @Object
              and not exists (select from cases.case_file f where f.municipality = @Town and f.upload = u.id)
            order by u.created_at, u.id
            """,
            new { Ids = ids.ToArray(), Object = CaseFiles.ObjectOf(opened.Case) }, ct);
        return [.. rows.Select(row => row.ToUpload())];
    }

    private async Task<FormEvaluation> EvaluateAsync(
        OpenedCase opened, JsonObject answers, IReadOnlyList<CaseUpload> files, Language language,
        IReadOnlyDictionary<string, string>? raw, CancellationToken ct)
    {
        var context = new EvaluationContext(GermanClock.DayOf(opened.Case.SubmittedAt), language)
        {
            Actor = ApplicantActor.Of(opened.Case),
            Prefill = false,
            Files = SubmissionPreparation.FilesOf(files),
        };
        return await engine.EvaluateAsync(opened.Service, answers, raw is null ? context : context with { Raw = raw }, ct);
    }
}
