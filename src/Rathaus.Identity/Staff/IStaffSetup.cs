using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;

namespace Rathaus.Identity;

/// <summary>A one-time code with which an administrator sets up access at <see cref="SignInLinks.Invitation"/>.</summary>
public sealed record SetupCode(string Code, DateTimeOffset ExpiresAt);

/// <summary>How the first administrator gets in: the operator of the host hands over a code.</summary>
public interface IStaffSetup
{
    /// <summary>A fresh code while nobody has access, else null. An earlier code ends.</summary>
    Task<SetupCode?> IssueWhenNobodyAsync(CancellationToken ct);
}

/// <inheritdoc cref="IStaffSetup"/>
internal sealed class StaffSetup(RegionDatabase database, Staff.Invitations invitations, DemoSetting demo) : IStaffSetup
{
    public async Task<SetupCode?> IssueWhenNobodyAsync(CancellationToken ct)
    {
        if (demo.Enabled || await database.QuerySingleAsync<bool>(
            "select exists (select from identity.staff where demo is null and left_at is null)", null, ct))
            return null;
        var issued = await invitations.SetUpAsync(null, ct);
        return new SetupCode(issued.Code, issued.ExpiresAt);
    }
}
