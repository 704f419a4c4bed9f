using System.Collections.Immutable;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>Opens a draft where it was left, on whatever device, and evaluates it as of today.</summary>
internal sealed class OpenDraft(
    TownDatabase database, ICatalogue catalogue, IFormEngine engine, IActor actor, TimeProvider time)
{
    /// <param name="language">Language to show it in; null: the draft's own.</param>
    /// <returns>404 when it is gone, submitted (then the refusal carries the number) or somebody else's.</returns>
    public async Task<Outcome<DraftView>> RunAsync(Municipality town, DraftKey key, Language? language, CancellationToken ct)
    {
        var draft = await DraftStore.LoadAsync(database.For(town.Number), key.Id, ct);
        if (draft is null || !draft.BelongsTo(actor, key.Secret))
            return Refusal.NotFound("draft");
        if (draft.Number is { } number)
            return Submitted(number.Text);
        return await ViewAsync(town, draft, language ?? draft.Language, draft.Unsaved, ct);
    }

    /// <summary>The draft with the rules' word on it. <paramref name="raw"/> is what was typed and not accepted.</summary>
    internal async Task<Outcome<DraftView>> ViewAsync(
        Municipality town, Draft draft, Language language, IReadOnlyDictionary<string, string> raw, CancellationToken ct)
    {
        if (catalogue.FindForm(town.Id, draft.Service) is not { } service)
            return Refusal.NotFound("service");
        var evaluation = await engine.EvaluateAsync(service, draft.Answers, new EvaluationContext(time.Today(), language)
        {
            Actor = ApplicantActor.Of(actor),
            Raw = raw.Count == 0 ? ImmutableDictionary<string, string>.Empty : raw,
            Files = SubmissionPreparation.FilesOf(draft.Uploads),
        }, ct);
        return new DraftView(draft, service, evaluation, draft.ServiceHash != service.Hash);
    }

    /// <summary>A draft that became a case: the page leads on to it.</summary>
    internal static Refusal Submitted(string number) =>
        Refusal.Conflict("draft.submitted", "Diesen Antrag haben Sie schon gesendet.") with { Current = new SubmittedAs(number) };

    /// <summary>The case a draft has become.</summary>
    internal sealed record SubmittedAs(string Number);
}
