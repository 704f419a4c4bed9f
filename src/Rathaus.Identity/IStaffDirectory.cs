using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>A member of staff as colleagues see them.</summary>
public sealed record StaffMember(Guid Id, string DisplayName, IReadOnlyList<StaffAssignment> Assignments);

/// <summary>Who works where: for assigning a case and for showing names in its history.</summary>
public interface IStaffDirectory
{
    /// <summary>Everyone with a role in this office, by name.</summary>
    Task<IReadOnlyList<StaffMember>> OfOfficeAsync(short municipality, string office, CancellationToken ct);

    /// <summary>Also people who left, because histories name them.</summary>
    Task<StaffMember?> FindAsync(Guid staffId, CancellationToken ct);
}
