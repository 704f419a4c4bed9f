using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// Gives out childcare places by the town's points and the families' wishes: deferred acceptance (Gale and Shapley 1962), where
/// children propose. Nobody gains by naming other wishes than the true ones.
/// </summary>
public interface IPlaceMatching
{
    /// <summary>Days on which places begin, with open applications; soonest first.</summary>
    Task<IReadOnlyList<MatchingRound>> RoundsAsync(short municipality, CancellationToken ct);

    /// <summary>What would be given out now. Nothing is written but the look itself.</summary>
    Task<Outcome<MatchingView>> PreviewAsync(short municipality, MatchingRound round, Guid staff, CancellationToken ct);

    /// <summary>Writes the offers, when applications and places are still what <paramref name="fingerprint"/> was made of.</summary>
    /// <returns>How many offers.</returns>
    Task<Outcome<int>> ConfirmAsync(short municipality, MatchingRound round, string fingerprint, Guid staff, CancellationToken ct);
}

/// <summary>Applications that are decided together. <paramref name="Care"/>: kita or ogs.</summary>
public sealed record MatchingRound(string Care, DateOnly Start, int Open);

/// <summary>A round with its result.</summary>
/// <param name="Fingerprint">Of everything that went in; whoever confirms hands it back.</param>
public sealed record MatchingView(
    MatchingRound Round, string Fingerprint, IReadOnlyList<MatchedCentre> Centres, IReadOnlyList<MatchedChild> Children);

/// <summary>Places of a centre for one group of children: u3, ue3 or ogs.</summary>
/// <param name="Lowest">Points of the last child that got a place, when all are given; else null.</param>
public sealed record MatchedCentre(string Name, string Group, int Places, int Given, int Wanted, int? Lowest);

/// <summary>A child with the reasons of its result.</summary>
/// <param name="Name">Empty when a block mark (§§ 51, 52 BMG) hides it; the number stays.</param>
public sealed record MatchedChild(
    string Number, string? CaseNumber, string Name, string Group, IReadOnlyList<string> Criteria, IReadOnlyList<MatchedWish> Wishes, string? Offer);

/// <summary>One wish in the child's order.</summary>
/// <param name="Result">offered, full, by-lot (as many points as the last one, another lot), no-group (no places for the age), not-needed (a better wish came true).</param>
public sealed record MatchedWish(string Centre, int Points, string Result, int? Lowest);
