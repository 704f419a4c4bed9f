using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Questions;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>The pages with questions: show one, save it, change its entries and files.</summary>
internal static class QuestionPages
{
    private const string FromCheck = "pruefen";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("/{town}/{service}/antrag/{draft:guid}/seite/{page}");
        page.MapPage("", ShowAsync);
        page.MapForm("", SaveAsync).WithMetadata(UploadPages.WholeRequest);
    }

    private static async Task<IResult> ShowAsync([AsParameters] DraftRequest request, string page, CancellationToken ct)
    {
        var view = await request.OpenAsync(ct);
        if (!view.Succeeded)
            return request.Refused(view.Refusal);
        if (view.Value.Evaluation.FindPage(page) is not { } state)
            return PageResult.Refused(Refusal.NotFound("page"));
        if (!state.Visible)
            return PageResult.SeeOther(request.Address.Root);

        // What was typed and could not be read comes back with its fault; what is only missing is not complained about yet.
        var typed = view.Value.Draft.Unfinished.ToArray();
        var faults = state.Faults.Where(fault => typed.Any(name => IsAt(name, fault.Path))).ToArray();
        return Page(request, await WithFirstEntriesAsync(request, view.Value, state, ct), page, faults);
    }

    private static async Task<IResult> SaveAsync(
        [AsParameters] DraftRequest request, string page, [FromQuery] string? von, IFormCollection form, SaveDraftPage save,
        UploadDesk uploads, IAnswerParser parser, CancellationToken ct)
    {
        if (request.Found is not { } service || service.Form.FindPage(page) is not { } definition)
            return PageResult.Refused(Refusal.NotFound("page"));
        var key = await request.ClaimAsync(ct);
        var posted = new PostedFields(form);
        await ApplyAsync(request, posted, definition, ct);

        var change = new SaveDraftPage.Request(
            posted.Version, page, posted.Fields, request.Http.Language(), posted.Action == FormActions.Remove ? PostedFields.Write(posted.Removed) : null);
        var saved = await save.RunAsync(service.Town, key, change, ct);
        if (!saved.Succeeded)
            return saved.Refusal.Current is DraftView newer
                ? await ChangedAsync(request, newer, change, parser, ct)
                : request.Refused(saved.Refusal);

        var refused = await uploads.FromPageAsync(service, key, posted, form.Files, request.Http.Language(), ct);
        if (refused.Count > 0)
            return await AgainAsync(request, key, page, refused, ct);
        if (posted.IsEntryAction || uploads.Concerns(posted))
            return PageResult.SeeOther(Again(request, page, von, posted));
        if (posted.Action == FormActions.Later)
            return PageResult.SeeOther(request.Address.Later);
        if (form.Files.Count > 0)
            return await AfterFilesAsync(request, key, page, von, definition, form.Files, ct);
        return Onward(request, saved.Value.View, page, von, saved.Value.Faults);
    }

    /// <summary>On to the next page, or the same one with its faults (422).</summary>
    private static IResult Onward(
        DraftRequest request, DraftView view, string page, string? von, IReadOnlyList<FieldFault> faults)
    {
        if (faults.Count > 0)
            return Page(request, view, page, faults);
        var next = von == FromCheck ? view.Evaluation.FirstOpenPage : view.Evaluation.NextPage(page);
        return PageResult.SeeOther(next is null ? request.Address.Check : request.Address.Page(next.Page.Id));
    }

    private static async Task<IResult> AfterFilesAsync(
        DraftRequest request, DraftKey key, string page, string? von, FormPage definition, IFormFileCollection files, CancellationToken ct)
    {
        var view = await request.Drafts.RunAsync(request.Found!.Town, key, request.Http.Language(), ct);

        // Whoever hands in something that a machine checks sees the result before going on.
        if (view.Succeeded && view.Value.Evaluation.FindPage(page) is { Notes.Count: > 0 }
            && definition.Questions.FirstOrDefault(one => one.Accept.Contains(AttachUpload.Proof) && files.Any(file => file.Name == one.Path && file.Length > 0)) is { } checkedOne)
            return PageResult.SeeOther($"{request.Address.Page(page)}{(von == FromCheck ? "?von=" + FromCheck : "")}#{FieldModel.ElementId(checkedOne.Path)}");
        return view.Succeeded
            ? Onward(request, view.Value, page, von, view.Value.Evaluation.FindPage(page)?.Faults ?? [])
            : request.Refused(view.Refusal);
    }

    /// <summary>Where the page goes on after a button of its own: at the entry or the question that it was about.</summary>
    private static string Again(DraftRequest request, string page, string? von, PostedFields posted)
    {
        var query = von == FromCheck ? "?von=" + FromCheck : "";
        return $"{request.Address.Page(page)}{query}#{FieldModel.ElementId(posted.Target)}";
    }

    /// <summary>The same page with the files that were not taken (422).</summary>
    private static async Task<IResult> AgainAsync(
        DraftRequest request, DraftKey key, string page, IReadOnlyList<FieldFault> refused, CancellationToken ct)
    {
        var view = await request.Drafts.RunAsync(request.Found!.Town, key, request.Http.Language(), ct);
        if (!view.Succeeded)
            return request.Refused(view.Refusal);
        return view.Value.Evaluation.FindPage(page) is { Visible: true }
            ? Page(request, view.Value, page, refused)
            : PageResult.SeeOther(request.Address.Root);
    }

    /// <param name="faults">Faults to show; none on a page that nobody has sent yet.</param>
    private static PageResult Page(DraftRequest request, DraftView view, string page, IReadOnlyList<FieldFault> faults)
    {
        var state = view.Evaluation.FindPage(page)!;
        var fields = new QuestionFields
        {
            Language = request.Http.Language(),
            Faults = faults,
            Uploads = view.Draft.Uploads,
            UploadAddress = request.Address.Uploads,
            PreviewAddress = request.Address.Upload,
            Removed = PostedFields.OfDraft(view.Draft),
        }.Of(state.Questions);
        var model = new QuestionView(view, state, fields, request.Address);
        return faults.Count > 0 && HttpMethods.IsPost(request.Http.Request.Method)
            ? PageResult.Invalid<QuestionPage>(new { Model = model })
            : PageResult.Of<QuestionPage>(new { Model = model });
    }

    /// <summary>A list that needs an entry begins with one to fill in, unless its last one was removed just now.</summary>
    private static async Task<DraftView> WithFirstEntriesAsync(
        DraftRequest request, DraftView view, PageState state, CancellationToken ct)
    {
        var removed = PostedFields.OfDraft(view.Draft);
        var empty = state.Questions.Where(question => question is { Visible: true, ReadOnly: false, Entries.Count: 0 }
            && question.Question is { Type: QuestionType.RepeatingGroup, MinEntries: > 0 } && removed?.Path != question.Path).ToArray();
        if (empty.Length == 0)
            return view;
        var answers = view.Draft.Answers.DeepClone().AsObject();
        foreach (var question in empty)
            answers[question.Path] = new JsonArray(new JsonObject());
        var begun = await request.Drafts.ViewAsync(
            view.Service.Town, view.Draft with { Answers = answers }, request.Http.Language(), view.Draft.Unsaved, ct);
        return begun.Succeeded ? begun.Value : view;
    }

    /// <summary>Both versions of the page, side by side (409).</summary>
    private static async Task<IResult> ChangedAsync(
        DraftRequest request, DraftView newer, SaveDraftPage.Request mine, IAnswerParser parser, CancellationToken ct)
    {
        var town = newer.Service.Town;
        var parsed = parser.ParsePage(newer.Service, mine.Page, mine.Fields, newer.Draft.Answers, mine.Language);
        var typed = await request.Drafts.ViewAsync(
            town, newer.Draft with { Answers = parsed.Answers, Unsaved = parsed.Raw }, mine.Language, parsed.Raw, ct);
        if (!typed.Succeeded)
            return request.Refused(typed.Refusal);
        var model = new ChangedView(newer, typed.Value, mine.Page, request.Address, mine.Fields);
        return PageResult.Of<ChangedPage>(new { Model = model }, status: StatusCodes.Status409Conflict);
    }

    private static bool IsAt(string name, string path) =>
        name.StartsWith(path, StringComparison.Ordinal) && (name.Length == path.Length || name[path.Length] is '.' or '[');

    /// <summary>Buttons of entries; the title of a removed entry comes from the draft as it was.</summary>
    private static async Task ApplyAsync(DraftRequest request, PostedFields posted, FormPage page, CancellationToken ct)
    {
        if (!posted.IsEntryAction)
            return;
        var group = posted.Action is FormActions.Add or FormActions.Undo ? posted.Path : PostedFields.Group(posted.Path);
        if (page.Questions.FirstOrDefault(question => question.Path == group) is not { Children.Count: > 0 } question)
            return;
        var draft = await request.OpenAsync(ct);
        if (!draft.Succeeded)
            return;
        var title = question.Label.In(request.Http.Language());
        if (posted.Action == FormActions.Remove
            && draft.Value.Evaluation.FindQuestion(question.Path) is { } state
            && int.TryParse(posted.Path.AsSpan(question.Path.Length + 1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < state.Entries.Count)
            title = new QuestionFields { Language = request.Http.Language() }.TitleOf(state, state.Entries[number]);
        posted.Recall(draft.Value.Draft);
        posted.Apply(question.Children[0].Id, title);
    }
}
