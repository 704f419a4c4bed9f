namespace Rathaus.Identity;

/// <summary>A digital proof of an account, as its owner's list shows it.</summary>
/// <param name="Name">In the language of the request.</param>
/// <param name="Issuer">Town or region.</param>
/// <param name="ValidUntil">Null: without end.</param>
/// <param name="Revoked">Withdrawn by its issuer.</param>
/// <param name="Address">Local page about it, or null.</param>
public sealed record HeldCredential(string Name, string Issuer, DateTimeOffset IssuedAt, DateTimeOffset? ValidUntil, bool Revoked, string? Address);

/// <summary>Where the list “Nachweise” of the app comes from; whoever issues proofs registers one.</summary>
public interface IHeldCredentials
{
    /// <summary>The account's proofs, newest first.</summary>
    Task<IReadOnlyList<HeldCredential>> OfAsync(Guid account, Kernel.Languages.Language language, CancellationToken ct);
}

/// <summary>What else ends when a passkey is removed, in the same transaction: grants, tokens, what it was about to approve.</summary>
public interface IEndsWithPasskey
{
    /// <summary>Statements on region tables; <paramref name="account"/> or <paramref name="staff"/> is set.</summary>
    IEnumerable<Kernel.Data.Sql> Ends(Guid? account, Guid? staff, Guid passkey);
}
