using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// SIMULATION of a payment provider: keeps books like a real one, moves no money. Used until a town configures its own.
/// </summary>
internal sealed class SimulatedPaymentProvider(TownDatabase database, SimulatedSignature signature, TimeProvider time) : IPaymentProvider
{
    public string Id => "simulation";

    public bool Simulated => true;

    public async Task<PaymentOpened> OpenAsync(PaymentOrder order, CancellationToken ct)
    {
        var reference = "SIM-" + Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(order.Key)))[..20];
        await database.For(order.Municipality).ExecuteAsync(
            """
            insert into cases.simulated_payment
              (municipality, reference, payment_key, amount, purpose, return_path, status, changed_at)
            values (@Town, @reference, @Key, @Amount, @Purpose, @ReturnPath, 'Open', @Now)
            on conflict (municipality, payment_key) do nothing
            """,
            new { reference, order.Key, order.Amount, order.Purpose, order.ReturnPath, Now = time.GetUtcNow() }, ct);
        return new PaymentOpened(reference, string.Create(
            CultureInfo.InvariantCulture, $"/simulation/zahlung/{order.Municipality}/{reference}"));
    }

    public async Task<PaymentStanding> ReadAsync(short municipality, string reference, CancellationToken ct) =>
        await FindAsync(municipality, reference, ct) is { } booking
            ? new PaymentStanding(Enum.Parse<PaymentState>(booking.Status), booking.PaidAmount ?? booking.Amount, $"{reference}/{booking.Status}")
            : throw new InvalidOperationException("The simulated provider does not know this reference");

    public bool IsAuthentic(ReadOnlySpan<byte> body, string? signed) => signature.Holds(body, signed);

    public async Task RefundAsync(short municipality, string reference, CancellationToken ct) =>
        await MoveAsync(municipality, reference, "Refunded", ["Paid", "Refunded"], ct);

    /// <summary>What the simulated provider's own page shows, or null for an unknown reference.</summary>
    public Task<SimulatedBooking?> FindAsync(short municipality, string reference, CancellationToken ct) =>
        database.For(municipality).QuerySingleOrDefaultAsync<SimulatedBooking>(
            """
            select reference, amount, paid_amount, purpose, return_path, status
            from cases.simulated_payment
            where municipality = @Town and reference = @reference
            """,
            new { reference }, ct);

    /// <summary>The person pays, but not what was asked for.</summary>
    public Task PayOtherAsync(short municipality, string reference, Euro amount, CancellationToken ct) =>
        database.For(municipality).ExecuteAsync(
            """
            update cases.simulated_payment
            set status = 'Paid', paid_amount = @amount, changed_at = @Now
            where municipality = @Town and reference = @reference and status = 'Open'
            """,
            new { reference, amount, Now = time.GetUtcNow() }, ct);

    /// <returns>False when the booking is unknown or in another state.</returns>
    public async Task<bool> MoveAsync(
        short municipality, string reference, string status, IReadOnlyList<string> from, CancellationToken ct) =>
        await database.For(municipality).ExecuteAsync(
            """
            update cases.simulated_payment
            set status = @status, changed_at = @Now
            where municipality = @Town and reference = @reference and status = any(@From)
            """,
            new { reference, status, From = from.ToArray(), Now = time.GetUtcNow() }, ct) == 1;
}

/// <summary>A booking in the simulated provider's books.</summary>
internal sealed record SimulatedBooking
{
    public required string Reference { get; init; }

    public required Euro Amount { get; init; }

    /// <summary>What was paid, when it is not the amount asked for.</summary>
    public Euro? PaidAmount { get; init; }

    public required string Purpose { get; init; }

    public required string ReturnPath { get; init; }

    public required string Status { get; init; }
}
