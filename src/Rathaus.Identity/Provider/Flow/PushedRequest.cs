using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.Issuer;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>What a client asked for, checked when it was pushed; nothing of it comes through the browser.</summary>
internal sealed record PushedRequest
{
    public required string RedirectUri { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    public required string CodeChallenge { get; init; }

    /// <summary>Levels asked for; any of them will do.</summary>
    public IReadOnlyList<TrustLevel> Levels { get; init; } = [];

    public IReadOnlyList<string> Prompt { get; init; } = [];

    /// <summary>Seconds since the sign-in, or null.</summary>
    public int? MaxAge { get; init; }

    /// <summary>The only key that may redeem the code, or null: the first that does.</summary>
    public string? DpopJkt { get; init; }

    /// <summary>The page of the house that needs the sign-in; only from the house's own clients.</summary>
    public string? Page { get; init; }

    /// <summary>The credential that a wallet asks for; null: a client that is no wallet.</summary>
    public CredentialWish? Credential { get; init; }

    public bool Silent => Prompt.Contains(Prompts.None);

    /// <summary>Least level for this client: what it registered cannot be undercut by what it asks for.</summary>
    public TrustLevel Least(OpenIdClient client)
    {
        var asked = Levels.Count == 0 ? TrustLevel.None : Levels.Min();
        return asked > client.MinimumLevel ? asked : client.MinimumLevel;
    }

    /// <summary>The level to report: the highest one asked for that was reached, or without a wish the one reached.</summary>
    public TrustLevel Matched(TrustLevel reached) =>
        Levels.Where(level => level <= reached).DefaultIfEmpty(reached).Max();
}

/// <summary>What a wallet wants (OpenID4VCI 1.0 section 5.1).</summary>
/// <param name="Type">Credential configuration.</param>
/// <param name="Offer">The offer that the wallet read (<c>issuer_state</c>); null: it began by itself.</param>
/// <param name="Detailed">Asked for with <c>authorization_details</c>, so the token says the same way what it is good for.</param>
internal sealed record CredentialWish(string Type, Guid? Offer, bool Detailed)
{
    /// <summary>The same as an answer (section 6.2): which credential the token is good for.</summary>
    public JsonArray Granted(Guid offer) =>
    [
        new JsonObject
        {
            ["type"] = CredentialWishes.DetailsType,
            ["credential_configuration_id"] = Type,
            ["credential_identifiers"] = new JsonArray(offer.ToString("N")),
        },
    ];
}

/// <summary>Values of <c>prompt</c> (OpenID Connect Core 3.1.2.1).</summary>
internal static class Prompts
{
    public const string None = "none";
    public const string Login = "login";
    public const string Consent = "consent";
    public const string SelectAccount = "select_account";

    public static bool IsKnown(string value) => value is None or Login or Consent or SelectAccount;
}

/// <summary>What clients may ask for. Each is a sentence on the consent page.</summary>
internal static class Scopes
{
    public const string OpenId = "openid";
    public const string Profile = "profile";
    public const string BirthDate = "birthdate";
    public const string Address = "address";
    public const string Offline = "offline_access";

    /// <summary>Sign-in to the house's own pages: which account and session; for the house's own clients only.</summary>
    public const string House = "rathaus";

    /// <summary>What a client of a town may be registered for.</summary>
    public static IReadOnlyList<string> ForClients { get; } = [OpenId, Profile, BirthDate, Address, Offline];
}
