using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Kernel.Data;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>A house in demo mode on a database of its own, which counts its database calls.</summary>
public sealed class DemoHouse : IAsyncLifetime
{
    private readonly Watch watch = new();

    public RathausApp App { get; } = new();

    public int DatabaseCalls => watch.Calls;

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "true");
        App.Set("RateLimits:Login", "0");
        App.With(services =>
        {
            services.RemoveAll<IDatabaseWatch>();
            services.AddSingleton<IDatabaseWatch>(watch);
        });
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private sealed class Watch : IDatabaseWatch
    {
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        public void BeforeCall() => Interlocked.Increment(ref calls);

        public void AfterCall()
        {
            // Only the number of calls matters here.
        }
    }
}
