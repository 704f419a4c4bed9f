using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Money;

namespace Rathaus.Cases.Api;

/// <summary>Body of a submission.</summary>
/// <param name="ServiceVersion">Version the client was made for, or left out; another one is refused with 409.</param>
/// <param name="Answers">Answers by question id.</param>
/// <param name="Files">Upload ids by question id.</param>
internal sealed record ApplicationRequest(
    string? ServiceVersion, JsonObject Answers, IReadOnlyDictionary<string, IReadOnlyList<Guid>>? Files);

/// <summary>Proof that an application arrived.</summary>
/// <param name="Number">Case number.</param>
/// <param name="Secret">With the number it opens the status; shown to nobody else.</param>
/// <param name="Sha256">Check sum over number, instant and answers.</param>
/// <param name="Repeated">The same receipt was given before for this key.</param>
/// <param name="Verify">Address where anybody can check number and check sum.</param>
internal sealed record ReceiptResponse(
    string Number, string Secret, string Sha256, DateTimeOffset SubmittedAt, string Status, Euro Fee, DateOnly? PaymentDue,
    bool Repeated, string StatusUrl, string Verify)
{
    public static ReceiptResponse Of(Receipt receipt, string town) => new(
        receipt.Number.Text, receipt.Secret, receipt.Sha256, receipt.SubmittedAt, ApiNames.Of(receipt.Status.ToString()),
        receipt.Fee, receipt.PaymentDue, receipt.Repeated, $"/api/v1/{town}/applications/{receipt.Number.Text}",
        $"/verify?nummer={receipt.Number.Text}&pruefsumme={receipt.Sha256}");
}

/// <summary>A stored file.</summary>
internal sealed record UploadResponse(Guid Id, string Question, string Name, string MediaType, long Size, string Sha256);

/// <summary>How an application stands.</summary>
/// <param name="ExpectedOn">Day a decision may be expected, or left out.</param>
/// <param name="Correction">What the office asks the applicant for, or left out.</param>
/// <param name="Decision">Left out until the notice is sent.</param>
/// <param name="Appointments">Visits to an office that the application calls for.</param>
/// <param name="Signers">Who else must confirm before the application goes on.</param>
internal sealed record StatusResponse(
    string Number, string Service, string Status, string? Outcome, DateTimeOffset SubmittedAt, DateTimeOffset ChangedAt,
    DateOnly? ExpectedOn, Euro Fee, Euro Paid, bool Simulated, StatusCorrection? Correction, IReadOnlyList<StatusDocument> Documents,
    StatusDecision? Decision, IReadOnlyList<StatusSigner> Signers,
    IReadOnlyList<StatusAppointment> Appointments)
{
    public static StatusResponse Of(ShowOwnCase.View view)
    {
        var state = view.Case;
        return new StatusResponse(
            state.Number.Text, state.Service, ApiNames.Of(state.Status.ToString()), ApiNames.OfOptional(state.Outcome?.ToString()),
            state.SubmittedAt, state.ChangedAt, view.Expected, state.Fee, state.Paid, state.Simulated,
            state.OpenCorrection is { } asked ? new StatusCorrection(asked.Questions, asked.Text, asked.Until) : null,
            [.. view.Documents.Select(document => new StatusDocument(document.Id, document.Kind, document.Title, document.CreatedAt))],
            state is { Status: CaseStatus.Decided, Outcome: { } outcome, Notice: { } notice } ? StatusDecision.Of(outcome, notice) : null,
            [.. state.Signings.Select(signing => new StatusSigner(
                signing.Signer.Rule, signing.Signer.FamilyName, signing.Signer.GivenNames, ApiNames.Of(signing.State.ToString()), signing.At, signing.Reason,
                state is { Status: CaseStatus.AwaitingSigners, Due: { } due } ? due.Ends : null))],
            [.. view.Appointments.Select(one => new StatusAppointment(
                one.Due.Id, one.Due.Label, one.Due.Office.Id, one.Due.Minutes, one.Booked is null ? "open" : ApiNames.Of(one.Booked.Status), one.Booked?.StartsAt))]);
    }
}

/// <summary>A visit to an office.</summary>
/// <param name="State">open, booked, arrived, served or missed.</param>
internal sealed record StatusAppointment(string Id, string Label, string Office, int Minutes, string State, DateTimeOffset? StartsAt);

/// <summary>A person who must confirm.</summary>
/// <param name="Id">The rule of the service.</param>
/// <param name="State">open, confirmed or declined.</param>
/// <param name="Until">Last day to confirm; left out when it is over.</param>
internal sealed record StatusSigner(
    string Id, string FamilyName, string GivenNames, string State, DateTimeOffset? At, string? Reason, DateOnly? Until);

/// <summary>The decision, from the day its notice was sent.</summary>
/// <param name="Notified">Day the notice counts as made known, § 41 VwVfG NRW.</param>
/// <param name="Chain">The computation it rests on, as it was when it was decided.</param>
internal sealed record StatusDecision(string Outcome, IReadOnlyList<string> Reasons, DateOnly? Notified, DateOnly? RemedyEnds, IReadOnlyList<StatusStep> Chain)
{
    public static StatusDecision Of(CaseOutcome outcome, CaseNotice notice) => new(
        ApiNames.Of(outcome.ToString()), notice.Reasons, notice.Notified, notice.RemedyEnds,
        [.. (notice.Chain ?? []).Select(step => new StatusStep(
            step.Id, step.Label, step.Value, step.Display, step.Unit, step.Basis,
            [.. step.Reads.Select(read => new StatusRead(read.Id, read.Label, read.Display))]))]);
}

/// <summary>One step of the computation.</summary>
/// <param name="Display">The value for people, in German.</param>
/// <param name="Basis">Paragraph, or left out.</param>
internal sealed record StatusStep(
    string Name, string Label, JsonNode? Value, string Display, string? Unit, string? Basis, IReadOnlyList<StatusRead> Reads);

/// <summary>A value that a step read.</summary>
internal sealed record StatusRead(string Name, string Label, string Display);

internal sealed record StatusCorrection(IReadOnlyList<string> Questions, string Text, DateOnly Until);

internal sealed record StatusDocument(Guid Id, string Kind, string Title, DateTimeOffset IssuedAt);

/// <summary>Names of states as they travel.</summary>
internal static class ApiNames
{
    public static string Of(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static string? OfOptional(string? name) => name is null ? null : Of(name);
}
