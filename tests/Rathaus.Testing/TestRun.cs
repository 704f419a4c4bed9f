using Xunit.Sdk;
using Xunit.v3;

namespace Rathaus.Testing;

/// <summary>
/// Begin and end of a test process. The cluster stops before the runner returns: a runner that waits for hooks of the
/// process's exit takes them for threads that were left running, and ends the process by force.
/// </summary>
public sealed class TestRun : ITestPipelineStartup
{
    public ValueTask StartAsync(IMessageSink diagnosticMessageSink) => ValueTask.CompletedTask;

    public async ValueTask StopAsync() => await TestCluster.StopAsync();
}
