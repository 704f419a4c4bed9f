using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Applications;

/// <summary>
/// A whole application in one request (API). One evaluation, one micro-batch: the path that has to stand the first hour.
/// </summary>
internal sealed class SubmitApplication(
    TownDatabase database, ICatalogue catalogue, SubmissionPreparation preparation, SubmissionQueue queue, SecretSeal seal,
    IActor actor, TimeProvider time)
{
    public const string Scope = "cases.api";

    /// <param name="Files">Upload ids by question.</param>
    /// <param name="Key">Idempotency key of the client.</param>
    /// <param name="BodySha256">Of everything that the key stands for.</param>
    internal sealed record Request(
        string Service, string? ServiceVersion, JsonObject Answers, IReadOnlyDictionary<string, IReadOnlyList<Guid>> Files,
        string Key, byte[] BodySha256, Language Language);

    public async Task<Outcome<Receipt>> RunAsync(Municipality town, Request request, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (catalogue.FindForm(town.Id, request.Service) is not { } service)
            return Refusal.NotFound("service");
        var receipt = await SubmitAsync(service, request, ct);
        CasesMetrics.Submitted(town.Id, service.Id, SubmitDraft.OutcomeOf(receipt), time.GetElapsedTime(start));
        return receipt;
    }

    private async Task<Outcome<Receipt>> SubmitAsync(EffectiveService service, Request request, CancellationToken ct)
    {
        var scope = database.For(service.Town.Number);
        var prepared = await PrepareAsync(scope, service, request, ct);
        if (prepared.Succeeded)
            return (await queue.WriteAsync(prepared.Value, ct)).Then(result => Receipt.Of(result, seal));

        // What was accepted once stays accepted, also when a rule that reads the calendar would refuse it today.
        return await SubmissionWriter.FindAsync(scope, Scope, request.Key, request.BodySha256, ct) is { } earlier
            ? Receipt.Of(earlier, seal)
            : prepared.Refusal;
    }

    private async Task<Outcome<PreparedSubmission>> PrepareAsync(
        TownScope scope, EffectiveService service, Request request, CancellationToken ct)
    {
        if (request.ServiceVersion is { } version && version != service.Version)
            return Refusal.Conflict("service.version-changed", $"Die Leistung hat jetzt die Fassung {service.Version}.");
        var files = await FilesAsync(scope, request.Files, ct);
        if (!files.Succeeded)
            return files.Refusal;
        return await preparation.PrepareAsync(service, new IncomingApplication
        {
            Answers = request.Answers,
            Files = files.Value,
            Scope = Scope,
            Key = request.Key,
            BodySha256 = request.BodySha256,
            Channel = "api",
            Language = request.Language,
            Strict = true,
        }, ct);
    }

    /// <summary>The uploads named, each sent for the question that names it, by this account or without one.</summary>
    private async Task<Outcome<IReadOnlyList<CaseUpload>>> FilesAsync(
        TownScope scope, IReadOnlyDictionary<string, IReadOnlyList<Guid>> named, CancellationToken ct)
    {
        if (named.Count == 0)
            return Outcome.Of<IReadOnlyList<CaseUpload>>([]);
        var rows = await scope.QueryAsync<UploadRow>(
            """
            select id, question, name, media_type, size, sha256
            from cases.upload
            where municipality = @Town and id = any(@Ids) and draft is null and object like 'upload/%'
              and (account is null or account = @Account)
            """,
            new { Ids = named.Values.SelectMany(ids => ids).Distinct().ToArray(), Account = actor.OwnerId }, ct);
        var known = rows.ToDictionary(row => row.Id);
        var files = new List<CaseUpload>();
        var faults = new List<FieldFault>();
        foreach (var (question, ids) in named)
        {
            foreach (var id in ids.Distinct())
            {
                if (known.TryGetValue(id, out var row) && row.Question == question)
                    files.Add(row.ToUpload());
                else
                    faults.Add(new FieldFault(question, "upload.not-found", "Diese Datei gibt es nicht."));
            }
        }

        return faults.Count == 0
            ? Outcome.Of<IReadOnlyList<CaseUpload>>(files)
            : Refusal.Invalid("application.faults", "Bitte prüfen Sie Ihre Angaben.", faults);
    }
}
