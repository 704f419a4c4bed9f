using Microsoft.Extensions.Configuration;

namespace Rathaus.Kernel.Demo;

/// <summary>
/// Whether this start is a demonstration (<c>Demo:Enabled</c>, default no) and where its invented persons are written
/// down. Without demo mode no room may create, offer or accept a demo person.
/// </summary>
public sealed record DemoSetting(bool Enabled, string CatalogueFolder)
{
    public static readonly DemoSetting Off = new(Enabled: false, string.Empty);

    /// <summary>Folder with <c>persons.yaml</c> and <c>staff.yaml</c>.</summary>
    public string Folder => Path.Combine(CatalogueFolder, "demo");

    /// <param name="configuration"><c>Demo:Enabled</c> and <c>Rathaus:Home</c>, the folder that holds <c>catalogue/</c>.</param>
    public static DemoSetting From(IConfiguration configuration)
    {
        if (!configuration.GetValue<bool>("Demo:Enabled"))
            return Off;
        var home = configuration["Rathaus:Home"]
            ?? throw new InvalidOperationException("Demo:Enabled needs Rathaus:Home, the folder that holds catalogue/");
        return new DemoSetting(Enabled: true, Path.Combine(home, "catalogue"));
    }
}
