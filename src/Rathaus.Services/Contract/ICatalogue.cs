using Microsoft.Extensions.Primitives;

namespace Rathaus.Services;

/// <summary>Towns and their services, as published. A snapshot: two calls may see two versions, one object never changes.</summary>
public interface ICatalogue
{
    /// <summary>All tenants, by name.</summary>
    IReadOnlyList<Municipality> Towns { get; }

    Municipality? FindTown(string id);

    Municipality? FindTown(short number);

    /// <summary>What the town has adopted and offers, by name. Empty for an unknown town.</summary>
    IReadOnlyList<EffectiveService> ServicesOf(string townId);

    EffectiveService? Find(string townId, string serviceId);

    /// <summary>As <see cref="Find"/>, but only what can be applied for here; null for advice.</summary>
    EffectiveService? FindForm(string townId, string serviceId) =>
        Find(townId, serviceId) is { TakesApplications: true } service ? service : null;

    /// <summary>The effective service with exactly this content hash, from memory or <c>services.effective_service</c>.</summary>
    ValueTask<EffectiveService?> FindPinnedAsync(string townId, string serviceId, string hash, CancellationToken ct);

    /// <summary>The advance calculator of a service, or the benefit check (<see cref="Calculators.Calculator.BenefitCheck"/>); null: there is none.</summary>
    Calculators.Calculator? FindCalculator(string townId, string id);

    /// <summary>How the start pages are arranged.</summary>
    LifeEvents LifeEvents { get; }

    /// <summary>Services found by everyday words, best first, with typing errors forgiven; every service of the region once.</summary>
    IReadOnlyList<EffectiveService> Search(string text);

    /// <summary>Member municipalities without a portal here.</summary>
    IReadOnlyList<KnownMunicipality> KnownMunicipalities { get; }

    /// <summary>Which authority is competent for the service for someone living at the post code and place, and why.</summary>
    Competence CompetenceFor(EffectiveService service, string? postCode, string? place);

    /// <summary>Figures the town uses that end on a known day or are still to be checked; those that end first come first.</summary>
    IReadOnlyList<RateNote> RatesOf(string townId);

    /// <summary>Signals once when a new snapshot stands (for output caches).</summary>
    IChangeToken Watch();
}

/// <summary>Answer to "who is competent for me?".</summary>
/// <param name="Verdict">Here, in another town, or not to be told from what was entered.</param>
/// <param name="Town">The competent tenant, or null.</param>
/// <param name="Known">A competent municipality without a portal here, or null.</param>
/// <param name="Office">The office that decides, or null.</param>
/// <param name="Reason">One or two sentences for people.</param>
/// <param name="Service">The competent town's own offer of the service, or null.</param>
public sealed record Competence(
    CompetenceVerdict Verdict, Municipality? Town, KnownMunicipality? Known, Office? Office, LocalText Reason, EffectiveService? Service);

public enum CompetenceVerdict
{
    Here,
    OtherTown,
    KnownElsewhere,

    /// <summary>Several municipalities share the post code: the place must be named.</summary>
    Several,

    Unknown,
}
