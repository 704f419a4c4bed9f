using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>By which mandates accounts may act for others.</summary>
public interface IMandates
{
    /// <summary>The mandates of this account that hold today, by name.</summary>
    Task<IReadOnlyList<ActsFor>> LiveAsync(Guid account, CancellationToken ct);
}
