using System.Diagnostics;
using System.Globalization;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench identity</c>: access tokens by refresh token with DPoP and private_key_jwt on PostgreSQL, beside the cheapest grant of
/// oidc-provider in memory; passkey sign-ins at a steady 100 a second; assertion checks in one process.
/// </summary>
internal static class IdentityBench
{
    private const int Connections = 16;
    private const double Advantage = 1.3;
    private const string PeerSeconds = "8s";

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        var checks = AssertionChecks.Measure();
        var folder = await Peers.InstallAsync(ct);
        await using var host = await RunningHost.StartAsync("--no-demo", "RateLimits__Login=0", "RateLimits__Submission=0",
            "RateLimits__Upload=0", "RateLimits__Api=0");
        var people = await IdentityPeople.SeedAsync(host, ct);

        await people.RefreshAsync(folder, 4_000, Connections, ct);
        // Peer and house in turn, so that what else the machine does falls on both.
        var signed = await PeerAsync(folder, "jwt", ct);
        var first = await people.RefreshAsync(folder, 30_000, Connections, ct);
        var opaque = await PeerAsync(folder, "opaque", ct);
        var second = await people.RefreshAsync(folder, 30_000, Connections, ct);
        var peer = Math.Max(signed.PerSecond, opaque.PerSecond);

        await people.SignInsAsync(TimeSpan.FromSeconds(4), 25, ct);
        var signIns = await people.SignInsAsync(TimeSpan.FromSeconds(15), 100, ct);
        var memory = await PageBench.MemoryAsync(host.ProcessId, ct);
        return
        [
            new("refresh_token with DPoP and private_key_jwt, limits off", (first.PerSecond + second.PerSecond) / 2, "1/s", peer * Advantage, true)
            {
                Against =
                [
                    new("oidc-provider, client_credentials, in memory, JWT", signed.PerSecond),
                    new("oidc-provider, client_credentials, in memory, opaque", opaque.PerSecond),
                ],
            },
            new("refresh_token, p99 at 16 connections", Math.Max(first.P99, second.P99), "ms", null, false)
            {
                Against = [new("oidc-provider, JWT", signed.P99), new("oidc-provider, opaque", opaque.P99)],
            },
            new("passkey sign-ins reached of 100/s", signIns.PerSecond, "1/s", 98, true),
            new("passkey sign-in, its three requests, p95", signIns.Quantile95, "ms", 150, false),
            new("passkey sign-in, its three requests, p50", signIns.Quantile50, "ms", null, false),
            new("assertion checks, all cores", checks, "1/s", 3_000, true),
            new("host memory after the load", memory, "MB", 700, false),
        ];
    }

    private static async Task<WrkResult> PeerAsync(string folder, string format, CancellationToken ct)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(folder, "provider.mjs"));
        start.ArgumentList.Add(format);
        using var peer = Process.Start(start)!;
        try
        {
            // Its warnings about being no production set-up are read and dropped, so that it never waits for us.
            var warnings = peer.StandardError.ReadToEndAsync(ct);
            var port = int.Parse((await peer.StandardOutput.ReadLineAsync(ct))!, CultureInfo.InvariantCulture);
            var file = Path.Combine(folder, "peer.txt");
            var basic = Convert.ToBase64String("bench:bench-secret"u8);
            await File.WriteAllTextAsync(file, $"-\tBasic {basic}\tgrant_type=client_credentials\n", ct);
            var address = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/token");
            string[] script = ["-s", Path.Combine(folder, "post.lua")];
            await Wrk.RunAsync(address, Connections, "3s", script, [file, "again"], ct);
            var result = await Wrk.RunAsync(address, Connections, PeerSeconds, script, [file, "again"], ct);
            peer.Kill();
            await warnings;
            return result;
        }
        finally
        {
            if (!peer.HasExited)
                peer.Kill();
        }
    }
}
