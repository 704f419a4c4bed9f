using System.Globalization;
using System.Text.Json;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>The rule of <c>bench cel</c> in engines from npm, in the same run (<c>benchmarks/peers</c>).</summary>
internal static class PeerRule
{
    private const int Seconds = 3;

    public static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(CancellationToken ct)
    {
        var source = Path.Combine(Checkout.Folder, "benchmarks", "peers");
        var folder = Path.Combine(Checkout.Folder, "artifacts", "bench-peers");
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { ".npmrc", "package.json", "package-lock.json", "rule.mjs" })
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        await Tool.RunAsync("npm", ["ci", "--prefix", folder, "--no-progress", "--loglevel=error", "--prefer-offline"], ct);
        var output = await Tool.RunAsync("node", [Path.Combine(folder, "rule.mjs"), Seconds.ToString(CultureInfo.InvariantCulture)], ct);
        return JsonSerializer.Deserialize<Dictionary<string, double>>(output) ?? [];
    }
}
