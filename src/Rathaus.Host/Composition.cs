using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Console;
using Rathaus.Cases;
using Rathaus.Host.Commands;
using Rathaus.Host.Edge;
using Rathaus.Host.Operations;
using Rathaus.Identity;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ui;
using Rathaus.Ledger;
using Rathaus.Registers;
using Rathaus.Rescue;
using Rathaus.Services;

namespace Rathaus.Host;

/// <summary>Puts the rooms together. No business rule lives here.</summary>
internal static class Composition
{
    /// <param name="logsToStandardError">A command's results stand alone on standard output.</param>
    public static WebApplication Build(string[] configuration, CommandLine line, bool logsToStandardError = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = configuration,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var settings = HostSettings.From(line, builder.Configuration);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Demo:Enabled"] = settings.Demo ? "true" : "false",
            ["Rathaus:Home"] = settings.Home,
            ["Rathaus:PublicUrl"] = settings.PublicUrl?.ToString(),
            ["Rathaus:IdentityUrl"] = settings.IdentityUrl?.ToString(),
            ["Cases:PublicUrl"] = settings.PublicUrl?.ToString() ?? $"http://localhost:{settings.Port}",
            ["Ui:Demo"] = settings.Demo ? "true" : "false",
            ["Ui:StrictTransport"] = settings.PublicUrl is null ? "false" : "true",
        });
        AddServer(builder, settings);
        if (logsToStandardError)
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        AddRooms(builder.Services, settings, builder.Configuration);
        var app = builder.Build();
        Use(app, settings);
        return app;
    }

    private static void AddServer(WebApplicationBuilder builder, HostSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            EdgeLimits.Apply(kestrel);
            if (settings.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(settings.Port);
            if (settings.MetricsPortOrDefault != settings.Port)
                kestrel.ListenLocalhost(settings.MetricsPortOrDefault);
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console =>
        {
            // Whoever reads the log may be slow or gone: lines are dropped (and their number logged), requests never wait.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            console.FormatterName = JsonLineFormatter.FormatterName;
        });
        builder.Logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error); // warns on every page with a form
        var services = builder.Services;
        services.AddSingleton(DemoClock.Of(settings, builder.Configuration));
        services.AddSingleton(settings);
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<Telemetry>();
        services.AddHostedService(provider => provider.GetRequiredService<Telemetry>());
        services.AddHostedService<Farewell>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Farewell.TimeOf(builder.Configuration) + Farewell.Drain);
        services.Configure<FormOptions>(EdgeLimits.Apply);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.MaxDepth = 32;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        services.AddHttpContextAccessor();
        services.AddProblemDetails();
        services.AddRateLimits();
        services.AddHostedService<CatalogueWatch>();
        services.AddSingleton<ICommand, ClusterCommand>();
        services.AddOpenApi("v1", ApiDocument.Describe);
        services.AddOutputCache(cache =>
        {
            cache.SizeLimit = 64 << 20;
            cache.MaximumBodySize = 512 << 10;
            cache.AddPolicy(PublicCache.Policy, new PublicPageCache());
        });
    }

    private static void AddRooms(
        IServiceCollection services, HostSettings settings, IConfiguration configuration)
    {
        services.AddKernelData(new DatabaseOptions
        {
            DataFolder = settings.DataFolder,
            ConnectionString = settings.Database,
            KeysConnectionString = configuration.GetConnectionString("RathausKeys"),
            MasterKeyFile = configuration["Rathaus:MasterKeyFile"],
            ClamdSocket = configuration["Rathaus:ClamdSocket"],
            WalArchive = configuration["Rathaus:WalArchive"],
        });
        services.AddJobWorkers();
        services.AddSingleton(new JobOptions
        {
            Lease = TimeSpan.FromSeconds(configuration.GetValue("Jobs:LeaseSeconds", 60)),
            Sweep = TimeSpan.FromSeconds(Math.Min(10, configuration.GetValue("Jobs:LeaseSeconds", 60))),
        });
        services.AddCryptography();
        services.AddDocuments();
        services.AddUi();
        services.AddServices();
        services.AddIdentity();
        services.AddRegisters();
        services.AddLedger();
        services.AddCases();
        services.AddRescue();
    }

    private static void Use(WebApplication app, HostSettings settings)
    {
        var metrics = app.Services.GetRequiredService<MetricsCollector>();
        app.UseMetricsPort(settings, metrics);
        app.UseForegroundLoad();
        Telemetry.NameTraces(app);
        app.UseTransport(settings);
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseInnerCalls();
        app.UseUnambiguousBodies();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseOutputCache();
        app.UseIdentity();
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapUi();
        app.MapServices();
        app.MapIdentity();
        app.MapLedger();
        app.MapCases();
        app.MapGroup("/amt/rettung").RequireStaff().MapRescue();
    }
}
