using System.Text.Json;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Mandates;

/// <summary>A mandate as lists show it, whatever its state.</summary>
internal sealed record MandateEntry
{
    public const string Columns =
        """
        m.id, m.kind, m.holder, m.principal, coalesce(o.name, m.name) as name, m.person::text as person_json, m.organisation, m.role, m.groups,
        m.services, m.simulated, m.valid_from, m.valid_until, m.town, m.proof, m.helper_name, m.asked_at, m.confirmed_at, m.confirmed_by,
        m.code_expires_at, m.ended_at, m.ended_by, m.reason, h.display_name as holder_name
        """;

    public const string From = MandateRow.From + " left join identity.account h on h.id = m.holder";

    public required Guid Id { get; init; }

    public required MandateKind Kind { get; init; }

    public Guid? Holder { get; init; }

    public required Guid Principal { get; init; }

    public required string Name { get; init; }

    public string? PersonJson { get; init; }

    public Guid? Organisation { get; init; }

    public OrganisationRole? Role { get; init; }

    public required string[] Groups { get; init; }

    public string[]? Services { get; init; }

    public required bool Simulated { get; init; }

    public required DateOnly ValidFrom { get; init; }

    public DateOnly? ValidUntil { get; init; }

    public short? Town { get; init; }

    public string? Proof { get; init; }

    /// <summary>Whom a code was made for, until somebody used it.</summary>
    public string? HelperName { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public string? ConfirmedBy { get; init; }

    public DateTimeOffset? CodeExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public string? Reason { get; init; }

    public string? HolderName { get; init; }

    public ConfirmedPerson? Person => PersonJson is null ? null : JsonSerializer.Deserialize<ConfirmedPerson>(PersonJson, StoredJson.Options);

    public MandateStanding StandingOn(DateOnly today, DateTimeOffset now) => this switch
    {
        { EndedAt: not null } => MandateStanding.Ended,
        { ConfirmedAt: null, CodeExpiresAt: { } expires } => expires > now ? MandateStanding.Offered : MandateStanding.Expired,
        { ConfirmedAt: null } => MandateStanding.Asked,
        _ when ValidFrom > today => MandateStanding.NotYet,
        _ when ValidUntil < today => MandateStanding.Expired,
        _ => MandateStanding.Live,
    };
}

/// <summary>How a mandate stands.</summary>
internal enum MandateStanding
{
    /// <summary>Waits for a clerk.</summary>
    Asked,

    /// <summary>Waits for somebody with its code.</summary>
    Offered,

    /// <summary>Begins on a later day.</summary>
    NotYet,
    Live,
    Expired,
    Ended,
}
