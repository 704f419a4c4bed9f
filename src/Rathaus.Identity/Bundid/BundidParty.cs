using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Demo;

namespace Rathaus.Identity.Bundid;

/// <summary>
/// The two parties: this house with its key and addresses, and BundID as configured, or in demo mode its simulation with keys that
/// live as long as the process.
/// </summary>
internal sealed class BundidParty : IDisposable
{
    public const string Address = "/anmelden/bundid";

    public const string Consumer = Address + "/antwort";

    public const string Metadata = Address + "/metadaten";

    private readonly BundidOptions options;
    private readonly PasskeyHost host;
    private readonly X509Certificate2? simulated;

    public BundidParty(IOptions<BundidOptions> options, PasskeyHost host, DemoSetting demo, TimeProvider time)
    {
        this.options = options.Value;
        this.host = host;
        if (this.options.Enabled)
        {
            Own = X509Certificate2.CreateFromPemFile(this.options.KeyFile!);
            Signer = X509CertificateLoader.LoadCertificateFromFile(this.options.ProviderCertificate!);
            using var key = Own.GetRSAPrivateKey();
            if (key is not { KeySize: >= 2048 })
                throw new InvalidOperationException("Identity:Bundid:KeyFile holds no RSA key of at least 2048 bits");
        }
        else if (demo.Enabled)
        {
            Own = SelfSigned("CN=Rathaus SIMULATION", time);
            Signer = simulated = SelfSigned("CN=BundID SIMULATION", time);
        }
    }

    /// <summary>Configured, or simulated in a demonstration.</summary>
    public bool Available => Own is not null;

    public bool Simulated => simulated is not null;

    public string DisplayName => options.DisplayName;

    /// <summary>Our certificate with its private key.</summary>
    public X509Certificate2? Own { get; }

    /// <summary>Signs assertions.</summary>
    public X509Certificate2? Signer { get; }

    public string Provider => options.Enabled ? options.Provider! : "urn:rathaus:simulation:bundid";

    /// <summary>The simulation's own key; null for the real one.</summary>
    public X509Certificate2? SimulationKey => simulated;

    public string SignOnAddress(HttpRequest request) => options.Enabled ? options.SignOnAddress! : Origin(request) + SimulatedBundid.Address;

    public string EntityId(HttpRequest request) => options.EntityId ?? Origin(request) + Metadata;

    public string ConsumerAddress(HttpRequest request) => Origin(request) + Consumer;

    public void Dispose()
    {
        Own?.Dispose();
        Signer?.Dispose();
    }

    private string Origin(HttpRequest request)
    {
        var origins = host.Of(request).Origins;
        return origins.FirstOrDefault(origin => origin == $"{request.Scheme}://{request.Host}") ?? origins.First();
    }

    private static X509Certificate2 SelfSigned(string name, TimeProvider time)
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }
}
