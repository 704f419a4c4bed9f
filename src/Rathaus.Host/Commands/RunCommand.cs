using System.Globalization;
using Rathaus.Identity;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Services;

namespace Rathaus.Host.Commands;

/// <summary><c>./rathaus run</c>: database, migrations, web host; until Ctrl-C or SIGTERM.</summary>
internal static class RunCommand
{
    public const string Usage =
        """
        ./rathaus run [--port 8080] [--data DIR] [--database CONN | --database-file FILE] [--public-url URL] [--identity-url URL] [--metrics-port N] [--demo|--no-demo]

          --port N          loopback port of the pages and the API (0: any free one)
          --data DIR        folder of the embedded database and the keys (default: data/ in the checkout)
          --database CONN   a PostgreSQL server instead of the embedded one; without a password, which others could see
          --database-file FILE  the same from a file of mode 600, which may hold a password
          --public-url URL  https address behind a proxy; without it only this machine is served
          --identity-url URL  host of the Bürger-ID when it has one of its own (https, the same program behind the proxy)
          --metrics-port N  loopback port of /metrics (default: port + 1000)
          --demo, --no-demo demo persons and sign-ins; on with the embedded database, off with --database
        """;

    /// <param name="words">Options behind the verb.</param>
    /// <param name="configuration">Keys and values (<c>--Key=value</c>) when a test host starts the program without a verb.</param>
    public static async Task<int> RunAsync(string[] words, string[] configuration)
    {
        var line = CommandLine.Parse(words, HostSettings.ValuedOptions, HostSettings.Flags);
        if (line.Arguments.Count > 0)
            throw new CommandLineException($"unexpected '{line.Arguments[0]}'");

        await using var app = Composition.Build(configuration, line);
        var door = app.Services.GetRequiredService<DatabaseDoor>();
        await using (door)
        {
            // Reading the catalogue and starting the database take about as long: side by side.
            var reading = Task.Run(() => app.Services.GetRequiredService<ICatalogue>().Towns);
            await door.OpenAsync(DatabaseUse.Host, CancellationToken.None);
            await reading;
            var setup = await app.Services.GetRequiredService<IStaffSetup>().IssueWhenNobodyAsync(CancellationToken.None);
            await app.StartAsync();
            Announce(app, door.Address.Database, setup);
            await app.WaitForShutdownAsync();
        }

        return 0;
    }

    /// <summary>For people; a connection string may hold a password and is not repeated.</summary>
    internal static string WhereDataLie(HostSettings settings, string database) =>
        settings.Database is null ? settings.DataFolder : $"database {database} on a server";

    private static void Announce(WebApplication app, string database, SetupCode? setup)
    {
        var settings = app.Services.GetRequiredService<HostSettings>();
        var address = settings.PublicUrl?.ToString() ?? app.Urls.FirstOrDefault() ?? string.Empty;
        if (address.Length == 0)
            return;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""

             Rathaus is open: {address.TrimEnd('/')}
             Data:            {WhereDataLie(settings, database)}
             Metrics:         http://127.0.0.1:{settings.MetricsPortOrDefault}/metrics

             """);
        if (settings.Demo)
        {
            text += string.Create(
                CultureInfo.InvariantCulture,
                $"""
                 Demo (all persons and cases are invented):
                   citizens       {address.TrimEnd('/')}/anmelden
                   town staff     {address.TrimEnd('/')}/amt/anmelden
                 Next step:       open {address.TrimEnd('/')}/wuppertal and order a bulky-waste pick-up
                 Stop:            Ctrl-C

                 """);
        }

        if (setup is not null)
        {
            text += string.Create(
                CultureInfo.InvariantCulture,
                $"""
                 Nobody has access to the back office yet. The first administrator sets it up:
                   {address.TrimEnd('/')}{SignInLinks.Invitation}
                   code {setup.Code}, once, until {setup.ExpiresAt:yyyy-MM-dd HH:mm} UTC (a new one: ./rathaus staff invite)

                 """);
        }

        Console.Error.WriteLine(text);
    }
}
