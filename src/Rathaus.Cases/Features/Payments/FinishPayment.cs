using Rathaus.Cases.Data;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// The applicant comes back from the provider, or the provider calls. Neither is believed: both only cause a question to
/// the provider.
/// </summary>
internal sealed class FinishPayment(
    CaseAccess access, CaseReader cases, TownDatabase database, IPaymentProvider provider, PaymentLedger ledger, TimeProvider time)
{
    /// <summary>What a call led to.</summary>
    /// <param name="Flagged">Amounts differ: a person of the office has a task.</param>
    internal sealed record Told(PaymentState State, bool Flagged);

    /// <summary>The person is back.</summary>
    /// <returns>The payment as it stands now: Paid, Pending (not heard of yet) or Open (cancelled: try again).</returns>
    public async Task<Outcome<Payment>> ReturnAsync(CaseKey key, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var payment = await PaymentStore.OfCaseAsync(opened.Value.Scope, opened.Value.Case.Number.Text, ct);
        if (payment is null)
            return Refusal.NotFound("payment");
        return await ledger.RefreshAsync(opened.Value.Town.Number, opened.Value.Scope, payment.Id, ct) ?? payment;
    }

    /// <summary>The provider calls (as often as it likes).</summary>
    /// <param name="told">The amount the call names. The provider's books count; a difference is for a person to look at.</param>
    public async Task<Outcome<Told>> NotifyAsync(Municipality town, string reference, Euro told, CancellationToken ct)
    {
        var scope = database.For(town.Number);
        if (reference.Length is 0 or > 100 || await PaymentStore.OfReferenceAsync(scope, reference, ct) is not { } id)
            return Refusal.NotFound("payment");
        var standing = await provider.ReadAsync(town.Number, reference, ct);
        await ledger.ApplyAsync(town.Number, scope, id, reference, standing, ct);
        var payment = await PaymentStore.FindAsync(scope, id, ct) ?? throw new InvalidOperationException("The payment is gone");
        if (told != standing.Amount)
            await FlagAsync(town, scope, payment, ct);

        // Paid, but not what was asked for: the ledger has made a refund task of it.
        var wrong = standing.State == PaymentState.Paid && standing.Amount != payment.Amount;
        return new Told(standing.State, wrong || told != standing.Amount);
    }

    private async Task FlagAsync(Municipality town, SqlScope scope, Payment payment, CancellationToken ct)
    {
        if (await cases.OpenAsync(town.Number, scope, payment.Number, ct) is { } opened)
            await scope.ExecuteBatchAsync(
                [TaskSql.CreateOnce(opened.Case, "check-by-hand", "payment-amount-differs", time.GetUtcNow())], ct);
    }
}
