using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Cases.Features.Account;

/// <summary>The answers an office asked for again, or that the applicant changes before all have confirmed: only those, with their files and a word to the office.</summary>
internal static class CorrectionPages
{
    /// <summary>A page the applicant wants to change while others have not confirmed.</summary>
    public const string PageField = "seite";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var correction = routes.MapGroup("/vorgang/{number}/korrektur");
        correction.MapPage("", ShowAsync);
        correction.MapForm("", AnswerAsync).WithMetadata(UploadPages.WholeRequest).RequireRateLimiting("submission");
    }

    private static async Task<IResult> ShowAsync(
        [AsParameters] CaseRequest request, [FromQuery(Name = PageField)] string? page, AnswerCorrection correction, CancellationToken ct)
    {
        request.Close();
        var view = await correction.ShowAsync(request.Key, request.Http.Language(), typed: null, ct, page);
        return view.Succeeded ? Page(request, view.Value, new Posted(null, null, [])) : Refused(request, view.Refusal);
    }

    private static async Task<IResult> AnswerAsync(
        [AsParameters] CaseRequest request, IFormCollection form, [FromQuery(Name = PageField)] string? page, AnswerCorrection correction,
        AttachUpload attach, ITexts texts, CancellationToken ct)
    {
        request.Close();
        var before = await correction.ShowAsync(request.Key, request.Http.Language(), typed: null, ct, page);
        if (!before.Succeeded)
            return Refused(request, before.Refusal);

        var words = texts.For(request.Http.Language());
        var posted = new PostedFields(form);
        Apply(posted, before.Value);
        var files = form[CorrectionView.FileField].Select(id => Guid.TryParse(id, out var file) ? file : Guid.Empty)
            .Where(id => id != Guid.Empty).ToList();
        if (posted.Action == FormActions.RemoveFile)
            files.RemoveAll(id => posted.Path.EndsWith("/" + id.ToString("D"), StringComparison.OrdinalIgnoreCase));
        var refused = await StoreAsync(request, form.Files, attach, words, files, ct);

        var typed = new AnswerCorrection.Request(
            posted.Fields, files, form[CorrectionView.CommentField], request.Http.Language()) { Page = page };
        var stays = posted.IsEntryAction || posted.Action is FormActions.Upload or FormActions.RemoveFile;
        if (stays || refused.Count > 0)
            return await AgainAsync(request, correction, typed, new Posted(posted, typed.Comment, refused), ct);

        var answered = await correction.RunAsync(request.Key, typed, ct);
        if (answered.Succeeded)
            return PageResult.SeeOther(request.Address);
        return answered.Refusal.Kind == RefusalKind.Invalid
            ? await AgainAsync(request, correction, typed, new Posted(posted, typed.Comment, RefusalWords.Of(words, answered.Refusal.Faults)), ct)
            : Refused(request, answered.Refusal);
    }

    /// <summary>Keeps the files that came with the form; the others are named with what to do.</summary>
    private static async Task<IReadOnlyList<FieldFault>> StoreAsync(
        CaseRequest request, IFormFileCollection sent, AttachUpload attach, Texts words, List<Guid> kept, CancellationToken ct)
    {
        var faults = new List<FieldFault>();
        foreach (var file in sent.Where(file => file.Length > 0 || file.FileName.Length > 0))
        {
            await using var content = file.OpenReadStream();
            var taken = await attach.ToCaseAsync(
                request.Key, new AttachUpload.Request(file.Name, file.FileName, file.ContentType, content), ct);
            if (taken.Succeeded)
                kept.Add(taken.Value.Id);
            else
                faults.Add(new FieldFault(file.Name, taken.Refusal.Code, $"{file.FileName}: {RefusalWords.Of(words, taken.Refusal)}"));
        }

        return faults;
    }

    private static void Apply(PostedFields posted, AnswerCorrection.View view)
    {
        if (!posted.IsEntryAction)
            return;
        var group = posted.Action is FormActions.Add or FormActions.Undo ? posted.Path : PostedFields.Group(posted.Path);
        if (view.Questions.FirstOrDefault(state => state.Path == group) is { Question.Children.Count: > 0 } found)
            posted.Apply(found.Question.Children[0].Id, found.Label);
    }

    private static async Task<IResult> AgainAsync(
        CaseRequest request, AnswerCorrection correction, AnswerCorrection.Request typed, Posted posted, CancellationToken ct)
    {
        var view = await correction.ShowAsync(request.Key, request.Http.Language(), typed, ct);
        return view.Succeeded ? Page(request, view.Value, posted) : Refused(request, view.Refusal);
    }

    /// <summary>Answered already, in another window or by a second click: the case shows it.</summary>
    private static IResult Refused(CaseRequest request, Refusal refusal) =>
        refusal.Code == "correction.not-open" ? PageResult.SeeOther(request.Address) : request.Refused(refusal);

    private static PageResult Page(CaseRequest request, AnswerCorrection.View view, Posted posted)
    {
        var show = posted.Faults.Count > 0;
        var fields = new QuestionFields
        {
            Language = request.Http.Language(),
            Faults = posted.Faults,
            Uploads = view.Pending,
            Removed = posted.Fields?.Removed,
        }.Of(view.Questions);
        var model = new CorrectionView(
            view, [.. fields.Select(field => field with { IsHeading = false })], posted.Comment,
            posted.Faults.FirstOrDefault(fault => fault.Path == AnswerCorrection.CommentPath)?.Message, posted.Fields?.Removed);
        return show
            ? PageResult.Invalid<CorrectionPage>(new { Model = model }, request.TownOf(view.Opened))
            : PageResult.Of<CorrectionPage>(new { Model = model }, request.TownOf(view.Opened));
    }

    private sealed record Posted(PostedFields? Fields, string? Comment, IReadOnlyList<FieldFault> Faults);
}

/// <summary>The form of a correction.</summary>
/// <param name="Comment">What the applicant adds.</param>
/// <param name="CommentFault">Why it was not taken, or null.</param>
internal sealed record CorrectionView(
    AnswerCorrection.View Asked, IReadOnlyList<FieldModel> Fields, string? Comment, string? CommentFault, RemovedEntry? Removed)
{
    /// <summary>Ids of files that were stored with an earlier try.</summary>
    public const string FileField = "_datei";

    public const string CommentField = "_kommentar";

    public Case Case => Asked.Opened.Case;

    /// <summary>What the office has of the questions' files so far.</summary>
    public IReadOnlyList<CaseUpload> Present(string path) => [.. Case.Files.Where(file => file.Question == path)];
}
