using System.Text;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Joint;
using Rathaus.Identity;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>
/// Hands out an issued document as PDF or HTML. The applicant's first look at a notice is recorded: the later day of
/// notification holds (§ 41 (2a) VwVfG NRW, § 9 OZG). Clerks look without that effect.
/// </summary>
internal sealed class FetchDocument(CaseAccess access, OpenSigning signings, EncryptedFiles files, ISensitiveActions sensitive, IActor actor, TimeProvider time)
{
    /// <param name="Html">Rendered letter without page around it, safe to show; null when the PDF was asked for.</param>
    internal sealed record Content(
        short Municipality, string Title, string Kind, string FileName, byte[]? Pdf, string? Html, string Sha256)
    {
        /// <summary>Of the case.</summary>
        public required string Number { get; init; }
    }

    public async Task<Outcome<Content>> AsApplicantAsync(CaseKey key, Guid document, bool pdf, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        if (await WhyNotAsync(opened.Value, ct) is { } refusal)
            return refusal;
        var content = await ReadAsync(opened.Value, document, pdf, ct);
        if (content.Succeeded && opened.Value.Case.Notice?.Id == document)
            await RecordAsync(opened.Value, ct);
        return content;
    }

    /// <summary>For somebody who has confirmed the application; the applicant's day of notification stays what it is.</summary>
    public async Task<Outcome<Content>> AsSignerAsync(string number, Guid document, CancellationToken ct)
    {
        var entered = await signings.EnterAsync(number, code: null, ct);
        if (!entered.Succeeded)
            return entered.Refusal;
        if (await WhyNotAsync(entered.Value.Opened, ct) is { } refusal)
            return refusal;
        return entered.Value.Mine.State == SigningState.Confirmed
            ? await ReadAsync(entered.Value.Opened, document, pdf: true, ct)
            : Refusal.NotFound("document");
    }

    public async Task<Outcome<Content>> AsStaffAsync(string number, Guid document, bool pdf, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        return opened.Succeeded ? await ReadAsync(opened.Value, document, pdf, ct) : opened.Refusal;
    }

    private async Task<Refusal?> WhyNotAsync(OpenedCase opened, CancellationToken ct) => opened.Service.Trust >= TrustLevel.Substantial
        ? await sensitive.CheckAsync(SensitiveAction.ReadSubstantialDocument, ct)
        : null;

    /// <summary>Of several first looks at once one is recorded; the others find it done.</summary>
    private async Task RecordAsync(OpenedCase opened, CancellationToken ct)
    {
        var remedy = opened.Service.Remedy is not (RemedyKind.None or RemedyKind.CourtOrder or RemedyKind.ElectoralObjection);
        if (opened.Case.FetchNotice(time.Today(), remedy, opened.Service.Town.State) is { } fetched)
            await CaseStore.SaveAsync(opened.Scope, opened.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(fetched), ct);
    }

    private async Task<Outcome<Content>> ReadAsync(OpenedCase opened, Guid document, bool pdf, CancellationToken ct)
    {
        var row = await opened.Scope.QuerySingleOrDefaultAsync<Row>(
            """
            select kind, title, pdf, html, sha256
            from cases.document
            where municipality = @Town and id = @document and number = @Number
            """,
            new { document, Number = opened.Case.Number.Text }, ct);
        if (row is null || await files.ReadAsync(opened.Town.Number, pdf ? row.Pdf : row.Html, ct) is not { } bytes)
            return Refusal.NotFound("document");
        return new Content(
            opened.Town.Number, row.Title, row.Kind, $"{opened.Case.Number.Text}-{row.Kind}.pdf", pdf ? bytes : null,
            pdf ? null : Encoding.UTF8.GetString(bytes), Convert.ToHexStringLower(row.Sha256)) { Number = opened.Case.Number.Text };
    }

    private sealed record Row
    {
        public required string Kind { get; init; }

        public required string Title { get; init; }

        public required Guid Pdf { get; init; }

        public required Guid Html { get; init; }

        public required byte[] Sha256 { get; init; }
    }
}
