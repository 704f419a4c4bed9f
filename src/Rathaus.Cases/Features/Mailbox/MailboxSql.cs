using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>Entries of an account's mailbox (Postfach). An applicant without account has none: the statement writes nothing.</summary>
internal static class MailboxSql
{
    /// <param name="kind">As in the table's check: receipt, document, message, correction, payment, withdrawal, other.</param>
    public static Sql Entry(Case state, string kind, string subject, string? body, DateTimeOffset at, Guid? document = null) => new(
        """
        insert into cases.mailbox_entry (municipality, account, id, number, document, kind, subject, body, created_at)
        select @Town, @Account, @Id, @Number, @document, @kind, @subject, @body, @at
        where @Account is not null
        """,
        new { state.Account, Id = Guid.CreateVersion7(at), Number = state.Number.Text, document, kind, subject, body, at });
}
