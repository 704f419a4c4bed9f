using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;

namespace Rathaus.Cases.Features.Help;

/// <summary>Somebody who helps with a case, or is invited to.</summary>
internal sealed record HelperRow
{
    public required Guid Helper { get; init; }

    public required string Name { get; init; }

    public byte[]? CodeHash { get; init; }

    public DateOnly? ExpiresOn { get; init; }

    public Guid? Account { get; init; }
}

/// <summary>Statements on <c>cases.helper</c>.</summary>
internal static class HelperSql
{
    public static Task<IReadOnlyList<HelperRow>> OfAsync(SqlScope town, CaseNumber number, CancellationToken ct) => town.QueryAsync<HelperRow>(
        """
        select helper, name, code_hash, expires_on, account
        from cases.helper
        where municipality = @Town and number = @Number and ended_at is null
        order by changed_at, helper
        """,
        new { Number = number.Text }, ct);

    public static Sql Invite(Case state, Guid helper, string name, byte[] codeHash, DateOnly until, DateTimeOffset at) => new(
        """
        insert into cases.helper (municipality, number, helper, name, code_hash, expires_on, changed_at)
        values (@Town, @Number, @helper, @name, @codeHash, @until, @at)
        """,
        new { Number = state.Number.Text, helper, name, codeHash, until, at });

    /// <summary>The code becomes a right of this account, once; a lost race finds nothing and undoes the batch by the event's key.</summary>
    public static Sql Join(Case state, HelperRow helper, Guid account, DateTimeOffset at) => new(
        """
        update cases.helper
        set account = @account, code_hash = null, expires_on = null, changed_at = @at
        where municipality = @Town and number = @Number and helper = @Helper and code_hash = @CodeHash and ended_at is null
        """,
        new { Number = state.Number.Text, helper.Helper, helper.CodeHash, account, at });

    public static Sql End(Case state, Guid helper, DateTimeOffset at) => new(
        """
        update cases.helper
        set ended_at = @at, code_hash = null, expires_on = null, changed_at = @at
        where municipality = @Town and number = @Number and helper = @helper and ended_at is null
        """,
        new { Number = state.Number.Text, helper, at });

    /// <summary>Where the account finds the towns of cases it helps with.</summary>
    public static Sql Remember(Case state, Guid account) => new(
        """
        insert into cases.account_case (account, town, number)
        values (@account, @Town, @Number)
        on conflict (account, town, number) do nothing
        """,
        new { Number = state.Number.Text, account });
}
