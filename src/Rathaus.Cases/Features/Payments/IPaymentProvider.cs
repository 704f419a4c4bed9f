using Rathaus.Kernel.Money;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// A payment system as the towns have it, shaped for ePayBL: a booking reference (Kassenzeichen) is created for a purpose
/// of at most 27 characters, the person pays on the provider's page, and the state is asked for by reference. A call back
/// is only a hint to ask. Every call may be repeated: the key makes it one.
/// </summary>
internal interface IPaymentProvider
{
    /// <summary>Stored with the payment, for example <c>simulation</c>.</summary>
    string Id { get; }

    /// <summary>No money moves: said on page, case and document.</summary>
    bool Simulated { get; }

    /// <summary>Creates the booking reference (anlegenKassenzeichen), or finds the one this key already made.</summary>
    Task<PaymentOpened> OpenAsync(PaymentOrder order, CancellationToken ct);

    /// <summary>How the booking stands (lesenKassenzeichenInfo).</summary>
    Task<PaymentStanding> ReadAsync(short municipality, string reference, CancellationToken ct);

    /// <summary>A call claims to come from this provider; its signature over the body says whether.</summary>
    bool IsAuthentic(ReadOnlySpan<byte> body, string? signed);

    /// <summary>Pays the amount back.</summary>
    Task RefundAsync(short municipality, string reference, CancellationToken ct);
}

/// <param name="Key">Same key, same booking: payment id and attempt.</param>
/// <param name="ReturnPath">Local address the person comes back to.</param>
internal sealed record PaymentOrder(short Municipality, string Key, Euro Amount, string Purpose, string ReturnPath);

/// <param name="Redirect">Where the person pays.</param>
internal sealed record PaymentOpened(string Reference, string Redirect);

internal enum PaymentState
{
    Open,
    Paid,
    Cancelled,
    Refunded,
}

/// <param name="EventId">Names this standing for ever: the same one told twice is one ledger entry.</param>
internal sealed record PaymentStanding(PaymentState State, Euro Amount, string EventId);
