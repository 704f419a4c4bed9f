using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>Entries of an account's mailbox (Postfach). An applicant without account has none: the statement writes nothing.</summary>
internal static class MailboxSql
{
    /// <param name="kind">As in the table's check: receipt, document, message, correction, payment, withdrawal, signing, cosign, appointment, other.</param>
    public static Sql Entry(Case state, string kind, string subject, string? body, DateTimeOffset at, Guid? document = null) => new(
        """
        insert into cases.mailbox_entry (municipality, account, id, number, document, kind, subject, body, created_at)
        select @Town, @Account, @Id, @Number, @document, @kind, @subject, @body, @at
        where @Account is not null
        """,
        new { state.Account, Id = Guid.CreateVersion7(at), Number = state.Number.Text, document, kind, subject, body, at });

    /// <summary>To everybody who has confirmed the application (Mitzeichnung).</summary>
    public static Sql ToSigners(Case state, string kind, string subject, DateTimeOffset at) =>
        To(state, [.. state.Signings.Where(signing => signing.State == SigningState.Confirmed).Select(signing => signing.Account).OfType<Guid>()], kind, subject, at);

    /// <summary>The same entry to several accounts.</summary>
    public static Sql To(Case state, IReadOnlyList<Guid> accounts, string kind, string subject, DateTimeOffset at) => new(
        """
        insert into cases.mailbox_entry (municipality, account, id, number, kind, subject, created_at)
        select @Town, t.account, t.id, @Number, @kind, @subject, @at
        from unnest(@Accounts, @Ids) as t (account, id)
        """,
        new
        {
            Accounts = accounts.ToArray(), Ids = accounts.Select(_ => Guid.CreateVersion7(at)).ToArray(), Number = state.Number.Text, kind, subject, at,
        });
}
