using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Identity.Provider.Keys;

/// <summary><c>./rathaus rotate-signing-key</c>: the next key of the OpenID provider.</summary>
internal sealed class SigningKeyCommand(IServiceProvider services) : ICommand
{
    private const string Compromised = "--compromised";

    public string Name => "rotate-signing-key";

    public string Summary => "make the next key of the OpenID provider";

    public string Usage =>
        $"""
        ./rathaus rotate-signing-key [{Compromised}] [--data DIR]

        Makes the next key that signs tokens and shows it to clients; it signs in 24 hours, and the old one is shown 48 hours
        longer. A running host does the same by itself every 90 days.
        With {Compromised} a new key signs at once and the old ones are gone: everything they signed is refused, clients
        that kept the key set meet an unknown key until they load it again (300 s). Joins a running host.
        """;

    public IReadOnlyCollection<string> Flags => [Compromised];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var keys = services.GetRequiredService<SigningKeys>();
        if (line.Flag(Compromised))
        {
            await keys.ReplaceCompromisedAsync(ct);
            await line.Out.WriteLineAsync("A new key signs now; the old ones are gone.");
            return 0;
        }

        await line.Out.WriteLineAsync(await keys.PrepareAsync(ct)
            ? "The next key is shown and signs in 24 hours."
            : "A next key is waiting already.");
        return 0;
    }
}
