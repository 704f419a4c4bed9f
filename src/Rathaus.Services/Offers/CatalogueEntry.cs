using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Offers;

/// <summary>A service as the region sees it: who leads it, who has adopted it, and how ready each town is.</summary>
/// <param name="Sample">The service in its lead town, else in its first town.</param>
/// <param name="Adoptions">By name of the town; at least one.</param>
/// <param name="Examples">Examples of the package, every one of them run by <c>./rathaus check</c> and the tests.</param>
internal sealed record CatalogueEntry(EffectiveService Sample, Municipality? Lead, IReadOnlyList<Adoption> Adoptions, int Examples)
{
    /// <summary>Languages the service is offered in, German first.</summary>
    public IEnumerable<Language> Languages => Language.All.Where(Sample.Name.Has);

    /// <summary>Parameters of the kind money: what the towns charge, side by side.</summary>
    public IEnumerable<ParameterValue> Amounts => Sample.Parameters.Where(parameter => parameter.IsMoney);
}

/// <summary>A service in one town.</summary>
/// <param name="Open">What the town still has to enter or confirm.</param>
internal sealed record Adoption(EffectiveService Service, Readiness Readiness, IReadOnlyList<string> Open);

/// <summary>How far a town is with a service, by what citizens will see.</summary>
internal enum Readiness
{
    /// <summary>Everything is confirmed.</summary>
    Ready,

    /// <summary>Runs with invented amounts, marked as such.</summary>
    Demo,

    /// <summary>Runs, but something is to be confirmed before amounts reach a citizen.</summary>
    Open,
}
