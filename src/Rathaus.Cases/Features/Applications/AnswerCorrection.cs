using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
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
    CaseAccess access, IFormEngine engine, IAnswerParser parser, IActor actor, TimeProvider time)
{
    /// <param name="Fields">Posted fields of the questions asked for.</param>
    /// <param name="Files">Uploads stored by <c>AttachUpload.ToCaseAsync</c>; they replace the earlier ones of their questions.</param>
    /// <param name="Comment">What the applicant wants to add, or null.</param>
    internal sealed record Request(
        IReadOnlyDictionary<string, IReadOnlyList<string>> Fields, IReadOnlyList<Guid> Files, string? Comment, Language Language);

    /// <summary>The form of the correction: which questions, with the present answers.</summary>
    internal sealed record View(OpenedCase Opened, FormEvaluation Evaluation, IReadOnlyList<QuestionState> Questions);

    /// <param name="raw">What was typed and refused, by field name, or null on first show.</param>
    public async Task<Outcome<View>> ShowAsync(
        CaseKey key, Language language, IReadOnlyDictionary<string, string>? raw, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        if (opened.Value.Case.OpenCorrection is not { } asked)
            return NothingAsked;
        var evaluation = await EvaluateAsync(opened.Value, opened.Value.Case.Answers, opened.Value.Case.Files, language, raw, ct);
        return new View(opened.Value, evaluation, [.. asked.Questions.Select(evaluation.FindQuestion).OfType<QuestionState>()]);
    }

    public async Task<Outcome<Case>> RunAsync(CaseKey key, Request request, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (town, scope, service, state, _) = opened.Value;
        if (state.OpenCorrection is not { } asked)
            return NothingAsked;

        var parsed = Parse(service, state, asked, request);
        var files = await FilesAsync(scope, state, asked, request.Files, ct);
        if (!files.Succeeded)
            return files.Refusal;
        var replaced = files.Value.Select(file => file.Question).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<CaseUpload> all = [.. state.Files.Where(file => !replaced.Contains(file.Question)), .. files.Value];
        var evaluation = await EvaluateAsync(opened.Value, parsed.Answers, all, request.Language, null, ct);
        var seen = parsed.Faults.Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<FieldFault> faults = [.. parsed.Faults, .. evaluation.Faults.Where(fault => !seen.Contains(fault.Path))];
        if (faults.Count > 0)
            return Refusal.Invalid("application.faults", "Bitte prüfen Sie Ihre Angaben.", faults);

        var change = opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow());
        change.Record(Answered(service, state, asked, evaluation, files.Value, request.Comment));
        foreach (var file in files.Value)
            change.Also(new Sql(
                "insert into cases.case_file (municipality, upload, number) values (@Town, @Id, @Number)",
                new { file.Id, Number = state.Number.Text }));
        if (!string.IsNullOrWhiteSpace(request.Comment))
            change.Also(MessageSql.Insert(
                state, Guid.CreateVersion7(change.At), fromOffice: false, state.ApplicantName, request.Comment.Trim(), change.At));
        return await CaseStore.SaveAsync(scope, change, ct);
    }

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

        return new CorrectionAnswered(answers, files, comment?.Trim(), state.DeadlineAfterRest(time.Today()))
        {
            Removed = [.. state.Answers.Select(answer => answer.Key).Where(id => !evaluation.Answers.ContainsKey(id))],
            Subject = CaseSubject.Of(service, evaluation.Answers),
        };
    }

    private ParsedAnswers Parse(EffectiveService service, Case state, CorrectionRequested asked, Request request)
    {
        var answers = (JsonObject)state.Answers.DeepClone();
        var raw = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<FieldFault>();
        var pages = asked.Questions.Select(id => service.Form.FindQuestion(id)?.PageId).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            // The page's other questions were not shown; only what was asked for is taken over.
            var parsed = parser.ParsePage(service, page, request.Fields, answers, request.Language);
            foreach (var id in asked.Questions.Where(id => service.Form.FindQuestion(id) is { } question
                && question.PageId == page && question.Type != QuestionType.File))
                answers[id] = parsed.Answers[id]?.DeepClone();
            foreach (var (field, text) in parsed.Raw)
                raw[field] = text;
            faults.AddRange(parsed.Faults.Where(fault => asked.Questions.Any(id => Belongs(fault.Path, id))));
        }

        foreach (var empty in answers.Where(answer => answer.Value is null).Select(answer => answer.Key).ToList())
            answers.Remove(empty);
        return new ParsedAnswers(answers, raw, faults);
    }

    private static bool Belongs(string path, string id) =>
        path.StartsWith(id, StringComparison.Ordinal) && (path.Length == id.Length || path[id.Length] is '.' or '[');

    private static async Task<Outcome<IReadOnlyList<CaseUpload>>> FilesAsync(
        SqlScope scope, Case state, CorrectionRequested asked, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return Outcome.Of<IReadOnlyList<CaseUpload>>([]);
        var rows = await scope.QueryAsync<Drafts.UploadRow>(
            """
            select u.id, u.question, u.name, u.media_type, u.size, u.sha256
            from cases.upload u
            where u.municipality = @Town and u.id = any(@Ids) and u.object = @Object
              and not exists (select from cases.case_file f where f.municipality = @Town and f.upload = u.id)
            order by u.created_at, u.id
            """,
            new { Ids = ids.ToArray(), Object = CaseFiles.ObjectOf(state) }, ct);
        return rows.Count != ids.Distinct().Count() || rows.Any(row => !asked.Questions.Contains(row.Question))
            ? Refusal.NotFound("upload")
            : Outcome.Of<IReadOnlyList<CaseUpload>>([.. rows.Select(row => row.ToUpload())]);
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
