using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Rathaus.Testing;

/// <summary>
/// The whole host in memory on a database of its own. <c>https://localhost</c>, so that secure cookies come back;
/// redirects are not followed unless asked.
/// </summary>
public sealed class RathausApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly List<Action<IServiceCollection>> more = [];
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);

    public RathausApp()
    {
        ClientOptions.BaseAddress = new Uri("https://localhost");
        ClientOptions.AllowAutoRedirect = false;
    }

    public TestDatabase Database { get; } = new();

    /// <summary>The host's clock.</summary>
    public FrozenTime Time { get; } = new();

    /// <summary>Replaces outside systems; before the first client is made.</summary>
    public void With(Action<IServiceCollection> services) => more.Add(services);

    /// <summary>A key of the configuration, for example <c>Demo:Enabled</c>; before the first client is made.</summary>
    public void Set(string key, string value) => settings[key] = value;

    public async ValueTask InitializeAsync() => await Database.InitializeAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Rathaus", Database.ConnectionString);
        builder.UseSetting("Rathaus:DataFolder", Database.DataFolder);
        // The synthetic city of the ambulance planning takes seconds to make; tests of that room switch it on.
        builder.UseSetting("Rescue:Demo", "false");
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(Time);
            // The house listens to no socket; what it calls on itself goes through its own pipeline all the same.
            services.AddHttpClient("simulated-payment-provider").ConfigurePrimaryHttpMessageHandler(() => Server.CreateHandler());
            foreach (var add in more)
                add(services);
        });
    }
}
