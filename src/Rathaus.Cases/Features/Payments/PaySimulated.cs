using System.Text.Json;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Payments;

/// <summary>What a person may do on the simulated provider's page, to try every course a payment can take.</summary>
internal enum SimulatedAction
{
    /// <summary>Pay; the provider calls back once.</summary>
    Pay,

    /// <summary>Pay; the provider calls back twice.</summary>
    PayTwiceTold,

    /// <summary>Pay one euro less than asked for.</summary>
    PayTooLittle,

    /// <summary>Go back unpaid; the money arrives a minute later.</summary>
    PayLate,

    Cancel,

    /// <summary>Cancel, and the money arrives nevertheless a minute later.</summary>
    CancelThenPayLate,
}

/// <summary>SIMULATION: the buttons of the embedded payment provider.</summary>
internal sealed class PaySimulated(
    SimulatedPaymentProvider provider, ISimulatedCalls calls, TownDatabase database, ICatalogue catalogue, TimeProvider time)
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    public async Task<Outcome<SimulatedBooking>> ShowAsync(short municipality, string reference, CancellationToken ct) =>
        catalogue.FindTown(municipality) is not null && await provider.FindAsync(municipality, reference, ct) is { } booking
            ? booking
            : Refusal.NotFound("payment");

    /// <returns>Local address to go back to.</returns>
    public async Task<Outcome<string>> ActAsync(short municipality, string reference, SimulatedAction action, CancellationToken ct)
    {
        if (catalogue.FindTown(municipality) is null || await provider.FindAsync(municipality, reference, ct) is not { } booking)
            return Refusal.NotFound("payment");
        switch (action)
        {
            case SimulatedAction.Pay or SimulatedAction.PayTwiceTold:
                await provider.MoveAsync(municipality, reference, "Paid", ["Open"], ct);
                await calls.NotifyAsync(municipality, reference, ct);
                if (action == SimulatedAction.PayTwiceTold)
                    await calls.NotifyAsync(municipality, reference, ct);
                break;
            case SimulatedAction.Cancel or SimulatedAction.CancelThenPayLate:
                await provider.MoveAsync(municipality, reference, "Cancelled", ["Open"], ct);
                await calls.NotifyAsync(municipality, reference, ct);
                break;
            case SimulatedAction.PayTooLittle:
                await provider.PayOtherAsync(municipality, reference, booking.Amount - new Euro(1), ct);
                await calls.NotifyAsync(municipality, reference, ct);
                break;
            case SimulatedAction.PayLate:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action");
        }

        if (action is SimulatedAction.PayLate or SimulatedAction.CancelThenPayLate)
            await database.For(municipality).ExecuteBatchAsync([JobSql.Insert(new JobRequest(
                SimulatedLatePayment.JobKind,
                JsonSerializer.Serialize(new SimulatedJobPayload(reference), JobJson.Default.SimulatedJobPayload),
                time.GetUtcNow() + Late))], ct);
        return booking.ReturnPath;
    }
}
