using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>A credential that a document of a town becomes.</summary>
public sealed record CredentialOrder
{
    public required Guid Account { get; init; }

    /// <summary>What it rests on, for example case number and document: revoking this revokes every copy.</summary>
    public required string Source { get; init; }

    /// <summary>One of <see cref="IWalletCredentials.Types"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Official name of the town that vouches for it.</summary>
    public required string Town { get; init; }

    /// <summary>What is known, by names such as <c>holder.family_name</c>; what the type has no use for is not stored.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    /// <summary>Last day on which it holds; null: as the type says.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>From a case of a demonstration: labelled in the credential.</summary>
    public bool Simulated { get; init; }
}

/// <summary>
/// A room whose documents become credentials, registered as a scoped service: a wallet that begins by itself is offered what the account holds.
/// </summary>
public interface ICredentialSource
{
    /// <summary>What the account itself holds, newest first; nothing that needs a better sign-in than <paramref name="trust"/>.</summary>
    Task<IReadOnlyList<CredentialOrder>> OfAsync(Guid account, string type, TrustLevel trust, CancellationToken ct);
}

/// <summary>Credentials for wallets (OpenID4VCI), for rooms that make documents.</summary>
public interface IWalletCredentials
{
    /// <summary>Names as packages use them.</summary>
    IReadOnlyCollection<string> Types { get; }

    /// <summary>
    /// Prepares a credential for the account. Refused after a hand-over or while the account is on hold, and with
    /// <c>wallet.claims-missing</c> when something needed is not known.
    /// </summary>
    /// <returns>Local address of the page where the person loads it.</returns>
    Task<Outcome<string>> OfferAsync(CredentialOrder order, CancellationToken ct);

    /// <summary>Every copy that rests on this source shows as revoked; an offer that nobody fetched ends.</summary>
    /// <returns>How many copies.</returns>
    Task<int> RevokeAsync(string source, CancellationToken ct);
}
