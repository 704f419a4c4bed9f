using System.Text.Json;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// Sends the applicant to the payment provider. One open try at a time: who comes again gets the same booking; a new one is
/// opened only after the provider called the old one cancelled.
/// </summary>
internal sealed class StartPayment(CaseAccess access, IPaymentProvider provider, PaymentLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(2);

    /// <param name="Redirect">Where to pay.</param>
    internal sealed record Started(string Redirect, bool Simulated);

    /// <param name="returnPath">Local address the provider leads back to.</param>
    /// <returns>409 <c>payment.already-paid</c> when there is nothing to pay any more.</returns>
    public async Task<Outcome<Started>> RunAsync(CaseKey key, string returnPath, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (town, scope, _, state, _) = opened.Value;
        var payment = await PaymentStore.OfCaseAsync(scope, state.Number.Text, ct);
        if (payment is null)
            return Refusal.NotFound("payment");
        if (payment.OpenReference is not null)
            payment = await ledger.RefreshAsync(town.Number, scope, payment.Id, ct) ?? payment;
        if (payment.Status is not ("Open" or "Pending"))
            return NothingToPay(payment);
        if (!state.OwesFee)
            return Refusal.Conflict("payment.not-wanted", "Für diesen Antrag ist nichts zu bezahlen.");

        var attempt = payment.OpenReference is null ? payment.Attempt + 1 : payment.Attempt;
        var booking = await provider.OpenAsync(
            new PaymentOrder(town.Number, $"{payment.Id:D}-{attempt}", payment.Amount, payment.Purpose, returnPath), ct);
        if (payment.OpenReference is null)
            await RememberAsync(scope, payment, attempt, booking.Reference, ct);
        return new Started(booking.Redirect, provider.Simulated);
    }

    private static Refusal NothingToPay(Payment payment) => payment.Status == "Paid"
        ? Refusal.Conflict("payment.already-paid", "Die Gebühr ist schon bezahlt.")
        : Refusal.Conflict("payment.not-wanted", "Für diesen Antrag ist nichts zu bezahlen.");

    private async Task RememberAsync(SqlScope scope, Payment payment, int attempt, string reference, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        try
        {
            await scope.ExecuteBatchAsync(
                [
                    PaymentStore.Enter(payment, "Opened", reference, reference + "/opened", payment.Amount, now),
                    new Sql(
                        """
                        update cases.payment
                        set status = 'Pending', attempt = @attempt, changed_at = @now
                        where municipality = @Town and id = @Id and status = 'Open'
                        """,
                        new { payment.Id, attempt, now }),
                    JobSql.Insert(new JobRequest(
                        CaseJobs.ReconcilePayment,
                        JsonSerializer.Serialize(new PaymentJobPayload(payment.Id), JobJson.Default.PaymentJobPayload), now + FirstLook)),
                ], ct);
        }
        catch (UniqueViolationException)
        {
            // A second click was as fast: the same key made the same booking, and it is entered.
        }
    }
}
