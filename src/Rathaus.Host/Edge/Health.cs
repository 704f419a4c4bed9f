using Rathaus.Kernel.Data;

namespace Rathaus.Host.Edge;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it may be sent requests, that is the database answers
/// and the host is not stopping.
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

    private static async Task<IResult> ReadyAsync(
        RegionDatabase database, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Not("stopping");
        try
        {
            await database.QuerySingleOrDefaultAsync<int>("select 1", null, ct);
            return TypedResults.Text("ready\n");
        }
        catch (DatabaseUnavailableException)
        {
            return Not("database unavailable");
        }
    }

    private static IResult Not(string why) =>
        TypedResults.Text($"not ready: {why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
