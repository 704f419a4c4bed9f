using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Demo;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>
/// Who may prove an identity here: the issuers of the configuration and, in a demonstration, the invented one. Empty means that
/// no wallet can sign in, and pages say so.
/// </summary>
internal sealed class TrustList(HouseKeys keys, IOptions<WalletOptions> options, DemoSetting demo, TimeProvider time)
{
    /// <summary>Kind of the identity credential (PID) of a demonstration.</summary>
    public const string SimulatedType = "urn:eudi:pid:de:1";

    private readonly IReadOnlyList<TrustedIssuer> configured = [.. options.Value.TrustedIssuers.Select(Load)];

    /// <summary>Some issuer is believed today.</summary>
    public bool IsUsable => demo.Enabled || configured.Any(IsBelieved);

    /// <summary>No real issuer is believed today.</summary>
    public bool OnlySimulated => !configured.Any(IsBelieved);

    public async Task<IReadOnlyList<TrustedIssuer>> CurrentAsync(CancellationToken ct)
    {
        var real = configured.Where(IsBelieved).ToList();
        if (demo.Enabled)
        {
            var key = await keys.OfAsync(HouseKeyUse.PidSimulation, ct);
            real.Add(new TrustedIssuer
            {
                Name = "SIMULATION",
                Root = key.Root ?? throw new InvalidOperationException("The key of the simulation has a root"),
                Types = [SimulatedType],
                Simulated = true,
            });
        }

        return real;
    }

    private bool IsBelieved(TrustedIssuer issuer) => issuer.IsBelievedOn(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    private static TrustedIssuer Load(TrustedIssuerOption option)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(option.Certificate);
        return new TrustedIssuer
        {
            Name = option.Name,
            Root = root.RawData,
            Types = [.. option.Types],
            Issuer = option.Issuer,
            StatusHosts = [.. option.StatusHosts],
            From = option.From,
            Until = option.Until,
        };
    }
}
