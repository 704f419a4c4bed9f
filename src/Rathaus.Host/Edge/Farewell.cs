namespace Rathaus.Host.Edge;

/// <summary>
/// Says goodbye before the host leaves: from SIGTERM on <c>/health/ready</c> answers 503 while requests are still served for
/// <c>Rathaus:FarewellSeconds</c>, so that a proxy in front sends nobody to a closed door. Without a proxy it is 0.
/// </summary>
internal sealed class Farewell(IConfiguration configuration) : IHostedLifecycleService
{
    /// <summary>Time for requests in flight and for jobs, after the farewell.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(25);

    private readonly TimeSpan time = TimeOf(configuration);

    public static TimeSpan TimeOf(IConfiguration configuration) =>
        TimeSpan.FromSeconds(Math.Clamp(configuration.GetValue("Rathaus:FarewellSeconds", 0), 0, 60));

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
