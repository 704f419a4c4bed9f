using System.ComponentModel.DataAnnotations;

namespace Rathaus.Identity;

/// <summary>Section <c>Identity:StaffProvider</c>: an outside OpenID provider with which staff may sign in. Off without an issuer.</summary>
public sealed class StaffProviderOptions : IValidatableObject
{
    /// <summary>Issuer, exactly as its tokens say it; https. Default none.</summary>
    public string? Issuer { get; set; }

    /// <summary>Our id there.</summary>
    public string? ClientId { get; set; }

    /// <summary>Our secret there, from the environment; sent by client_secret_basic.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What staff call it, for the button.</summary>
    public string Label { get; set; } = "SSO";

    /// <summary>Scopes beside <c>openid</c>. Default none: the house takes nothing but the subject.</summary>
    public string Scope { get; set; } = "openid";

    /// <summary>
    /// One of these must stand in <c>amr</c> (RFC 8176): a second factor is demanded. Default <c>mfa</c>, <c>hwk</c>, <c>swk</c>. Empty:
    /// the provider's word is taken, for providers that tell no <c>amr</c>.
    /// </summary>
    public IList<string> RequiredAmr { get; } = ["mfa", "hwk", "swk"];

    internal bool Enabled => !string.IsNullOrEmpty(Issuer);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enabled)
            yield break;
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || issuer.Query.Length > 0 || issuer.Fragment.Length > 0
            || (issuer.Scheme != Uri.UriSchemeHttps && !issuer.IsLoopback))
            yield return new ValidationResult("Identity:StaffProvider:Issuer must be an https address without query");
        if (string.IsNullOrEmpty(ClientId))
            yield return new ValidationResult("Identity:StaffProvider:ClientId is missing");
    }
}
