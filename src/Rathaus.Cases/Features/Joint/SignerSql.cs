using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;

namespace Rathaus.Cases.Features.Joint;

/// <summary>How somebody gets to their confirmation.</summary>
internal sealed record SignerDoor
{
    public required Guid Signer { get; init; }

    public byte[]? CodeHash { get; init; }

    public DateOnly? ExpiresOn { get; init; }

    public Guid? Account { get; init; }
}

/// <summary>Statements on <c>cases.signer</c>.</summary>
internal static class SignerSql
{
    public static Task<IReadOnlyList<SignerDoor>> DoorsAsync(SqlScope town, CaseNumber number, CancellationToken ct) => town.QueryAsync<SignerDoor>(
        """
        select signer, code_hash, expires_on, account
        from cases.signer
        where municipality = @Town and number = @Number
        order by signer
        """,
        new { Number = number.Text }, ct);

    /// <summary>A new code; the one before opens nothing any more.</summary>
    public static Sql Invite(Case state, Guid signer, byte[] codeHash, DateOnly until, DateTimeOffset at) => new(
        """
        insert into cases.signer (municipality, number, signer, code_hash, expires_on, changed_at)
        values (@Town, @Number, @signer, @codeHash, @until, @at)
        on conflict (municipality, number, signer) do update
        set code_hash = excluded.code_hash, expires_on = excluded.expires_on, changed_at = excluded.changed_at
        """,
        new { Number = state.Number.Text, signer, codeHash, until, at });

    /// <summary>The code becomes a right of this account, once: the second statement finds nothing after a lost race.</summary>
    public static IReadOnlyList<Sql> UseCode(Case state, Guid signer, byte[] codeHash, Guid account, DateTimeOffset at) =>
    [
        new Sql(
            """
            update cases.signer
            set account = @account, code_hash = null, expires_on = null, changed_at = @at
            where municipality = @Town and number = @Number and signer = @signer and code_hash = @codeHash
            """,
            new { Number = state.Number.Text, signer, codeHash, account, at }),
        Remember(state, account),
    ];

    /// <summary>A known account may confirm; whoever came by a code first stays.</summary>
    public static IReadOnlyList<Sql> Know(Case state, Guid signer, Guid account, DateTimeOffset at) =>
    [
        new Sql(
            """
            insert into cases.signer (municipality, number, signer, account, changed_at)
            select @Town, @Number, @signer, @account, @at
            where not exists (select from cases.signer s
              where s.municipality = @Town and s.number = @Number and s.account = @account)
            on conflict (municipality, number, signer) do update
            set account = excluded.account, changed_at = excluded.changed_at
            where signer.account is null
            """,
            new { Number = state.Number.Text, signer, account, at }),
        Remember(state, account),
    ];

    /// <summary>Where the account finds its mailbox entries.</summary>
    private static Sql Remember(Case state, Guid account) => new(
        """
        insert into cases.account_case (account, town, number)
        select @account, @Town, @Number
        where exists (select from cases.signer s
          where s.municipality = @Town and s.number = @Number and s.account = @account)
        on conflict (account, town, number) do nothing
        """,
        new { Number = state.Number.Text, account });
}
