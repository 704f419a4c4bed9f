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
