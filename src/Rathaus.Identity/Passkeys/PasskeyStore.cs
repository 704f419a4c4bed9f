using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Passkeys;

/// <summary>A passkey as its owner sees it.</summary>
public sealed record Passkey
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Kept by a password manager or cloud of the person, not bound to one device.</summary>
    public required bool BackedUp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? CloneSuspectedAt { get; init; }

    public required byte[] CredentialId { get; init; }
}

/// <summary>A passkey and its account, for checking an assertion.</summary>
internal sealed record PasskeyOwner
{
    public required Guid Id { get; init; }

    public required Guid Account { get; init; }

    public required byte[] UserHandle { get; init; }

    public required byte[] PublicKey { get; init; }

    public required long SignCount { get; init; }

    public required bool BackupEligible { get; init; }

    public required bool IsDemo { get; init; }

    public KnownCredential Known => new(PublicKey, checked((uint)SignCount), BackupEligible);
}

/// <summary>The rows of identity.passkey.</summary>
internal sealed class PasskeyStore(RegionDatabase database, TimeProvider time)
{
    public static Sql Insert(Guid id, Guid account, string name, RegisteredCredential credential, DateTimeOffset now) => new(
        """
        insert into identity.passkey
          (id, account, credential_id, public_key, algorithm, sign_count, aaguid, name, backup_eligible, backed_up,
           attestation, attestation_trusted, created_at)
        values
          (@Id, @Account, @CredentialId, @PublicKey, @Algorithm, @SignCount, @Aaguid, @Name, @BackupEligible, @BackedUp,
           @Attestation, @Trusted, @Now)
        """,
        new
        {
            Id = id,
            Account = account,
            CredentialId = credential.Id,
            credential.PublicKey,
            credential.Algorithm,
            SignCount = (long)credential.SignCount,
            credential.Aaguid,
            Name = name,
            credential.BackupEligible,
            credential.BackedUp,
            Attestation = credential.Attestation.Format,
            credential.Attestation.Trusted,
            Now = now,
        });

    public Task<IReadOnlyList<Passkey>> OfAccountAsync(Guid account, CancellationToken ct) => database.QueryAsync<Passkey>(
        """
        select id, name, backed_up, created_at, last_used_at, clone_suspected_at, credential_id
        from identity.passkey
        where account = @account
        order by created_at, id
        """,
        new { account }, ct);

    /// <summary>How authenticators know the account: random, not its id.</summary>
    public Task<byte[]> UserHandleAsync(Guid account, CancellationToken ct) => database.QuerySingleAsync<byte[]>(
        "select user_handle from identity.account where id = @account", new { account }, ct);

    public Task<PasskeyOwner?> FindAsync(byte[] credentialId, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<PasskeyOwner>(
            """
            select p.id, p.account, a.user_handle, p.public_key, p.sign_count, p.backup_eligible, a.demo is not null as is_demo
            from identity.passkey p
            join identity.account a on a.id = p.account
            where p.credential_id = @credentialId and a.closed_at is null
            """,
            new { credentialId }, ct);

    public Sql Used(Guid id, AssertedCredential asserted) => new(
        """
        update identity.passkey
        set sign_count = greatest(sign_count, @SignCount),
            backed_up = @BackedUp,
            last_used_at = @Now,
            clone_suspected_at = case when @CloneSuspected then coalesce(clone_suspected_at, @Now) else clone_suspected_at end
        where id = @Id
        """,
        new { Id = id, SignCount = (long)asserted.SignCount, asserted.BackedUp, asserted.CloneSuspected, Now = time.GetUtcNow() });

    public async Task<bool> RenameAsync(Guid account, Guid id, string name, CancellationToken ct) =>
        await database.ExecuteAsync(
            "update identity.passkey set name = @name where id = @id and account = @account", new { account, id, name }, ct) > 0;
}
