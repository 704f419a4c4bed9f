using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>
/// Takes a file: looks at its content, encrypts it under the key of the draft or case and ties it to its question. What is
/// not tied within a day is swept.
/// </summary>
internal sealed class AttachUpload(
    TownDatabase database, ICatalogue catalogue, CaseAccess access, EncryptedFiles files, IProofCheck proofs, IActor actor, TimeProvider time)
{
    /// <summary>Files of one question at most, whatever its package says about fewer.</summary>
    public const int MostPerQuestion = 20;

    /// <summary>A question that takes documents with proof, checked by machine.</summary>
    public const string Proof = "proof";

    /// <param name="Question">Path of the file question.</param>
    /// <param name="Name">File name as sent.</param>
    /// <param name="Replaces">Upload that this one takes the place of, or null.</param>
    internal sealed record Request(string Question, string Name, string? MediaType, Stream Content, Guid? Replaces = null);

    public async Task<Outcome<CaseUpload>> ToDraftAsync(Municipality town, DraftKey key, Request request, CancellationToken ct)
    {
        var scope = database.For(town.Number);
        var draft = await DraftStore.LoadAsync(scope, key.Id, ct);
        if (draft is null || !draft.BelongsTo(actor, key.Secret))
            return Refusal.NotFound("draft");
        if (draft.Number is { } number)
            return OpenDraft.Submitted(number.Text);
        if (catalogue.FindForm(town.Id, draft.Service)?.Form.FindQuestion(Unnumbered(request.Question)) is not { Type: QuestionType.File } question)
            return Refusal.NotFound("question");
        if (request.Replaces is { } gone && !draft.Uploads.Any(upload => upload.Id == gone && upload.Question == request.Question))
            return Refusal.NotFound("upload");
        var others = draft.Uploads.Count(upload => upload.Question == request.Question && upload.Id != request.Replaces);
        if (others >= Math.Min(question.MaxFiles, MostPerQuestion))
            return TooMany;
        return await StoreAsync(scope, CaseFiles.ObjectOf(draft.Id), draft.Id, question, request, ct);
    }

    /// <summary>For a correction; becomes part of the case when the correction is sent.</summary>
    public async Task<Outcome<CaseUpload>> ToCaseAsync(CaseKey key, Request request, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct, CaseRight.Help);
        if (!opened.Succeeded)
            return opened.Refusal;
        if (opened.Value.Case.OpenCorrection?.Questions.Contains(request.Question, StringComparer.Ordinal) != true
            || opened.Value.Service.Form.FindQuestion(request.Question) is not { Type: QuestionType.File } question)
            return Refusal.NotFound("question");
        return await StoreAsync(
            database.For(opened.Value.Town.Number), CaseFiles.ObjectOf(opened.Value.Case), null, question, request, ct);
    }

    /// <summary>For the API: before the application that will name it. Whoever knows the id may use it once.</summary>
    public async Task<Outcome<CaseUpload>> LooseAsync(
        Municipality town, string service, Request request, CancellationToken ct)
    {
        if (catalogue.FindForm(town.Id, service) is not { } offered)
            return Refusal.NotFound("service");
        return offered.Form.FindQuestion(Unnumbered(request.Question)) is { Type: QuestionType.File } question
            ? await StoreAsync(
                database.For(town.Number), CaseFiles.ObjectOfUpload(Guid.CreateVersion7(time.GetUtcNow())), null, question, request, ct)
            : Refusal.NotFound("question");
    }

    private static Refusal TooMany => Refusal.Invalid("upload.too-many", "So viele Dateien sind hier nicht möglich.");

    /// <summary><c>fahrzeuge[2].schein</c> asks the question <c>fahrzeuge.schein</c>.</summary>
    private static string Unnumbered(string path)
    {
        var open = path.IndexOf('[', StringComparison.Ordinal);
        var close = path.IndexOf(']', StringComparison.Ordinal);
        return open > 0 && close > open ? path.Remove(open, close - open + 1) : path;
    }

    private async Task<Outcome<CaseUpload>> StoreAsync(
        TownScope scope, string objectName, Guid? draft, Question question, Request request, CancellationToken ct)
    {
        var inspected = question.Accept.Contains(Proof)
            ? await InspectProofAsync(request, ct)
            : await UploadInspection.InspectAsync(request.Content, request.Name, request.MediaType, ct);
        if (!inspected.Succeeded)
            return inspected.Refusal;
        if (!Accepts(question, inspected.Value.MediaType))
            return Refusal.Invalid("upload.kind-not-wanted", "Diese Art von Datei ist hier nicht möglich.");
        var stored = await files.StoreAsync(scope.Municipality, objectName, inspected.Value, ct);
        if (!stored.Succeeded)
            return stored.Refusal;

        var file = stored.Value;
        var sha256 = Convert.ToHexStringLower(file.Sha256);
        List<Sql> commands =
        [
            new(
                """
                insert into cases.upload
                  (municipality, id, object, draft, account, question, name, media_type, size, sha256, created_at)
                values (@Town, @Id, @Object, @draft, @Account, @Question, @Name, @MediaType, @Size, @sha256, @CreatedAt)
                """,
                new
                {
                    file.Id, file.Object, draft, Account = actor.OwnerId, request.Question, file.Name, file.MediaType,
                    file.Size, sha256, file.CreatedAt,
                }),
        ];
        var replaced = request.Replaces is { } old && draft is not null ? old : (Guid?)null;
        if (replaced is { } gone)
            commands.Add(RemoveUpload.Delete(draft ?? Guid.Empty, gone));
        var changed = await scope.ExecuteBatchAsync(commands, ct);
        if (replaced is { } former && changed[1] == 1)
            await files.DeleteAsync(scope.Municipality, former, ct);
        return new CaseUpload(file.Id, request.Question, file.Name, file.MediaType, file.Size, sha256);
    }

    /// <summary>
    /// A document with proof is taken when it is genuine, as it is; one that is not is refused with the reason, because nobody
    /// vouches for what it holds. Files without proof are looked at like all others.
    /// </summary>
    private async Task<Outcome<InspectedUpload>> InspectProofAsync(Request request, CancellationToken ct)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await request.Content.ReadAsync(buffer, ct)) > 0)
        {
            if (content.Length + read > UploadInspection.LargestFile)
                return UploadRefusals.TooLarge;
            await content.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        content.Position = 0;
        if (await proofs.CheckAsync(content, Language.German, ct) is not { } verdict)
        {
            content.Position = 0;
            return await UploadInspection.InspectAsync(content, request.Name, request.MediaType, ct);
        }

        return verdict.Answer switch
        {
            ProofAnswer.Genuine => UploadInspection.Proven(content.ToArray(), request.Name),
            ProofAnswer.Unwitnessed => Refusal.Invalid("upload.proof-unwitnessed", "Diesen Nachweis bestätigen nicht genug andere Städte."),
            ProofAnswer.Revoked => Refusal.Invalid("upload.proof-revoked", "Die Stadt hat dieses Dokument widerrufen. Es gilt nicht mehr."),
            ProofAnswer.Superseded => Refusal.Invalid("upload.proof-superseded", "Dieses Dokument ist durch ein neueres ersetzt."),
            ProofAnswer.Erased => Refusal.Invalid("upload.proof-erased", "Der Nachweis in dieser Datei ist gelöscht. Niemand kann sie mehr prüfen."),
            ProofAnswer.Forged => Refusal.Invalid("upload.proof-forged", "Diese Datei ist nicht echt: Sie wurde verändert oder stammt nicht von einer Stadt."),
            _ => Refusal.Invalid("upload.proof-unreadable", "Der Nachweis in dieser Datei lässt sich nicht lesen."),
        };
    }

    private static bool Accepts(Question question, string mediaType) => question.Accept.Count == 0
        || (question.Accept.Contains(Proof) && mediaType == UploadInspection.Archive)
        || (question.Accept.Contains("pdf") && mediaType == "application/pdf")
        || (question.Accept.Contains("image") && mediaType.StartsWith("image/", StringComparison.Ordinal));
}
