using Rathaus.Kernel.Commands;

namespace Rathaus.Host;

/// <summary>How this process was started: options of the front door over configuration over defaults.</summary>
internal sealed record HostSettings
{
    /// <summary>The folder with <c>catalogue/</c> and, embedded, <c>data/</c>: the checkout or the installation.</summary>
    public required string Home { get; init; }

    public required string DataFolder { get; init; }

    /// <summary>Null: the embedded server.</summary>
    public string? Database { get; init; }

    public int Port { get; init; } = 8080;

    /// <summary>Null: port + 1000.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>Address people use, <c>https://…</c>; null: loopback only.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Host of the Bürger-ID when it has one of its own, <c>https://…</c>; null: the public address.</summary>
    public Uri? IdentityUrl { get; init; }

    /// <summary>Demo persons, demo sign-ins and demo data.</summary>
    public bool Demo { get; init; }

    public static readonly string[] ValuedOptions =
        ["--port", "--data", "--database", "--database-file", "--public-url", "--identity-url", "--metrics-port"];

    public static readonly string[] Flags = ["--demo", "--no-demo"];

    /// <param name="line">What stands behind the verb.</param>
    /// <param name="configuration">Environment and files; <c>ConnectionStrings:Rathaus</c>, <c>Rathaus:DataFolder</c>, <c>Demo:Enabled</c>.</param>
    /// <exception cref="CommandLineException">A value cannot be used.</exception>
    public static HostSettings From(CommandLine line, IConfiguration configuration)
    {
        var home = configuration["Rathaus:Home"] ?? FindHome();
        var database = DatabaseOption.Of(line) ?? configuration.GetConnectionString("Rathaus");
        if (line.Flag("--demo") && line.Flag("--no-demo"))
            throw new CommandLineException("--demo and --no-demo exclude each other");

        // With a server of one's own a demo has to be wanted; an embedded trial start shows it unless refused.
        var demo = line.Flag("--demo")
            || (!line.Flag("--no-demo") && (configuration.GetValue<bool?>("Demo:Enabled") ?? database is null));
        return new HostSettings
        {
            Home = home,
            DataFolder = line.Option("--data") is { } data
                ? Path.GetFullPath(data)
                : configuration["Rathaus:DataFolder"] ?? Path.Combine(home, "data"),
            Database = database,
            Port = PortOf(line, "--port") ?? configuration.GetValue("Rathaus:Port", 8080),
            MetricsPort = PortOf(line, "--metrics-port"),
            PublicUrl = UrlOf("--public-url", line.Option("--public-url") ?? configuration["Rathaus:PublicUrl"]),
            IdentityUrl = UrlOf("--identity-url", line.Option("--identity-url") ?? configuration["Rathaus:IdentityUrl"]),
            Demo = demo,
        };
    }

    public int MetricsPortOrDefault => MetricsPort ?? (Port == 0 ? 0 : Math.Min(Port + 1000, 65_535));

    private static int? PortOf(CommandLine line, string option)
    {
        if (line.Option(option) is not { } text)
            return null;
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65_535
            ? port
            : throw new CommandLineException($"{option} takes a number from 0 to 65535, not '{text}'");
    }

    private static Uri? UrlOf(string option, string? text)
    {
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url
            : throw new CommandLineException($"{option} takes an address with https://, not '{text}'");
    }

    private static string FindHome()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "catalogue")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new CommandLineException("found no folder 'catalogue' above the program; set Rathaus__Home");
    }
}
