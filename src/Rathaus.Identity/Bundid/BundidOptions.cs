using System.ComponentModel.DataAnnotations;

namespace Rathaus.Identity;

/// <summary>
/// Section <c>Identity:Bundid</c>: sign-in with the federal account (BundID, SAML 2.0). Off without an entity id of BundID; in demo mode a
/// labelled simulation takes its place.
/// </summary>
public sealed class BundidOptions : IValidatableObject
{
    /// <summary>Entity id of the identity provider, from its metadata. Default none.</summary>
    public string? Provider { get; set; }

    /// <summary>Where requests go (HTTP-POST binding), from its metadata; https.</summary>
    public string? SignOnAddress { get; set; }

    /// <summary>File with the certificate that signs assertions (PEM or DER), from its metadata.</summary>
    public string? ProviderCertificate { get; set; }

    /// <summary>Our entity id. Default: the address of our metadata.</summary>
    public string? EntityId { get; set; }

    /// <summary>File with certificate and private RSA key (PEM) that sign requests and decrypt assertions; mode 600.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Name of the service as BundID shows it. Default <c>Rathaus</c>.</summary>
    public string DisplayName { get; set; } = "Rathaus";

    internal bool Enabled => !string.IsNullOrEmpty(Provider);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enabled)
            yield break;
        if (!Uri.TryCreate(SignOnAddress, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
            yield return new ValidationResult("Identity:Bundid:SignOnAddress must be an https address");
        if (!File.Exists(ProviderCertificate))
            yield return new ValidationResult("Identity:Bundid:ProviderCertificate names no file");
        if (!File.Exists(KeyFile))
            yield return new ValidationResult("Identity:Bundid:KeyFile names no file");
    }
}
