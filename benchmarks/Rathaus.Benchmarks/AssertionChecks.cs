using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Identity.WebAuthn;

namespace Rathaus.Benchmarks;

/// <summary>Assertions checked in one process on all cores: what the verifier itself costs, without database and network.</summary>
internal static class AssertionChecks
{
    private const int Devices = 256;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    /// <summary>The best of three rounds.</summary>
    public static double Measure()
    {
        const string origin = "https://id.example.org";
        var party = new RelyingParty { Id = "id.example.org", Origins = [origin] };
        var verifier = new WebAuthnVerifier(
            new AttestationVerifier(new AttestationRoots([], TimeProvider.System)), NullLogger<WebAuthnVerifier>.Instance);
        var messages = Enumerable.Range(0, Devices).Select(_ =>
        {
            var device = new PasskeyDevice(origin);
            var challenge = RandomNumberGenerator.GetBytes(32);
            var (client, data, signature) = device.Assert(challenge);
            return (Challenge: challenge, Known: new KnownCredential(device.PublicKey, 0, true), client, data, signature);
        }).ToArray();

        var best = 0.0;
        for (var round = 0; round < 3; round++)
        {
            var count = 0L;
            var watch = Stopwatch.StartNew();
            Parallel.For(0, Environment.ProcessorCount, core =>
            {
                var done = 0L;
                for (var at = core; watch.Elapsed < Round; at++)
                {
                    var (challenge, known, client, data, signature) = messages[at % Devices];
                    if (!verifier.VerifyAssertion(party, challenge, known, client, data, signature).Succeeded)
                        throw new InvalidOperationException("an assertion was refused");
                    done++;
                }

                Interlocked.Add(ref count, done);
            });
            best = Math.Max(best, count / watch.Elapsed.TotalSeconds);
        }

        return best;
    }
}
