using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;

namespace Rathaus.Cases.Data;

/// <summary>
/// What one use case does to one case: events, the projection and everything that must stand or fall with them. All of it
/// is one batch in one transaction; a second writer of the same next event fails on the events' primary key.
/// </summary>
internal sealed class CaseChange(short municipality, Case before, CaseActor actor, DateTimeOffset at)
{
    private readonly List<RecordedEvent> events = [];
    private readonly List<Sql> besides = [];

    public Case Before { get; } = before;

    public Case After { get; private set; } = before;

    public CaseActor Actor => actor;

    public DateTimeOffset At => at;

    public IReadOnlyList<RecordedEvent> Events => events;

    public CaseChange Record(CaseEvent happened)
    {
        var recorded = RecordedEvent.Create(
            municipality, Before.Number, After.Version + 1, After.Head, happened, actor, at);
        events.Add(recorded);
        After = After.Apply(recorded);
        return this;
    }

    /// <summary>A statement of the same transaction: message, task, mailbox entry, job.</summary>
    public CaseChange Also(Sql statement)
    {
        besides.Add(statement);
        return this;
    }

    /// <summary>Statements of the same transaction, in their order.</summary>
    public CaseChange AlsoAll(IEnumerable<Sql> statements)
    {
        besides.AddRange(statements);
        return this;
    }

    /// <summary>Events first: their key decides a race before anything else is written.</summary>
    public IReadOnlyList<Sql> Commands()
    {
        var row = ApplicationRow.Of(After);
        return
        [
            new Sql(
                """
                insert into cases.case_event
                  (municipality, number, sequence, kind, at, actor_kind, actor_id, actor_name, body, hash)
                select @Town, @Number, e.sequence, e.kind, e.at, @ActorKind, @ActorId, @ActorName, e.body, e.hash
                from unnest(@Sequences, @Kinds, @Ats, @Bodies, @Hashes) as e (sequence, kind, at, body, hash)
                """,
                new
                {
                    Number = Before.Number.Text,
                    ActorKind = actor.Kind.ToString(),
                    ActorId = actor.Id,
                    ActorName = actor.Name,
                    Sequences = events.Select(e => e.Sequence).ToArray(),
                    Kinds = events.Select(e => e.Kind).ToArray(),
                    Ats = events.Select(e => e.At).ToArray(),
                    Bodies = events.Select(e => e.Body).ToArray(),
                    Hashes = events.Select(e => e.Hash).ToArray(),
                }),
            row.Update(Before.Version),
            .. besides,
        ];
    }
}
