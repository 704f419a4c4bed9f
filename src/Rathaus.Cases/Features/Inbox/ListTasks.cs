using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>Something a person has to do about a case.</summary>
internal sealed record WorkTask
{
    public required Guid Id { get; init; }

    public required string Number { get; init; }

    public required string Office { get; init; }

    /// <summary><c>refund</c>, <c>check-by-hand</c> or <c>deliver-by-post</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Why, as a stable code: <c>paid-after-lapse</c>, <c>withdrawn</c>, …</summary>
    public string? Detail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; init; }
}

/// <summary>Open tasks of a clerk's offices, oldest first.</summary>
internal sealed class ListTasks(TownDatabase database, IActor actor)
{
    private const int Most = 200;

    public async Task<Outcome<IReadOnlyList<WorkTask>>> RunAsync(Municipality town, CancellationToken ct)
    {
        var offices = CaseOffices.Of(actor, town.Number);
        if (offices.Count == 0)
            return Refusal.NotFound("inbox");
        return Outcome.Of(await database.For(town.Number).QueryAsync<WorkTask>(
            """
            select id, number, office, kind, detail, created_at, done_at
            from cases.task
            where municipality = @Town and office = any(@Offices) and done_at is null
            order by created_at, id
            limit @Most
            """,
            new { Offices = offices.ToArray(), Most }, ct));
    }

    internal static Sql OfCase(Case state) => new(
        """
        select id, number, office, kind, detail, created_at, done_at
        from cases.task
        where municipality = @Town and number = @Number
        order by created_at, id
        """,
        new { Number = state.Number.Text });
}
