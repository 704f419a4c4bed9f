using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Ports;

/// <summary>Offers of childcare places (<see cref="IPlaceMatching"/>): seen and answered by the family, through its case.</summary>
public interface IPlaceOffers
{
    /// <summary>The offer to the child of this case, the latest one, or null.</summary>
    Task<PlaceOffer?> OfCaseAsync(short municipality, string caseNumber, CancellationToken ct);

    /// <summary>
    /// Takes or leaves the place until the last day. A place left is free again at once. Whoever calls has seen to it that the applicant acts.
    /// Refusals: <c>offer.none</c>, <c>offer.answered</c>, <c>offer.expired</c>.
    /// </summary>
    Task<Outcome<PlaceOffer>> AnswerAsync(short municipality, string caseNumber, bool accept, Guid? account, CancellationToken ct);

    /// <summary>Offers of the town that hold or were answered in the last year, newest first.</summary>
    Task<IReadOnlyList<PlaceOffer>> AllAsync(short municipality, CancellationToken ct);
}

/// <summary>A place offered to a child.</summary>
/// <param name="Number">Of the application in the register.</param>
/// <param name="Start">Day on which the place begins.</param>
/// <param name="Until">Last day to answer.</param>
/// <param name="State">open, accepted, declined or expired.</param>
public sealed record PlaceOffer(string Number, string? CaseNumber, string Centre, DateOnly Start, DateOnly OfferedOn, DateOnly Until, string State)
{
    /// <summary>Job that tells the family, in the room of the cases; payload <c>{"number"}</c>, the number of the case.</summary>
    public const string TellJob = "cases.place-offer";
}
