using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Kernel.Data;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>A house in demo mode on a database of its own, which counts the database calls of requests.</summary>
public sealed class DemoHouse : IAsyncLifetime
{
    public RathausApp App { get; } = new();

    public int DatabaseCalls => ((Watch)App.Services.GetRequiredService<IDatabaseWatch>()).Calls;

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "true");
        App.Set("RateLimits:Login", "0");
        App.With(services =>
        {
            services.RemoveAll<IDatabaseWatch>();
            services.AddSingleton<IDatabaseWatch, Watch>();
        });
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Counts what requests ask; background work goes its own way.</summary>
    private sealed class Watch(IHttpContextAccessor requests) : IDatabaseWatch
    {
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        public void BeforeCall()
        {
            if (requests.HttpContext is not null)
                Interlocked.Increment(ref calls);
        }

        public void AfterCall()
        {
            // Only the number of calls matters here.
        }
    }
}
