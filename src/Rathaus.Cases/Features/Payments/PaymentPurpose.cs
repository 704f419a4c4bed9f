using System.Globalization;
using Rathaus.Cases.Domain;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Payments;

/// <summary>Purpose of a payment (Verwendungszweck): booking text, then the plate; 27 characters, the limit of the payment systems.</summary>
internal static class PaymentPurpose
{
    private const int Longest = 27;

    public static string Of(EffectiveService service, IReadOnlyList<CaseFee> fees, string? subject)
    {
        var booking = fees.Select(fee => fee.Booking).FirstOrDefault(text => !string.IsNullOrEmpty(text))
            ?? service.Id.ToUpper(CultureInfo.InvariantCulture);
        var purpose = subject is not null && booking.Length + subject.Length < Longest && !subject.Any(char.IsAsciiLetterLower)
            ? $"{booking} {subject}"
            : booking;
        return purpose[..Math.Min(purpose.Length, Longest)];
    }
}

/// <summary>The fee of an evaluation as a case keeps it.</summary>
internal static class CaseFees
{
    public static IReadOnlyList<CaseFee> Of(FormEvaluation evaluation) =>
        [.. evaluation.Fees.Lines.Select(line => new CaseFee(line.Id, line.Label, line.Amount, line.Basis ?? "", line.Booking))];
}
