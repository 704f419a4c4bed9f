using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;

namespace Rathaus.Cases.Data;

/// <summary>Work for a person of the case's office.</summary>
internal static class TaskSql
{
    /// <param name="kind"><c>refund</c>, <c>check-by-hand</c> or <c>deliver-by-post</c>.</param>
    /// <param name="detail">Why, as a stable code.</param>
    public static Sql Create(Case state, string kind, string detail, DateTimeOffset at) => new(
        """
        insert into cases.task (municipality, id, number, office, kind, detail, created_at)
        values (@Town, @Id, @Number, @Office, @kind, @detail, @at)
        """,
        new { Id = Guid.CreateVersion7(at), Number = state.Number.Text, state.Office, kind, detail, at });

    /// <summary>The same, unless such a task is open already.</summary>
    public static Sql CreateOnce(Case state, string kind, string detail, DateTimeOffset at) => new(
        """
        insert into cases.task (municipality, id, number, office, kind, detail, created_at)
        select @Town, @Id, @Number, @Office, @kind, @detail, @at
        where not exists (select from cases.task t
          where t.municipality = @Town and t.number = @Number and t.kind = @kind and t.detail = @detail and t.done_at is null)
        """,
        new { Id = Guid.CreateVersion7(at), Number = state.Number.Text, state.Office, kind, detail, at });
}
