using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
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

        // What was typed and not accepted comes back with its fault; an untouched page shows none.
        var touched = view.Value.Draft.Unsaved.Keys.Any(name => state.Questions.Any(question =>
            name == question.Path || name.StartsWith(question.Path + ".", StringComparison.Ordinal)
            || name.StartsWith(question.Path + "[", StringComparison.Ordinal)));
        return Page(request, view.Value, state, showFaults: touched, []);
    }

    private static async Task<IResult> SaveAsync(
        [AsParameters] DraftRequest request, string page, [FromQuery] string? von, IFormCollection form, SaveDraftPage save,
        UploadDesk uploads, CancellationToken ct)
    {
        if (request.Found is not { } service || service.Form.FindPage(page) is not { } definition)
            return PageResult.Refused(Refusal.NotFound("page"));
        var key = await request.ClaimAsync(ct);
        var posted = new PostedFields(form);
        await ApplyAsync(request, posted, definition, ct);

        var saved = await save.RunAsync(
            service.Town, key, new SaveDraftPage.Request(posted.Version, page, posted.Fields, request.Http.Language()), ct);
        if (!saved.Succeeded)
            return saved.Refusal.Current is DraftView newer
                ? Changed(request, newer, page, posted)
                : request.Refused(saved.Refusal);

        var refused = await uploads.FromPageAsync(service, key, posted, form.Files, ct);
        if (posted.IsEntryAction || uploads.Concerns(posted) || refused.Count > 0)
            return await AgainAsync(request, key, page, posted, refused, ct);
        if (posted.Action == FormActions.Later)
            return PageResult.SeeOther(request.Address.Later);
        if (form.Files.Count > 0)
            return await AfterFilesAsync(request, key, page, von, ct);
        return Onward(request, saved.Value.View, page, von, saved.Value.Faults);
    }

    /// <summary>On to the next page, or the same one with its faults (422).</summary>
    private static IResult Onward(
        DraftRequest request, DraftView view, string page, string? von, IReadOnlyList<FieldFault> faults)
    {
        if (faults.Count > 0)
            return Page(request, view, view.Evaluation.FindPage(page)!, showFaults: true, faults);
        var next = von == FromCheck ? view.Evaluation.FirstOpenPage : view.Evaluation.NextPage(page);
        return PageResult.SeeOther(next is null ? request.Address.Check : request.Address.Page(next.Page.Id));
    }

    private static async Task<IResult> AfterFilesAsync(
        DraftRequest request, DraftKey key, string page, string? von, CancellationToken ct)
    {
        var view = await request.Drafts.RunAsync(request.Found!.Town, key, request.Http.Language(), ct);
        return view.Succeeded
            ? Onward(request, view.Value, page, von, view.Value.Evaluation.FindPage(page)?.Faults ?? [])
            : request.Refused(view.Refusal);
    }

    /// <summary>The same page after a button of its own: saved, without complaints about what is not finished.</summary>
    private static async Task<IResult> AgainAsync(
        DraftRequest request, DraftKey key, string page, PostedFields posted, IReadOnlyList<FieldFault> refused, CancellationToken ct)
    {
        var view = await request.Drafts.RunAsync(request.Found!.Town, key, request.Http.Language(), ct);
        if (!view.Succeeded)
            return request.Refused(view.Refusal);
        return view.Value.Evaluation.FindPage(page) is { Visible: true } state
            ? Page(request, view.Value, state, refused.Count > 0, refused, posted.Removed)
            : PageResult.SeeOther(request.Address.Root);
    }

    private static PageResult Page(
        DraftRequest request, DraftView view, PageState state, bool showFaults, IReadOnlyList<FieldFault> faults,
        RemovedEntry? removed = null)
    {
        var fields = new QuestionFields
        {
            Language = request.Http.Language(),
            ShowFaults = showFaults,
            Faults = faults.GroupBy(fault => fault.Path, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First().Message, StringComparer.Ordinal),
            Uploads = view.Draft.Uploads,
            UploadAddress = request.Address.Uploads,
            PreviewAddress = request.Address.Upload,
            Removed = removed,
        }.Of(state.Questions);
        var model = new QuestionView(view, state, fields, request.Address, showFaults, removed);
        return faults.Count > 0
            ? PageResult.Invalid<QuestionPage>(new { Model = model })
            : PageResult.Of<QuestionPage>(new { Model = model });
    }

    private static PageResult Changed(DraftRequest request, DraftView newer, string page, PostedFields posted) =>
        PageResult.Of<ChangedPage>(
            new { Model = new ChangedView(newer, request.Address, newer.Evaluation.FindPage(page)!, posted.Fields) },
            status: StatusCodes.Status409Conflict);

    /// <summary>Buttons of entries; the title of a removed entry comes from the draft as it was.</summary>
    private static async Task ApplyAsync(DraftRequest request, PostedFields posted, FormPage page, CancellationToken ct)
    {
        if (!posted.IsEntryAction)
            return;
        var group = posted.Action is FormActions.Add or FormActions.Undo ? posted.Path : PostedFields.Group(posted.Path);
        if (page.Questions.FirstOrDefault(question => question.Path == group) is not { Children.Count: > 0 } question)
            return;
        var title = question.Label.In(request.Http.Language());
        if (posted.Action == FormActions.Remove
            && (await request.OpenAsync(ct)).Value?.Evaluation.FindQuestion(question.Path) is { } state
            && int.TryParse(posted.Path.AsSpan(question.Path.Length + 1).TrimEnd(']'), System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number < state.Entries.Count)
            title = new QuestionFields { Language = request.Http.Language() }.TitleOf(state, state.Entries[number]);
        posted.Apply(question.Children[0].Id, title);
    }
}
