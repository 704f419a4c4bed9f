using Rathaus.Kernel.Operations;

namespace Rathaus.Host.Edge;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it may be sent requests, that is the database answers,
/// its clock is ours, and the host is not stopping.
/// </summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", static () => TypedResults.Text("live\n"))
            .WithName("Live").WithSummary("The process answers").ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync)
            .WithName("Ready").WithSummary("The host may be sent requests").ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Not("stopping");
        var state = await readiness.AskAsync(ct);
        return state.NotBecause is { } why
            ? Not(why)
            : TypedResults.Text(string.Concat(state.Warnings.Select(warning => $"warning: {warning}\n").Prepend("ready\n")));
    }

    private static IResult Not(string why) =>
        TypedResults.Text($"not ready: {why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
