using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Features.Applications;

/// <summary>Proof that an application arrived (Eingangsbestätigung). Exists only after the commit.</summary>
/// <param name="Secret">With the number it opens the status without sign-in.</param>
/// <param name="Sha256">Hash of the first event: number, instant and answers, lower-case hex.</param>
/// <param name="Repeated">The same key was answered before; this is the same receipt again.</param>
internal sealed record Receipt(
    CaseNumber Number, string Secret, string Sha256, DateTimeOffset SubmittedAt, CaseStatus Status, Euro Fee,
    DateOnly? PaymentDue, bool Repeated)
{
    public static Receipt Of(StoredReceipt stored, SecretSeal seal, bool fresh)
    {
        if (!CaseNumber.TryParse(stored.Number, out var number) || !Euro.TryParse(stored.Fee, out var fee))
            throw new InvalidOperationException("A stored receipt cannot be read");
        return new Receipt(number, seal.Open(stored.SealedSecret), stored.Sha256, stored.SubmittedAt,
            Enum.Parse<CaseStatus>(stored.Status), fee, stored.PaymentDue, Repeated: !fresh);
    }

    /// <summary>What the writer said, as receipt or refusal.</summary>
    public static Outcome<Receipt> Of(SubmissionResult result, SecretSeal seal) => result switch
    {
        { Kind: SubmissionResultKind.Accepted, Response: { } response } => Of(response, seal, result.Fresh),
        { Kind: SubmissionResultKind.OtherBody } => Refusal.Conflict(
            "idempotency.other-body", "Dieser Schlüssel wurde schon für einen anderen Antrag benutzt."),
        { Kind: SubmissionResultKind.DraftChanged } => Refusal.Conflict(
            "draft.changed-meanwhile", "Der Entwurf wurde inzwischen geändert. Bitte prüfen Sie ihn noch einmal."),
        _ => throw new InvalidOperationException("An accepted submission has a receipt"),
    };
}
