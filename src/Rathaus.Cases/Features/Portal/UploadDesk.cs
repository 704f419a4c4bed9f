using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>Files that travel with the page's form: the way without script.</summary>
internal sealed class UploadDesk(AttachUpload attach, RemoveUpload remove, ITexts texts)
{
    /// <summary>The pressed button was about a file.</summary>
    public bool Concerns(PostedFields posted) => posted.Action is FormActions.Upload or FormActions.RemoveFile or FormActions.ReplaceFile;

    /// <returns>Files that were not taken, by question, each with what to do.</returns>
    public async Task<IReadOnlyList<FieldFault>> FromPageAsync(
        EffectiveService service, DraftKey key, PostedFields posted, IFormFileCollection files, Language language,
        CancellationToken ct)
    {
        var words = texts.For(language);
        var faults = new List<FieldFault>();
        var slash = posted.Path.LastIndexOf('/');
        var named = slash > 0 && Guid.TryParse(posted.Path.AsSpan(slash + 1), out var id) ? id : (Guid?)null;
        if (posted.Action == FormActions.RemoveFile && named is { } upload
            && await remove.RunAsync(service.Town, key, upload, ct) is { Succeeded: false, Refusal: { } refusal })
            faults.Add(new FieldFault(posted.Path[..slash], refusal.Code, RefusalWords.Of(words, refusal)));
        var replaced = posted.Action == FormActions.ReplaceFile ? named : null;
        if (replaced is not null && !files.Any(file => file.Name == posted.Path[..slash] && file.Length > 0))
            faults.Add(new FieldFault(posted.Path[..slash], "upload.no-file", words["cases.refusal.upload.no-file"]));

        foreach (var file in files)
        {
            if (file.Length == 0 && file.FileName.Length == 0)
                continue;
            await using var content = file.OpenReadStream();
            var taken = await attach.ToDraftAsync(
                service.Town, key, new AttachUpload.Request(
                    file.Name, file.FileName, file.ContentType, content, replaced is not null && file.Name == posted.Path[..slash] ? replaced : null), ct);
            replaced = null;
            if (!taken.Succeeded)
                faults.Add(new FieldFault(file.Name, taken.Refusal.Code, $"{file.FileName}: {RefusalWords.Of(words, taken.Refusal)}"));
        }

        return faults;
    }
}
