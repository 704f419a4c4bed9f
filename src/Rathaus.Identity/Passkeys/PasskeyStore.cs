using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Passkeys;

/// <summary>A passkey as its owner sees it.</summary>
internal sealed record Passkey
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Kept by a password manager or cloud of the person, not bound to one device.</summary>
    public required bool BackedUp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? CloneSuspectedAt { get; init; }

    public required byte[] CredentialId { get; init; }

    /// <summary>As <see cref="Identity.Authenticator"/>.</summary>
    public required short Authenticator { get; init; }

    /// <summary>Where it was last used: <c>platform</c> or <c>cross-platform</c>; null: the browser did not say.</summary>
    public string? Attachment { get; init; }
}

/// <summary>A passkey and whose it is, for checking an assertion.</summary>
internal sealed record PasskeyOwner
{
    public required Guid Id { get; init; }

    public Guid? Account { get; init; }

    public Guid? Staff { get; init; }

    public required byte[] UserHandle { get; init; }

    public required byte[] PublicKey { get; init; }

    public required long SignCount { get; init; }

    public required bool BackupEligible { get; init; }

    public required bool IsDemo { get; init; }

    /// <summary>As <see cref="Identity.Proofing"/>; staff are checked by their town.</summary>
    public required short Proofing { get; init; }

    /// <summary>As <see cref="Identity.Authenticator"/>.</summary>
    public required short Authenticator { get; init; }

    /// <summary>The counter went back at an earlier sign-in.</summary>
    public required bool CloneSuspected { get; init; }

    /// <summary>Rests since a recovery.</summary>
    public required bool Suspended { get; init; }

    public KnownCredential Known => new(PublicKey, checked((uint)SignCount), BackupEligible);
}

/// <summary>The rows of identity.passkey.</summary>
internal sealed class PasskeyStore(RegionDatabase database, TimeProvider time)
{
    /// <summary>Condition that a row belongs to a holder; comparing with null is never true.</summary>
    public const string Own = "(account = @Account or staff = @Staff)";

    public static Sql Insert(Guid id, KeyHolder holder, string name, RegisteredCredential credential, DateTimeOffset now) => new(
        """
        insert into identity.passkey
          (id, account, staff, credential_id, public_key, algorithm, sign_count, aaguid, name, backup_eligible, backed_up,
           attestation, attestation_trusted, authenticator, attachment, created_at)
        values
          (@Id, @Account, @Staff, @CredentialId, @PublicKey, @Algorithm, @SignCount, @Aaguid, @Name, @BackupEligible, @BackedUp,
           @Attestation, @Trusted, @Authenticator, @Attachment, @Now)
        """,
        new
        {
            Id = id,
            holder.Account,
            holder.Staff,
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
            Authenticator = (short)LevelOf(credential),
            credential.Attachment,
            Now = now,
        });

    /// <summary>Registration demands user verification; a key that cannot be copied needs a maker who says so.</summary>
    public static Authenticator LevelOf(RegisteredCredential credential) =>
        credential.Attestation.Trusted && !credential.BackupEligible ? Authenticator.BoundDevice : Authenticator.Passkey;

    public Task<IReadOnlyList<Passkey>> OfAsync(KeyHolder holder, CancellationToken ct) => database.QueryAsync<Passkey>(
        $"""
        select id, name, backed_up, created_at, last_used_at, clone_suspected_at, credential_id, authenticator, attachment
        from identity.passkey
        where {Own} and suspended_at is null
        order by created_at, id
        """,
        new { holder.Account, holder.Staff }, ct);

    /// <summary>How authenticators know the person: random, not the id; and the name they show.</summary>
    public Task<KeyHolderName?> NameAsync(KeyHolder holder, CancellationToken ct) => database.QuerySingleOrDefaultAsync<KeyHolderName>(
        """
        select display_name, user_handle from identity.account where id = @Account and user_handle is not null
        union all
        select display_name, user_handle from identity.staff where id = @Staff and user_handle is not null
        """,
        new { holder.Account, holder.Staff }, ct);

    /// <summary>A passkey of an open account or, asked so, of a member of staff who has not left.</summary>
    public Task<PasskeyOwner?> FindAsync(byte[] credentialId, bool staff, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<PasskeyOwner>(
            """
            select p.id, p.account, p.staff, coalesce(a.user_handle, f.user_handle) as user_handle, p.public_key, p.sign_count,
                   p.backup_eligible, p.suspended_at is not null as suspended, coalesce(a.demo, f.demo) is not null as is_demo,
                   p.clone_suspected_at is not null as clone_suspected, coalesce(a.proofing, 2::smallint) as proofing, p.authenticator
            from identity.passkey p
            left join identity.account a on a.id = p.account and a.closed_at is null
            left join identity.staff f on f.id = p.staff and f.left_at is null
            where p.credential_id = @credentialId
              and (p.staff is not null) = @staff
              and (a.id is not null or f.id is not null)
            """,
            new { credentialId, staff }, ct);

    public Sql Used(Guid id, AssertedCredential asserted, string? attachment) => new(
        """
        update identity.passkey
        set sign_count = greatest(sign_count, @SignCount),
            backed_up = @BackedUp,
            last_used_at = @Now,
            attachment = coalesce(@Attachment, attachment),
            authenticator = case when @CloneSuspected then 2 else authenticator end,
            clone_suspected_at = case when @CloneSuspected then coalesce(clone_suspected_at, @Now) else clone_suspected_at end
        where id = @Id
        """,
        new { Id = id, SignCount = (long)asserted.SignCount, asserted.BackedUp, asserted.CloneSuspected, Attachment = attachment, Now = time.GetUtcNow() });

    public async Task<bool> RenameAsync(KeyHolder holder, Guid id, string name, CancellationToken ct) =>
        await database.ExecuteAsync(
            $"update identity.passkey set name = @name where id = @id and {Own}",
            new { holder.Account, holder.Staff, id, name }, ct) > 0;
}

/// <summary>What an authenticator stores about the holder of a passkey.</summary>
internal sealed record KeyHolderName
{
    public required string DisplayName { get; init; }

    public required byte[] UserHandle { get; init; }
}
