using Rathaus.Identity.Features;
using Rathaus.Kernel.Demo;

namespace Rathaus.Identity;

/// <summary>The eID servers of this installation: configured ones, and in demo mode the simulation.</summary>
internal sealed class EidServers(IEnumerable<IEidServer> configured, SimulatedEid simulation, DemoSetting demo)
{
    public IReadOnlyList<IEidServer> All { get; } = demo.Enabled ? [.. configured, simulation] : [.. configured];
}
