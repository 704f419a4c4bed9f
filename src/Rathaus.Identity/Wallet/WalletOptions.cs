using System.ComponentModel.DataAnnotations;

namespace Rathaus.Identity.Wallet;

/// <summary>Section <c>Identity:Wallet</c>.</summary>
internal sealed class WalletOptions
{
    public const string Section = "Identity:Wallet";

    /// <summary>Issuers whose credentials prove an identity here. Empty by default: then no wallet is trusted, and the page says so.</summary>
    public IReadOnlyList<TrustedIssuerOption> TrustedIssuers { get; set; } = [];

    /// <summary>Wallets that may fetch credentials with the person's sign-in (authorization code). Empty: only with code and digits of an offer.</summary>
    public IReadOnlyList<WalletClientOption> Clients { get; set; } = [];

    /// <summary>File with the certificate chain (PEM) that this house shows to wallets, leaf first. Default: one of its own making.</summary>
    public string? AccessCertificate { get; set; }

    /// <summary>File with the private key (PEM, P-256) of <see cref="AccessCertificate"/>.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Minutes a person has to show a credential. Default 5.</summary>
    [Range(1, 15)]
    public int RequestMinutes { get; set; } = 5;

    /// <summary>Hours an offer of a credential waits to be fetched. Default 24.</summary>
    [Range(1, 168)]
    public int OfferHours { get; set; } = 24;

    internal TimeSpan RequestLifetime => TimeSpan.FromMinutes(RequestMinutes);

    internal TimeSpan OfferLifetime => TimeSpan.FromHours(OfferHours);
}

/// <summary>One wallet, a public client of the provider.</summary>
internal sealed class WalletClientOption
{
    /// <summary>Its <c>client_id</c>: lower case, digits and hyphens.</summary>
    public string Id { get; set; } = "";

    /// <summary>As people see it before they agree.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where it waits for the code: https, or the wallet's own scheme. Compared letter by letter.</summary>
    public IReadOnlyList<string> Redirects { get; set; } = [];
}

/// <summary>One issuer that is believed, from a day on and until a day.</summary>
internal sealed class TrustedIssuerOption
{
    /// <summary>Shown to people and in the log.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>File with the root certificate (PEM) that the issuer's chain ends in.</summary>
    [Required]
    public string Certificate { get; set; } = "";

    /// <summary>Kinds of credential (<c>vct</c>) it may issue, for example <c>urn:eudi:pid:de:1</c>.</summary>
    [MinLength(1)]
    public IReadOnlyList<string> Types { get; set; } = [];

    /// <summary>What its credentials say as <c>iss</c>; null: they need not say it.</summary>
    public string? Issuer { get; set; }

    /// <summary>Hosts that its status lists may lie on. Default none: a credential with a status list elsewhere is refused.</summary>
    public IReadOnlyList<string> StatusHosts { get; set; } = [];

    /// <summary>First day on which it is believed. Default: always.</summary>
    public DateOnly? From { get; set; }

    /// <summary>Last day on which it is believed. Default: until it is taken out.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Where the entry comes from: list and its date.</summary>
    public string? Source { get; set; }
}
