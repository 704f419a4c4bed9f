using System.Text.Json;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Staff;

/// <summary>Who made an invitation and what it opens.</summary>
internal enum InvitationKind
{
    /// <summary>An administrator, invited by the operator of the host.</summary>
    Setup,

    /// <summary>A new colleague, invited by an administrator of the town.</summary>
    Join,

    /// <summary>A colleague whose passkeys are lost.</summary>
    Renew,
}

/// <summary>An open invitation; its code is known to its holder only.</summary>
internal sealed record Invitation
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    /// <summary>The town it holds for; null for an administrator who chooses.</summary>
    public short? Town { get; init; }

    /// <summary>The person; null for an administrator who says it.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The colleague to be let in again.</summary>
    public Guid? Staff { get; init; }

    public required string Assignments { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public InvitationKind Opens => Enum.Parse<InvitationKind>(Kind, ignoreCase: true);

    public IReadOnlyList<StaffAssignment> Roles => JsonSerializer.Deserialize<StaffAssignment[]>(Assignments, StoredJson.Options)!;
}

/// <summary>A fresh code, shown once.</summary>
internal sealed record IssuedCode(string Code, string? DisplayName, DateTimeOffset ExpiresAt);
