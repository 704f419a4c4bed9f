using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>
/// Saves one page of a draft. What is right becomes an answer, what is not stays as typed and comes back with its fault.
/// Two tabs never overwrite each other: the second one gets 409 and the newer state.
/// </summary>
internal sealed class SaveDraftPage(
    TownDatabase database, OpenDraft open, IAnswerParser parser, ICatalogue catalogue, IOptions<CasesOptions> options,
    IActor actor, TimeProvider time)
{
    /// <param name="Version">The draft's version that the page was made from.</param>
    /// <param name="Page">Id of the page.</param>
    /// <param name="Fields">Field name to values, as posted.</param>
    /// <param name="Removed">An entry that this save removes, kept until the next save so that it can be taken back.</param>
    internal sealed record Request(
        int Version, string Page, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields, Language Language,
        string? Removed = null);

    /// <param name="View">The draft as saved; <c>Evaluation</c> shows faulty fields as they were typed.</param>
    /// <param name="Faults">Faults of this page; empty: go on to <paramref name="Next"/>.</param>
    /// <param name="Next">Id of the next page; null: check your answers.</param>
    internal sealed record Saved(DraftView View, IReadOnlyList<FieldFault> Faults, string? Next);

    public async Task<Outcome<Saved>> RunAsync(Municipality town, DraftKey key, Request request, CancellationToken ct)
    {
        var scope = database.For(town.Number);
        var draft = await DraftStore.LoadAsync(scope, key.Id, ct);
        if (draft is null || !draft.BelongsTo(actor, key.Secret))
            return Refusal.NotFound("draft");
        if (draft.Number is { } number)
            return OpenDraft.Submitted(number.Text);
        if (catalogue.FindForm(town.Id, draft.Service) is not { } service)
            return Refusal.NotFound("service");
        if (service.Form.FindPage(request.Page) is null)
            return Refusal.NotFound("page");

        var parsed = parser.ParsePage(service, request.Page, request.Fields, draft.Answers, request.Language);
        var unsaved = Unsaved(parsed, request.Removed);
        if (draft.Version != request.Version)
            return await RepeatedOrChangedAsync(town, draft, request, parsed, unsaved, ct);

        var now = time.GetUtcNow();
        var saved = draft with
        {
            Answers = parsed.Answers,
            Unsaved = unsaved,
            Page = request.Page,
            Version = draft.Version + 1,
            ServiceHash = service.Hash,
            Language = request.Language,
            SavedAt = now,
            ExpiresOn = DraftTerms.ExpiresOn(options.Value, draft.Account is not null, now),
        };
        if (await WriteAsync(scope, saved, draft.Version, ct) == 0)
        {
            var newer = await DraftStore.LoadAsync(scope, key.Id, ct);
            return newer is null ? Refusal.NotFound("draft") : await RepeatedOrChangedAsync(town, newer, request, parsed, unsaved, ct);
        }

        return await ShowAsync(town, saved, request, parsed, ct);
    }

    /// <summary>
    /// Another save came first. A double click or a reload sends again what is there already: nothing to save and nothing
    /// to ask. Anything else is 409 with the newer state.
    /// </summary>
    private Task<Outcome<Saved>> RepeatedOrChangedAsync(
        Municipality town, Draft newer, Request request, ParsedAnswers parsed, IReadOnlyDictionary<string, string> unsaved,
        CancellationToken ct) =>
        JsonNode.DeepEquals(parsed.Answers, newer.Answers) && Same(unsaved, newer.Unsaved)
            ? ShowAsync(town, newer, request, parsed, ct)
            : ChangedMeanwhileAsync(town, newer, request.Language, ct);

    private async Task<Outcome<Saved>> ShowAsync(
        Municipality town, Draft saved, Request request, ParsedAnswers parsed, CancellationToken ct)
    {
        var view = await open.ViewAsync(town, saved, request.Language, parsed.Raw, ct);
        if (!view.Succeeded)
            return view.Refusal;
        var faults = FaultsOf(view.Value.Evaluation, request.Page, parsed.Faults);
        return new Saved(view.Value, faults, view.Value.Evaluation.NextPage(request.Page)?.Page.Id);
    }

    private static IReadOnlyDictionary<string, string> Unsaved(ParsedAnswers parsed, string? removed) => removed is null
        ? parsed.Raw
        : new Dictionary<string, string>(parsed.Raw, StringComparer.Ordinal) { [Draft.RemovedKey] = removed };

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(one => right.TryGetValue(one.Key, out var other) && other == one.Value);

    /// <summary>What could not be read comes first; a question that could not be read is not also called missing.</summary>
    private static IReadOnlyList<FieldFault> FaultsOf(FormEvaluation evaluation, string page, IReadOnlyList<FieldFault> unread)
    {
        var seen = unread.Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        var rest = evaluation.FindPage(page)?.Faults.Where(fault => !seen.Contains(fault.Path)) ?? [];
        return [.. unread, .. rest];
    }

    private static Task<int> WriteAsync(TownScope scope, Draft draft, int expected, CancellationToken ct) => scope.ExecuteAsync(
        """
        update cases.draft
        set answers = @Answers::jsonb, unsaved = @Unsaved::jsonb, page = @Page, version = @Version, language = @Language,
          service_hash = @ServiceHash, saved_at = @SavedAt, expires_on = @ExpiresOn
        where municipality = @Town and id = @Id and version = @Expected and number is null
        """,
        new
        {
            Answers = draft.Answers.ToJsonString(),
            Unsaved = draft.Unsaved.Count == 0 ? null : JsonSerializer.Serialize(draft.Unsaved),
            draft.Page,
            draft.Version,
            Language = draft.Language.Code,
            draft.ServiceHash,
            draft.SavedAt,
            draft.ExpiresOn,
            draft.Id,
            Expected = expected,
        }, ct);

    private async Task<Outcome<Saved>> ChangedMeanwhileAsync(Municipality town, Draft newer, Language language, CancellationToken ct)
    {
        var view = await open.ViewAsync(town, newer, language, newer.Unsaved, ct);
        return view.Succeeded
            ? Refusal.Conflict("draft.changed-meanwhile", "Der Entwurf wurde inzwischen in einem anderen Fenster geändert.")
                with { Current = view.Value }
            : view.Refusal;
    }
}
