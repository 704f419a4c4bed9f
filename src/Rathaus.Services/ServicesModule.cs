using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Services.Adoption;
using Rathaus.Services.Benefits;
using Rathaus.Services.Cel;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Checking;
using Rathaus.Services.Documents;
using Rathaus.Services.Engine;
using Rathaus.Services.Offers;
using Rathaus.Services.Portal;

namespace Rathaus.Services;

/// <summary>The catalogue: towns and public services (Verwaltungsleistungen) as data, and their public pages.</summary>
public static class ServicesModule
{
    /// <summary>
    /// The catalogue lies in <c>Services:Catalogue</c>, else <c>catalogue</c> below <c>Rathaus:Home</c>. With
    /// <c>Services:HotReload</c> (default: in development) changed files are published while the host runs.
    /// </summary>
    public static IServiceCollection AddServices(this IServiceCollection services)
    {
        services.AddTexts(typeof(ServicesModule).Assembly, "services");
        services.AddNavigation(NavPlace.Portal, 10, "services.nav.services", "/{town}");
        services.AddSingleton<ICommand, CelCommand>();
        services.AddMigrations(typeof(ServicesModule).Assembly, "services");
        services.AddSingleton(Location);
        services.AddSingleton<EffectiveServiceStore>();
        services.AddSingleton<Competences>();
        services.AddSingleton<PublishedOverlays>();
        services.AddSingleton<ExampleStanding>();
        services.AddScoped<AdoptionStore>();
        services.AddScoped<AdoptionSheets>();
        services.AddScoped<IAdoptions, Adoptions>();
        services.AddHostedService<PublicationWatch>();
        services.AddSingleton<Catalogue>();
        services.AddSingleton<ICatalogue>(provider => provider.GetRequiredService<Catalogue>());
        services.AddSingleton<IBenefits>(provider => provider.GetRequiredService<Catalogue>());
        services.AddSingleton<ITownThemes, TownThemes>();
        services.AddSingleton<ITownOffices, CatalogueOffices>();
        services.AddSingleton<IServiceScopes, CatalogueScopes>();
        services.AddSingleton<IStartTask, CatalogueStart>();
        services.AddHostedService<HotReload>();
        services.AddScoped<IFactSource>(provider => new RegisteredFacts(provider.GetServices<IFacts>()));
        services.AddScoped<FormEngine>();
        services.AddScoped<IFormEngine>(provider => provider.GetRequiredService<FormEngine>());
        services.AddSingleton<IAnswerParser, AnswerParser>();
        services.AddScoped<IDocumentTemplates, DocumentRenderer>();
        services.AddSingleton<ICommand, CheckCommand>();
        services.AddSingleton<ICommand, AdoptCommand>();
        services.AddSingleton<ICommand, UpgradeCommand>();
        services.AddSingleton<ICommand, PackageCommand>();
        services.AddSingleton(Trusted);
        services.AddSingleton<ICommand, CalculateCommand>();
        return services;
    }

    /// <summary>Start pages of region and towns, service pages, offices, search and the pages every public site has.</summary>
    public static IEndpointRouteBuilder MapServices(this IEndpointRouteBuilder routes)
    {
        PortalPages.Map(routes);
        CatalogueRoutes.Map(routes);
        BenefitsApi.Map(routes);
        return routes;
    }

    private static TrustedKeysLocation Trusted(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        return new TrustedKeysLocation(
            configuration["Services:TrustedKeys"] ?? Path.Combine(configuration["Rathaus:Home"] ?? AppContext.BaseDirectory, "keys"));
    }

    private static CatalogueLocation Location(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        return new CatalogueLocation(
            configuration["Services:Catalogue"] ?? Path.Combine(configuration["Rathaus:Home"] ?? AppContext.BaseDirectory, "catalogue"));
    }

    /// <summary>Starts the watcher where it is wanted.</summary>
    private sealed class HotReload(IServiceProvider provider, IConfiguration configuration, IHostEnvironment environment) : IHostedService
    {
        private CatalogueWatcher? watcher;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            if (!(configuration.GetValue<bool?>("Services:HotReload") ?? environment.IsDevelopment()))
                return;
            watcher = ActivatorUtilities.CreateInstance<CatalogueWatcher>(provider);
            await watcher.StartAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => watcher?.StopAsync(cancellationToken) ?? Task.CompletedTask;
    }
}
