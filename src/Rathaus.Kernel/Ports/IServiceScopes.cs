using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Ports;

/// <summary>A service as a mandate names it; the same in every town.</summary>
public sealed record ScopeService(string Id, Func<Language, string> NameIn);

/// <summary>Services that belong together for people (Lebenslage).</summary>
public sealed record ScopeGroup(string Id, Func<Language, string> NameIn, IReadOnlyList<ScopeService> Services);

/// <summary>The services of this installation in groups, for choosing what a mandate covers; owned by Services.</summary>
public interface IServiceScopes
{
    /// <summary>A service may stand in several groups; what stands in none is in a last group of its own.</summary>
    IReadOnlyList<ScopeGroup> Groups { get; }
}
