using Rathaus.Kernel.Jobs;

namespace Rathaus.Host.Edge;

/// <summary>Counts the requests that are being answered, so that jobs can step back in a rush.</summary>
internal static class ForegroundRequests
{
    public static void UseForegroundLoad(this WebApplication app)
    {
        var load = app.Services.GetRequiredService<ForegroundLoad>();
        app.Use(next => async context =>
        {
            load.Enter();
            try
            {
                await next(context);
            }
            finally
            {
                load.Leave();
            }
        });
    }
}
