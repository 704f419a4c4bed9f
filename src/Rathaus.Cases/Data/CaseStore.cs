using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Data;

/// <summary>Reads cases by replaying their events, and writes changes with optimistic concurrency.</summary>
internal static class CaseStore
{
    private const string EventKey = "case_event_pkey";

    /// <summary>The events of one case in order; empty when there is no such case in this town.</summary>
    public static async Task<IReadOnlyList<RecordedEvent>> HistoryAsync(SqlScope town, CaseNumber number, CancellationToken ct) =>
        [.. (await town.QueryAsync<EventRow>(
            """
            select sequence, kind, at, actor_kind, actor_id, actor_name, body, hash
            from cases.case_event
            where municipality = @Town and number = @Number
            order by sequence
            """,
            new { Number = number.Text }, ct)).Select(row => row.ToEvent())];

    public static async Task<Case?> LoadAsync(SqlScope town, CaseNumber number, CancellationToken ct)
    {
        var history = await HistoryAsync(town, number, ct);
        return history.Count == 0 ? null : Case.Replay(number, history);
    }

    /// <summary>Writes the change, or says that somebody else was faster and what the case looks like now.</summary>
    public static async Task<Outcome<Case>> SaveAsync(SqlScope town, CaseChange change, CancellationToken ct)
    {
        try
        {
            await town.ExecuteBatchAsync(change.Commands(), ct);
            return change.After;
        }
        catch (UniqueViolationException race) when (race.Constraint == EventKey)
        {
            return ChangedMeanwhile(await LoadAsync(town, change.Before.Number, ct) ?? change.Before);
        }
    }

    public static Refusal ChangedMeanwhile(Case newer) =>
        Refusal.Conflict("case.changed-meanwhile", "Der Vorgang wurde inzwischen geändert.") with
        {
            Current = new CurrentState(newer.Number.Text, newer.Version, newer.Status.ToString(), newer.ChangedAt),
        };

    /// <summary>What a client that was too late is told about the newer state.</summary>
    internal sealed record CurrentState(string Number, int Version, string Status, DateTimeOffset ChangedAt);

    private sealed record EventRow
    {
        public required int Sequence { get; init; }

        public required string Kind { get; init; }

        public required DateTimeOffset At { get; init; }

        public required string ActorKind { get; init; }

        public Guid? ActorId { get; init; }

        public string? ActorName { get; init; }

        public required string Body { get; init; }

        public required byte[] Hash { get; init; }

        public RecordedEvent ToEvent() => new(
            Sequence, Kind, At, new CaseActor(Enum.Parse<ActorKind>(ActorKind), ActorId, ActorName), Body, Hash);
    }
}
