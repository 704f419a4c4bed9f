using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;

namespace Rathaus.Cases.Features.Payments;

/// <summary>A payment with its ledger.</summary>
internal sealed record Payment
{
    public required Guid Id { get; init; }

    public required string Number { get; init; }

    public required Euro Amount { get; init; }

    public required string Purpose { get; init; }

    /// <summary>Open, Pending, Paid, Lapsed, RefundDue, Refunded or Waived.</summary>
    public required string Status { get; init; }

    public required string Provider { get; init; }

    public required bool Simulated { get; init; }

    public required DateOnly DueOn { get; init; }

    public required int Attempt { get; init; }

    public IReadOnlyList<PaymentEntry> Entries { get; init; } = [];

    public bool IsClosed(string reference) => Entries.Any(entry => entry.Kind is "Cancelled" or "Paid" && entry.Reference == reference);

    /// <summary>The newest booking that may go back: one of the amount owed back, else any that was not refunded yet.</summary>
    public PaymentEntry? BookingToRefund(Euro owed)
    {
        var paid = Entries.Where(entry => entry.Kind == "Paid"
            && !Entries.Any(other => other.Kind == "Refunded" && other.Reference == entry.Reference)).ToList();
        return paid.LastOrDefault(entry => entry.Amount == owed) ?? paid.LastOrDefault();
    }

    /// <summary>The try that is still open at the provider, or null.</summary>
    public string? OpenReference =>
        Entries.LastOrDefault(entry => entry.Kind == "Opened")?.Reference is { } newest && !IsClosed(newest) ? newest : null;
}

/// <summary>One line of the ledger.</summary>
internal sealed record PaymentEntry
{
    public required int Sequence { get; init; }

    public required string Kind { get; init; }

    public required string Reference { get; init; }

    public required string ProviderEvent { get; init; }

    public required Euro Amount { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Statements on payments and their ledger.</summary>
internal static class PaymentStore
{
    public static Task<Payment?> FindAsync(SqlScope scope, Guid id, CancellationToken ct) => ReadAsync(
        scope,
        new Sql(
            """
            select id, number, amount, purpose, status, provider, simulated, due_on, attempt
            from cases.payment
            where municipality = @Town and id = @id
            """,
            new { id }),
        new Sql(
            """
            select sequence, kind, reference, provider_event, amount, at
            from cases.payment_event
            where municipality = @Town and payment = @id
            order by sequence
            """,
            new { id }), ct);

    public static Task<Payment?> OfCaseAsync(SqlScope scope, string number, CancellationToken ct) => ReadAsync(
        scope,
        new Sql(
            """
            select id, number, amount, purpose, status, provider, simulated, due_on, attempt
            from cases.payment
            where municipality = @Town and number = @number
            """,
            new { number }),
        new Sql(
            """
            select e.sequence, e.kind, e.reference, e.provider_event, e.amount, e.at
            from cases.payment p
            join cases.payment_event e on e.municipality = p.municipality and e.payment = p.id
            where p.municipality = @Town and p.number = @number
            order by e.sequence
            """,
            new { number }), ct);

    /// <summary>The payment that opened this reference, or null.</summary>
    public static async Task<Guid?> OfReferenceAsync(SqlScope scope, string reference, CancellationToken ct)
    {
        var found = await scope.QueryAsync<Guid>(
            "select payment from cases.payment_event where municipality = @Town and reference = @reference and kind = 'Opened'",
            new { reference }, ct);
        return found.Count == 0 ? null : found[0];
    }

    public static Task<IReadOnlyList<string>> ReferencesAsync(SqlScope scope, Guid id, CancellationToken ct) => scope.QueryAsync<string>(
        "select reference from cases.payment_event where municipality = @Town and payment = @id and kind = 'Opened' order by sequence",
        new { id }, ct);

    /// <summary>The payment that a charge asks for.</summary>
    public static Sql Open(Case state, FeeCharged charge, string purpose, IPaymentProvider provider, DateTimeOffset at) => new(
        """
        insert into cases.payment
          (municipality, id, number, amount, purpose, status, provider, simulated, due_on, due_cause, attempt, created_at, changed_at)
        values (@Town, @Payment, @Number, @Amount, @purpose, 'Open', @Provider, @Simulated, @Due, @Cause, 0, @at, @at)
        """,
        new
        {
            charge.Payment,
            Number = state.Number.Text,
            charge.Amount,
            purpose,
            Provider = provider.Id,
            provider.Simulated,
            charge.Due,
            Cause = state.Version,
            at,
        });

    /// <summary>A new line of the ledger; a second one for the same provider event breaks the unique key.</summary>
    public static Sql Enter(Payment payment, string kind, string reference, string providerEvent, Euro amount, DateTimeOffset at) => new(
        """
        insert into cases.payment_event (municipality, payment, sequence, kind, reference, provider_event, amount, at)
        values (@Town, @Id, @Sequence, @kind, @reference, @providerEvent, @amount, @at)
        """,
        new
        {
            payment.Id,
            Sequence = payment.Entries.Count + 1,
            kind,
            reference,
            providerEvent,
            amount,
            at,
        });

    public static Sql Become(Payment payment, string status, DateTimeOffset at) => new(
        "update cases.payment set status = @status, changed_at = @at where municipality = @Town and id = @Id",
        new { payment.Id, status, at });

    private static Task<Payment?> ReadAsync(SqlScope scope, Sql payment, Sql entries, CancellationToken ct) =>
        scope.QueryBatchAsync([payment, entries], static async reader =>
        {
            var row = await reader.ReadSingleOrDefaultAsync<Payment>();
            var ledger = await reader.ReadAsync<PaymentEntry>();
            return row is null ? null : row with { Entries = ledger };
        }, ct);
}
