using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;

namespace Rathaus.Registers.Events;

/// <summary>Reads and adds events of the registers.</summary>
internal static class EventStore
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The events of one subject in order.</summary>
    public static async Task<IReadOnlyList<RegisterEvent>> OfAsync(SqlScope town, string register, string subject, CancellationToken ct) =>
        [.. (await town.QueryAsync<EventRow>(
            """
            select register, subject, sequence, kind, at, body::text as body, actor_kind, actor_id, purpose, reference, deed, step
            from registers.register_event
            where municipality = @Town and register = @register and subject = @subject
            order by sequence
            """,
            new { register, subject }, ct)).Select(row => row.ToEvent())];

    /// <summary>What one effect of one case caused, in the order it happened.</summary>
    public static async Task<IReadOnlyList<RegisterEvent>> OfDeedAsync(SqlScope town, string reference, string deed, CancellationToken ct) =>
        [.. (await town.QueryAsync<EventRow>(
            """
            select register, subject, sequence, kind, at, body::text as body, actor_kind, actor_id, purpose, reference, deed, step
            from registers.register_event
            where municipality = @Town and reference = @reference and deed = @deed
            order by step
            """,
            new { reference, deed }, ct)).Select(row => row.ToEvent())];

    /// <summary>The next subjects of a register with all their events, in order; for making projections anew.</summary>
    public static async Task<IReadOnlyList<RegisterEvent>> PageAsync(SqlScope town, string register, string after, int subjects, CancellationToken ct) =>
        [.. (await town.QueryAsync<EventRow>(
            """
            with page as (
              select distinct subject
              from registers.register_event
              where municipality = @Town and register = @register and subject > @after
              order by subject
              limit @subjects
            )
            select register, subject, sequence, kind, at, body::text as body, actor_kind, actor_id, purpose, reference, deed, step
            from registers.register_event
            where municipality = @Town and register = @register and subject in (select subject from page)
            order by subject, sequence
            """,
            new { register, after, subjects }, ct)).Select(row => row.ToEvent())];

    public static Sql Insert(IReadOnlyList<RegisterEvent> events) => new(
        """
        insert into registers.register_event
          (municipality, register, subject, sequence, kind, at, body, actor_kind, actor_id, purpose, reference, deed, step)
        select @Town, e.register, e.subject, e.sequence, e.kind, e.at, e.body::jsonb, e.actor_kind, e.actor_id, e.purpose, e.reference, e.deed, e.step
        from unnest(@Register, @Subject, @Sequence, @Kind, @At, @Body, @ActorKind, @ActorId, @Purpose, @Reference, @Deed, @Step)
          as e (register, subject, sequence, kind, at, body, actor_kind, actor_id, purpose, reference, deed, step)
        """,
        new
        {
            Register = events.Select(e => e.Register).ToArray(),
            Subject = events.Select(e => e.Subject).ToArray(),
            Sequence = events.Select(e => e.Sequence).ToArray(),
            Kind = events.Select(e => e.Kind).ToArray(),
            At = events.Select(e => e.At.ToUniversalTime()).ToArray(),
            Body = events.Select(e => e.Body.ToJsonString(Json)).ToArray(),
            ActorKind = events.Select(e => e.ActorKind).ToArray(),
            ActorId = events.Select(e => e.ActorId).ToArray(),
            Purpose = events.Select(e => e.Purpose).ToArray(),
            Reference = events.Select(e => e.Reference).ToArray(),
            Deed = events.Select(e => e.Deed).ToArray(),
            Step = events.Select(e => e.Step).ToArray(),
        });

    private sealed record EventRow
    {
        public required string Register { get; init; }

        public required string Subject { get; init; }

        public required int Sequence { get; init; }

        public required string Kind { get; init; }

        public required DateTimeOffset At { get; init; }

        public required string Body { get; init; }

        public required string ActorKind { get; init; }

        public Guid? ActorId { get; init; }

        public required string Purpose { get; init; }

        public string? Reference { get; init; }

        public string? Deed { get; init; }

        public int? Step { get; init; }

        public RegisterEvent ToEvent() => new(Register, Subject, Sequence, Kind, At, (JsonObject)JsonNode.Parse(Body)!)
        {
            ActorKind = ActorKind,
            ActorId = ActorId,
            Purpose = Purpose,
            Reference = Reference,
            Deed = Deed,
            Step = Step,
        };
    }
}
