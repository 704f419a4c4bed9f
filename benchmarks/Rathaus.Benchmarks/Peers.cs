using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>Programs of <c>benchmarks/peers</c> with their packages from npm, installed below <c>artifacts</c>.</summary>
internal static class Peers
{
    private static readonly string Source = Path.Combine(Checkout.Folder, "benchmarks", "peers");

    /// <summary>Copies and installs; returns the folder.</summary>
    public static async Task<string> InstallAsync(CancellationToken ct)
    {
        var folder = Path.Combine(Checkout.Folder, "artifacts", "bench-peers");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        await Tool.RunAsync("npm", ["ci", "--prefix", folder, "--no-progress", "--loglevel=error", "--prefer-offline"], ct);
        return folder;
    }
}
