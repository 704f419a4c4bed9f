using System.Text.Json;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Mandates;

/// <summary>What a member of an organisation may do there.</summary>
public enum OrganisationRole
{
    /// <summary>Never stored.</summary>
    None = 0,

    /// <summary>May everything: invite and remove members, sign, prepare.</summary>
    Owner = 1,

    /// <summary>May sign and send applications.</summary>
    Signer = 2,

    /// <summary>May prepare drafts for others to send.</summary>
    Preparer = 3,
}

/// <summary>A mandate that holds, as the database hands it over in one JSON value.</summary>
internal sealed record MandateRow
{
    public const string From = "identity.mandate m left join identity.organisation o on o.id = m.organisation";

    /// <summary>Confirmed, not ended, within its days, and the represented account or organisation is still there. Needs <c>@Today</c>.</summary>
    public const string Live =
        """
        (m.confirmed_at is not null and m.ended_at is null and m.valid_from <= @Today and (m.valid_until is null or m.valid_until >= @Today)
         and (m.organisation is null or o.closed_at is null)
         and (m.kind <> 'Adult' or exists (select 1 from identity.account g where g.id = m.principal and g.closed_at is null)))
        """;

    public const string Json =
        """
        json_build_object(
          'Id', m.id, 'Holder', m.holder, 'Kind', m.kind, 'Principal', m.principal, 'Name', coalesce(o.name, m.name), 'Person', m.person, 'Role', m.role,
          'Services', m.services, 'Trust', m.trust, 'Simulated', m.simulated or coalesce(o.simulated, false), 'Organisation', o.id,
          'LegalForm', o.legal_form, 'RegisterCourt', o.register_court, 'RegisterNumber', o.register_number, 'Address', o.address)::text
        """;

    public required Guid Id { get; init; }

    public required Guid Holder { get; init; }

    public required MandateKind Kind { get; init; }

    public required Guid Principal { get; init; }

    public required string Name { get; init; }

    public ConfirmedPerson? Person { get; init; }

    public OrganisationRole? Role { get; init; }

    public IReadOnlyList<string>? Services { get; init; }

    public required short Trust { get; init; }

    public required bool Simulated { get; init; }

    public Guid? Organisation { get; init; }

    public string? LegalForm { get; init; }

    public string? RegisterCourt { get; init; }

    public string? RegisterNumber { get; init; }

    public OrganisationAddress? Address { get; init; }

    public static MandateRow Read(string json) => JsonSerializer.Deserialize<MandateRow>(json, StoredJson.Options)!;

    public ActsFor ToActsFor() => new(Id, Kind, Principal, Name)
    {
        Holder = Holder,
        Person = Person,
        Organisation = Organisation is { } id ? new ActingOrganisation(id, Name, LegalForm ?? "", RegisterCourt ?? "", RegisterNumber ?? "") { Address = Address } : null,
        Services = Services?.ToHashSet(StringComparer.Ordinal),
        Trust = (TrustLevel)Trust,
        MaySign = Role is not OrganisationRole.Preparer,
        Simulated = Simulated,
    };
}
