using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Engine;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>The deeds of a town's administrators on its services.</summary>
internal sealed class Adoptions(
    Catalogue catalogue, AdoptionStore store, AdoptionSheets sheets, ITexts texts, IActor actor, TimeProvider time) : IAdoptions
{
    private const int LongestText = 4000;

    public async Task<Outcome<IReadOnlyList<AdoptionRow>>> ListAsync(Municipality town, Language language, CancellationToken ct) =>
        MayNot(town) is { } refusal ? refusal : Outcome.Of(await sheets.ListAsync(town, language, ct));

    public async Task<Outcome<AdoptionSheet>> OpenAsync(Municipality town, string lead, string service, Language language, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        return await sheets.OpenAsync(town, lead, service, language, ct) is { } sheet ? sheet : Refusal.NotFound("service");
    }

    public async Task<Outcome<int>> BeginAsync(Municipality town, string lead, string service, string? toVersion, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        var snapshot = catalogue.Snapshot;
        var inForce = snapshot.Parts.Overlay(town.Id, service);
        if (inForce is not null && inForce.Lead != lead)
            return Refusal.NotFound("service");
        var from = inForce is null ? null : snapshot.Service(town.Id, service)?.Version ?? snapshot.Parts.Shelf.Match(lead, service, inForce.Version)?.Version.ToString();
        if ((toVersion ?? from) is var wanted && (wanted is null ? snapshot.Parts.Shelf.NewestOf(lead, service) : snapshot.Parts.Shelf.Match(lead, service, wanted)) is not { } to)
            return Refusal.NotFound("service");
        var adopts = $"{lead}/{service}@{to.Version}";
        var draft = new DraftRow
        {
            Service = service,
            Lead = lead,
            FromVersion = from,
            ToVersion = to.Version.ToString(),
            Base = inForce is null ? null : YamlWriter.Write(inForce.Root),
            Overlay = "",
            Decisions = "{}",
            State = "open",
            Editors = [actor.StaffId!.Value],
            Version = 1,
            ChangedAt = time.GetUtcNow(),
        };
        var root = inForce is null ? OverlayStart.Make(town, to.Def, time.Today(), to.Version.ToString())
            : AdoptionSheets.Plan(snapshot, town, draft) is { } plan ? plan.Apply(new Dictionary<string, UpgradeChoice>(), adopts, out _)
            : OverlayEdit.Adopt(inForce.Root, adopts);
        return await store.InsertAsync(town, draft with { Overlay = Write(root) }, ct) ? 1 : Changed;
    }

    public Task<Outcome<int>> SaveSettingsAsync(
        Municipality town, string service, int version, IReadOnlyDictionary<string, string> fields, Language language, CancellationToken ct) =>
        EditAsync(town, service, version, "settings", null, (draft, root, package) =>
        {
            var faults = new List<FieldFault>();
            var changed = new OverlayForm(town, package, texts.For(language), catalogue.Snapshot.Parts).Read(root, fields, faults);
            return faults.Count > 0
                ? Refusal.Invalid("adoption.settings", "Einige Angaben stimmen noch nicht.", [.. faults])
                : (draft, Used(town, package, changed));
        }, ct);

    public Task<Outcome<int>> SaveTextAsync(
        Municipality town, string service, int version, string key, IReadOnlyDictionary<string, string> texts, CancellationToken ct) =>
        EditAsync(town, service, version, "text", key, (draft, root, package) =>
        {
            if (package.OverlayPoints.Values.All(isQuestions => isQuestions) || !PackageComparison.TextsOf(package).ContainsKey(key))
                return Refusal.NotFound("text");
            foreach (var (language, text) in texts.Where(text => text.Key is "de" or "en" or "de-einfach"))
            {
                if (text.Length > LongestText)
                    return Refusal.Invalid("adoption.text", "Der Text ist zu lang.", new FieldFault(language, "long", "Der Text ist zu lang."));
                root = text.Trim().Length == 0 ? OverlayEdit.WithoutText(root, language, key) : OverlayEdit.WithText(root, language, key, text.Trim().ReplaceLineEndings(" "));
            }

            return Sound(town, package, root, "de") is { } fault ? fault : (draft, root);
        }, ct);

    public Task<Outcome<int>> AddQuestionAsync(Municipality town, string service, int version, OwnQuestion question, CancellationToken ct) =>
        EditAsync(town, service, version, "question", question.Label.GetValueOrDefault("de"), (draft, root, package) =>
        {
            if (question.Label.GetValueOrDefault("de", "").Trim().Length == 0)
                return Refusal.Invalid("adoption.question", "Die Frage fehlt.", new FieldFault("de", "required", "Schreiben Sie die Frage auf."));
            if (!OwnQuestions.Types.Contains(question.Type) || !package.OverlayPoints.TryGetValue(question.Place, out var isQuestions) || !isQuestions)
                return Refusal.NotFound("question");
            var wanted = OwnQuestions.IdOf(question.Label["de"]);
            var id = Enumerable.Range(1, int.MaxValue).Select(turn => turn == 1 ? wanted : $"{wanted}_{turn}").First(free =>
                package.Questions.All(one => one.Id != free) && OwnQuestions.Of(root).All(one => one.Id != free) && !QuestionReader.IsReserved(free));
            var added = OwnQuestions.Add(root, question with { Id = id });
            return Sound(town, package, added, "de") is { } fault ? fault : (draft, added);
        }, ct);

    public Task<Outcome<int>> RemoveQuestionAsync(Municipality town, string service, int version, string id, CancellationToken ct) =>
        EditAsync(town, service, version, "question", id, (draft, root, _) => OwnQuestions.Of(root).Any(one => one.Id == id)
            ? (draft, OwnQuestions.Remove(root, id)) : Refusal.NotFound("question"), ct);

    public Task<Outcome<int>> DecideAsync(Municipality town, string service, int version, string key, bool ours, CancellationToken ct) =>
        EditAsync(town, service, version, "decided", key, (draft, root, _) =>
        {
            var choice = ours ? UpgradeChoice.Ours : UpgradeChoice.Theirs;
            if (AdoptionSheets.Plan(catalogue.Snapshot, town, draft) is not { } plan
                || plan.Conflicts.FirstOrDefault(conflict => conflict.Key == key) is not { } conflict || !conflict.Choices.Contains(choice))
                return Refusal.NotFound("conflict");
            return (draft.With(key, choice), plan.Decide(root, key, choice));
        }, ct);

    public async Task<Outcome<IReadOnlyList<ExampleResult>>> TryExamplesAsync(Municipality town, string lead, string service, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        var sheet = await sheets.OpenAsync(town, lead, service, Language.German, ct);
        if (sheet is null)
            return Refusal.NotFound("service");
        return sheet.Candidate is { } candidate ? Outcome.Of(await ExamplesAsync(candidate, ct)) : Outcome.Of<IReadOnlyList<ExampleResult>>([]);
    }

    public async Task<Outcome<int>> SubmitAsync(Municipality town, string service, int version, DateOnly validFrom, string? note, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        if (await store.FindAsync(town, service, ct) is not { } draft || draft.Version != version)
            return Changed;
        var sheet = await sheets.OpenAsync(town, draft.Lead, service, Language.German, ct);
        if (draft.IsSubmitted || sheet is null)
            return Changed;
        if (sheet.Candidate is not { } candidate || sheet.OpenConflicts > 0)
            return Refusal.Conflict("adoption.incomplete", "Es fehlt noch etwas: offene Entscheidungen oder Angaben.");
        if (validFrom < time.Today())
            return Refusal.Invalid("adoption.day", "Der Tag ist vorbei.", new FieldFault("tag", "past", "Wählen Sie heute oder einen späteren Tag."));
        if ((await ExamplesAsync(candidate, ct)).Any(example => example.Faults.Count > 0) && string.IsNullOrWhiteSpace(note))
            return Refusal.Invalid("adoption.examples", "Beispiele weichen ab.", new FieldFault("grund", "required", "Beispiele weichen ab. Schreiben Sie, warum das so sein soll."));
        return await UpdateAsync(town, draft with { State = "submitted", ValidFrom = validFrom, Note = Short(note) }, "submitted", Short(note), ct);
    }

    public async Task<Outcome<int>> ReturnAsync(Municipality town, string service, int version, string note, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        if (await store.FindAsync(town, service, ct) is not { IsSubmitted: true } draft || draft.Version != version)
            return Changed;
        return string.IsNullOrWhiteSpace(note)
            ? Refusal.Invalid("adoption.note", "Der Grund fehlt.", new FieldFault("bemerkung", "required", "Schreiben Sie, was noch zu ändern ist."))
            : await UpdateAsync(town, draft with { State = "open", Note = Short(note) }, "returned", Short(note), ct);
    }

    public async Task<Outcome<int>> PublishAsync(Municipality town, string service, int version, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        if (await store.FindAsync(town, service, ct) is not { IsSubmitted: true } draft || draft.Version != version)
            return Changed;
        if (draft.Editors.Contains(actor.StaffId!.Value))
            return Refusal.Forbidden("adoption.four-eyes", "Was Sie selbst geändert haben, gibt eine andere Person frei.");
        var sheet = await sheets.OpenAsync(town, draft.Lead, service, Language.German, ct);
        if (sheet?.Candidate is not { } candidate || sheet.OpenConflicts > 0)
            return Refusal.Conflict("adoption.incomplete", "Es fehlt noch etwas: offene Entscheidungen oder Angaben.");
        var from = draft.ValidFrom is { } day && day > time.Today() ? day : time.Today();
        if (!await store.PublishAsync(town, draft, candidate, from, ct))
            return Changed;
        await catalogue.RefreshAsync(ct);
        return draft.Version + 1;
    }

    public async Task<Outcome<int>> DiscardAsync(Municipality town, string service, int version, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        return await store.FindAsync(town, service, ct) is { } draft && draft.Version == version && await store.DeleteAsync(town, draft, ct) ? version + 1 : Changed;
    }

    public async Task<Outcome<int>> WithdrawAsync(Municipality town, string service, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        if (catalogue.Snapshot.Parts.Shelf.Newest.FirstOrDefault(package => package.Def.Id == service) is not { } package)
            return Refusal.NotFound("service");
        var about = new DraftRow
        {
            Service = service, Lead = package.Def.Lead, ToVersion = package.Version.ToString(), Overlay = "", Decisions = "{}", State = "open",
            Editors = [], Version = 0, ChangedAt = time.GetUtcNow(),
        };
        return await store.WithdrawAsync(town, about, time.Today(), ct) > 0 ? 1 : Changed;
    }

    public ValueTask<FormEvaluation> PreviewAsync(EffectiveService service, JsonObject answers, EvaluationContext context, CancellationToken ct) =>
        new FormEngine(texts, NoFacts.Instance).EvaluateAsync(service, answers, context, ct);

    /// <summary>Changes an open draft; whoever changes it may not release it.</summary>
    private async Task<Outcome<int>> EditAsync(
        Municipality town, string service, int version, string action, string? note, Func<DraftRow, MapNode, PackageDef, Outcome<(DraftRow Draft, MapNode Root)>> edit, CancellationToken ct)
    {
        if (MayNot(town) is { } refusal)
            return refusal;
        if (await store.FindAsync(town, service, ct) is not { IsSubmitted: false } draft || draft.Version != version
            || catalogue.Snapshot.Parts.Shelf.Match(draft.Lead, service, draft.ToVersion) is not { } package)
            return Changed;
        var edited = edit(draft, AdoptionSheets.Parse(town, draft), package.Def);
        if (!edited.Succeeded)
            return edited.Refusal;
        return await UpdateAsync(town, edited.Value.Draft with { Overlay = Write(edited.Value.Root) }, action, Short(note), ct);
    }

    private async Task<Outcome<int>> UpdateAsync(Municipality town, DraftRow draft, string action, string? note, CancellationToken ct)
    {
        var editors = draft.Editors.Append(actor.StaffId!.Value).Distinct().ToArray();
        // Whoever only sends it back has changed nothing and may release it later.
        var next = draft with { Editors = action == "returned" ? draft.Editors : editors, ChangedAt = time.GetUtcNow() };
        return await store.UpdateAsync(town, next, action, note, ct) is { } version ? version : Changed;
    }

    private async Task<IReadOnlyList<ExampleResult>> ExamplesAsync(EffectiveService candidate, CancellationToken ct)
    {
        var outcomes = await new ExampleTrial(texts).RunAsync(catalogue.Snapshot, candidate.Runtime.Def, candidate, ct);
        return [.. outcomes.Select(outcome => new ExampleResult(outcome.File, outcome.Title, outcome.Town, outcome.Own, outcome.Faults))];
    }

    /// <summary>A parameter that is not used with the others as they are now is not kept.</summary>
    private MapNode Used(Municipality town, PackageDef package, MapNode root)
    {
        var faults = new FaultList();
        var file = AdoptionSheets.FileOf(town, package.Id);
        if (OverlayReader.Read(town.Id, file, root, catalogue.Snapshot.Parts.Blocks, faults) is { } overlay)
            catalogue.Snapshot.Parts.Build(town, package, overlay, faults);
        foreach (var unused in faults.All.Select(fault => fault.About).OfType<string>().Where(about => about.StartsWith("unused:", StringComparison.Ordinal)))
            root = OverlayEdit.Set(root, null, "parameters", unused["unused:".Length..]);
        return root;
    }

    /// <summary>Why wording or a question cannot be taken: an expression in it does not work, or the form would break.</summary>
    private Refusal? Sound(Municipality town, PackageDef package, MapNode root, string field)
    {
        var (_, open) = OverlayStart.Try(catalogue.Snapshot.Parts, town, package, root, AdoptionSheets.FileOf(town, package.Id));
        return open.FirstOrDefault(item => item.Kind == "fault") is { } fault
            ? Refusal.Invalid("adoption.fault", "So passt es nicht in die Leistung.", new FieldFault(field, "fault", fault.Name))
            : null;
    }

    private Refusal? MayNot(Municipality town) =>
        actor.StaffId is not null && actor.Assignments.Any(held => held.Municipality == town.Number && held.Role == StaffRole.Administrator)
            ? null : Refusal.NotFound("adoption");

    private static string Write(MapNode root) => YamlWriter.Write(OverlayEdit.Sorted(root));

    private static string? Short(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim()[..Math.Min(text.Trim().Length, 500)];

    private static Refusal Changed => Refusal.Conflict("adoption.changed", "Der Entwurf ist inzwischen anders. Sehen Sie ihn sich noch einmal an.");

    /// <summary>Nobody's register is asked while trying out.</summary>
    private sealed class NoFacts : IFactSource
    {
        public static readonly NoFacts Instance = new();

        public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => ValueTask.FromResult(FactAnswer.Unknown);
    }
}
