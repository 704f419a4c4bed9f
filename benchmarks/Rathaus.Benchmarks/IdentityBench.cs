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
    private const int Requests = 60_000;
    private const double Advantage = 1.3;
    private const string PeerSeconds = "6s";

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        var checks = AssertionChecks.Measure();
        var folder = await Peers.InstallAsync(ct);
        await using var host = await RunningHost.StartAsync("--no-demo", "RateLimits__Login=0", "RateLimits__Submission=0",
            "RateLimits__Upload=0", "RateLimits__Api=0", "RateLimits__Provider=0", "RateLimits__ProviderClient=0");
        var people = await IdentityPeople.SeedAsync(host, ct);

        await people.RefreshAsync(folder, Requests, Connections, ct);
        // Peer and house in turn, so that what else the machine does falls on both.
        var peer = await PeerAsync(folder, "proofs", people, ct);
        var first = await people.RefreshAsync(folder, Requests, Connections, ct);
        var again = await PeerAsync(folder, "proofs", people, ct);
        var second = await people.RefreshAsync(folder, Requests, Connections, ct);
        var signed = await PeerAsync(folder, "jwt", people, ct);
        var opaque = await PeerAsync(folder, "opaque", people, ct);
        var beside = (peer.PerSecond + again.PerSecond) / 2;

        await people.SignInsAsync(TimeSpan.FromSeconds(4), 25, ct);
        var signIns = await people.SignInsAsync(TimeSpan.FromSeconds(15), 100, ct);
        var memory = await PageBench.MemoryAsync(host.ProcessId, ct);
        return
        [
            new("refresh_token, DPoP, private_key_jwt, PostgreSQL", (first.PerSecond + second.PerSecond) / 2, "1/s", beside * Advantage, true)
            {
                Against =
                [
                    new("oidc-provider, client_credentials, same proofs", beside),
                    new("… with a secret, no DPoP (less work)", signed.PerSecond),
                    new("… with a secret, no DPoP, no signature (less)", opaque.PerSecond),
                ],
            },
            new("refresh_token, p99 at 16 connections", Math.Max(first.P99, second.P99), "ms", null, false)
            {
                Against = [new("oidc-provider, same proofs", Math.Max(peer.P99, again.P99))],
            },
            new("passkey sign-ins reached of 100/s", signIns.PerSecond, "1/s", 98, true),
            new("passkey sign-in to the portal, all its requests, p95", signIns.Quantile95, "ms", 150, false),
            new("passkey sign-in to the portal, all its requests, p50", signIns.Quantile50, "ms", null, false),
            new("assertion checks, all cores", checks, "1/s", 3_000, true),
            new("host memory after the load", memory, "MB", 700, false),
        ];
    }

    private static async Task<WrkResult> PeerAsync(string folder, string form, IdentityPeople people, CancellationToken ct)
    {
        var keys = Path.Combine(folder, "keys.json");
        await File.WriteAllTextAsync(keys, people.SystemKeys, ct);
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(folder, "provider.mjs"), form, keys])
            start.ArgumentList.Add(word);
        using var peer = Process.Start(start)!;
        try
        {
            // Its warnings about being no production set-up are read and dropped, so that it never waits for us.
            var warnings = peer.StandardError.ReadToEndAsync(ct);
            var port = int.Parse((await peer.StandardOutput.ReadLineAsync(ct))!, CultureInfo.InvariantCulture);
            var issuer = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
            var result = form == "proofs"
                ? await WithProofsAsync(folder, issuer, people, ct)
                : await WithSecretAsync(folder, issuer, ct);
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

    private static async Task<WrkResult> WithProofsAsync(string folder, string issuer, IdentityPeople people, CancellationToken ct)
    {
        await people.CredentialsAsync(folder, issuer, Requests, Connections, ct);
        return await people.CredentialsAsync(folder, issuer, Requests, Connections, ct);
    }

    private static async Task<WrkResult> WithSecretAsync(string folder, string issuer, CancellationToken ct)
    {
        var file = Path.Combine(folder, "peer.txt");
        await File.WriteAllTextAsync(file, $"-\tBasic {Convert.ToBase64String("bench:bench-secret"u8)}\tgrant_type=client_credentials\n", ct);
        string[] script = ["-s", Path.Combine(folder, "post.lua")];
        await Wrk.RunAsync(issuer + "/token", Connections, "2s", script, [file, "again"], ct);
        return await Wrk.RunAsync(issuer + "/token", Connections, PeerSeconds, script, [file, "again"], ct);
    }
}
