using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>Questions about the rights of a member of staff. A right holds in one town and one office, never beyond.</summary>
public static class StaffRights
{
    /// <summary>Has this role in this office of this town.</summary>
    public static bool Holds(this IActor actor, short municipality, string office, params ReadOnlySpan<StaffRole> roles)
    {
        foreach (var held in actor.Assignments)
        {
            if (held.Municipality == municipality
                && string.Equals(held.Office, office, StringComparison.Ordinal)
                && (roles.IsEmpty || roles.Contains(held.Role)))
                return true;
        }

        return false;
    }

    /// <summary>The towns this person works for.</summary>
    public static IReadOnlyList<short> Municipalities(this IActor actor) =>
        [.. actor.Assignments.Select(held => held.Municipality).Distinct().Order()];

    /// <summary>The offices this person works for in a town, whatever the role.</summary>
    public static IReadOnlyList<string> Offices(this IActor actor, short municipality) =>
        [.. actor.Assignments.Where(held => held.Municipality == municipality).Select(held => held.Office).Distinct(StringComparer.Ordinal)];
}
