using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Services;

/// <summary>The catalogue: towns and public services as data.</summary>
public static class ServicesModule
{
    public static IServiceCollection AddServices(this IServiceCollection services) => services;
}
