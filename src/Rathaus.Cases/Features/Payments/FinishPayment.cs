using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// The applicant comes back from the provider, or the provider calls. Neither is believed: both only cause a question to
/// the provider.
/// </summary>
internal sealed class FinishPayment(CaseAccess access, TownDatabase database, IPaymentProvider provider, PaymentLedger ledger)
{
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
    public async Task<Outcome<PaymentState>> NotifyAsync(Municipality town, string reference, CancellationToken ct)
    {
        var scope = database.For(town.Number);
        if (reference.Length is 0 or > 100 || await PaymentStore.OfReferenceAsync(scope, reference, ct) is not { } payment)
            return Refusal.NotFound("payment");
        var standing = await provider.ReadAsync(town.Number, reference, ct);
        await ledger.ApplyAsync(town.Number, scope, payment, reference, standing, ct);
        return standing.State;
    }
}
