using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;

namespace Rathaus.Services.Tests.Support;

/// <summary>What a test needs of the house: texts, and where the checkout's catalogue lies.</summary>
internal static class House
{
    private static readonly Lazy<ITexts> AllTexts = new(() =>
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTexts(typeof(UiModule).Assembly, "ui");
        services.AddTexts(typeof(ServicesModule).Assembly, "services");
        return services.BuildServiceProvider().GetRequiredService<ITexts>();
    });

    public static ITexts Texts => AllTexts.Value;

    public static string Catalogue { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rathaus.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("No checkout above the tests"), "catalogue");
    }
}
