namespace Rathaus.Kernel.Data;

/// <summary>Who acted: kinds of the audit table.</summary>
public enum AuditActor
{
    Account,
    Staff,
    System,
    Anonymous,
}

/// <summary>
/// Who saw or changed what (audit data, append only). <paramref name="Subject"/> names the thing by kind and id, for
/// example <c>case/W-2026-000123</c>; <paramref name="DetailJson"/> holds no copies of answers.
/// </summary>
public sealed record AuditEntry(
    Guid Id, DateTimeOffset At, AuditActor ActorKind, Guid? Actor, string Action, string Subject, string DetailJson = "{}")
{
    /// <summary>Goes into the batch or transaction of the deed (town scope).</summary>
    public Sql Insert() => new(
        """
        insert into kernel.audit (municipality, id, at, actor_kind, actor, action, subject, detail)
        values (@Town, @Id, @At, lower(@ActorKind), @Actor, @Action, @Subject, @DetailJson::jsonb)
        """,
        this);
}
