using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>A house in demo mode that sees where its callers come from.</summary>
public sealed class PhoneHouse : IAsyncLifetime
{
    /// <summary>Network of the desktops, and of phones beside them.</summary>
    public const string Home = "203.0.113.7";

    public const string Elsewhere = "198.51.100.9";

    public RathausApp App { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var places = Path.Combine(App.Database.DataFolder, "places.csv");
        await File.WriteAllTextAsync(places, "# documentation networks\n203.0.113.0/24,Wuppertal\n198.51.0.0/16,Woanders\n");
        App.Set("Identity:Places", places);
        App.Set("Demo:Enabled", "true");
        App.Set("RateLimits:Login", "0");
        App.With(static services => services.AddSingleton<IStartupFilter, CallerAddress>());
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    internal Desktop ADesktop(string address = Home) => new(new Browser(App, address));

    /// <summary>A phone whose owner has an account with a passkey and is signed in.</summary>
    internal Task<Handset> APhoneAsync(string name, string address = Home) => Handset.OpenAsync(App, name, address);
}
