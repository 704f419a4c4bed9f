using Rathaus.Identity.Wallet.Verifier;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.Pages;

/// <summary>Before anything is asked of a wallet.</summary>
internal sealed record WalletStartView(string Back, bool WithAddress, bool Usable, bool OnlySimulated, Refusal? Refusal);

/// <summary>The link or QR code of one request.</summary>
internal sealed record WalletRequestView(WalletRequest Request, string Link, QrCode? Code, bool OnlySimulated, Refusal? Refusal);

/// <summary>Back from the wallet on the same device.</summary>
internal sealed record WalletReturnView(Refusal? Refusal);

/// <summary>A card of the same data has an account: sign in there, or open another.</summary>
internal sealed record WalletAccountView(WalletRequest Request);

/// <summary>Back from the wallet on the phone, while the other device waits.</summary>
internal sealed record WalletDigitsView(string? Digits, Refusal? Refusal);

/// <summary>The invented wallet.</summary>
internal sealed record SimulatedWalletView(string Id, IReadOnlyList<DemoPerson> Persons, Refusal? Refusal);

/// <summary>One offer with the link, the picture and the digits that fetch it.</summary>
internal sealed record CredentialOfferView(Issuer.CredentialOffer Offer, string Link, QrCode Code, Issuer.OfferContent Content);

/// <summary>The question which credential goes to a wallet.</summary>
internal sealed record WalletConsentView(
    Guid Flow, string Wallet, string Address, string Type, IReadOnlyList<Issuer.CredentialChoice> Choices, string? Person);

/// <summary>The credentials of an account.</summary>
internal sealed record CredentialsView(IReadOnlyList<Issuer.CredentialOffer> Offers, bool Revoked);
