using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider;

/// <summary>Whether a client lets people sign in with a phone beside the desktop (WebAuthn hybrid).</summary>
public enum HybridPolicy
{
    Allow,
    Warn,
    Deny,
}

/// <summary>A system that signs people in through this house: a portal, a specialist application, a library.</summary>
public sealed record OpenIdClient
{
    public required string Id { get; init; }

    /// <summary>The town that registered it; null: the house itself.</summary>
    public short? Town { get; init; }

    /// <summary>As people see it when they are asked.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence: what it needs the sign-in for.</summary>
    public required string Purpose { get; init; }

    /// <summary>Clients of one host get the same subject for a person, others another (pairwise).</summary>
    public required string SectorHost { get; init; }

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public IReadOnlyList<string> PostLogoutUris { get; init; } = [];

    /// <summary>The client's public keys, a JWK set.</summary>
    public required string Jwks { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Whatever the client asks for, it gets nobody below this level.</summary>
    public TrustLevel MinimumLevel { get; init; }

    public HybridPolicy Hybrid { get; init; }

    public string? BackchannelLogoutUri { get; init; }

    public string? FrontchannelLogoutUri { get; init; }

    /// <summary>Belongs to the house: people are not asked for consent.</summary>
    public bool FirstParty { get; init; }

    /// <summary>A wallet of the configuration: a public client that gets credentials and nothing else.</summary>
    public bool Wallet { get; init; }

    public int Version { get; init; }
}

/// <summary>The registered clients.</summary>
public interface IOpenIdClients
{
    /// <summary>The client, or null: unknown or ended. A change on this host is seen at once, on another after some seconds.</summary>
    ValueTask<OpenIdClient?> FindAsync(string? id, CancellationToken ct);
}
