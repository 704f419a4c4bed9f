using System.Globalization;
using System.Text.Json;

namespace Rathaus.Benchmarks;

/// <summary>The rule of <c>bench cel</c> in engines from npm, in the same run (<c>benchmarks/peers</c>).</summary>
internal static class PeerRule
{
    private const int Seconds = 3;

    public static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(CancellationToken ct)
    {
        var folder = await Peers.InstallAsync(ct);
        var output = await Tool.RunAsync("node", [Path.Combine(folder, "rule.mjs"), Seconds.ToString(CultureInfo.InvariantCulture)], ct);
        return JsonSerializer.Deserialize<Dictionary<string, double>>(output) ?? [];
    }
}
