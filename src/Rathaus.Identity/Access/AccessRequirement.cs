using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>What an endpoint asks of the person who calls it; lies in the endpoint's metadata, so that a test can list it.</summary>
/// <param name="Account">A citizen account is needed.</param>
/// <param name="LeastTrust">The trust level that account must have reached by its sign-in.</param>
/// <param name="StaffRoles">One of these roles is needed, in any town and office; empty unless staff are meant.</param>
public sealed record AccessRequirement(bool Account, TrustLevel LeastTrust, IReadOnlyList<StaffRole> StaffRoles)
{
    /// <summary>May this actor pass, and if not, what is missing?</summary>
    public AccessVerdict Judge(IActor actor)
    {
        if (StaffRoles.Count > 0)
        {
            if (actor.StaffId is null)
                return AccessVerdict.SignInNeeded;
            return actor.Assignments.Any(held => StaffRoles.Contains(held.Role))
                ? AccessVerdict.Granted
                : AccessVerdict.Forbidden;
        }

        if (!Account)
            return AccessVerdict.Granted;
        if (actor.AccountId is null)
            return AccessVerdict.SignInNeeded;
        return actor.Trust >= LeastTrust ? AccessVerdict.Granted : AccessVerdict.HigherTrustNeeded;
    }
}

/// <summary>The answer to an <see cref="AccessRequirement"/>.</summary>
public enum AccessVerdict
{
    /// <summary>Not judged.</summary>
    None,

    /// <summary>Go on.</summary>
    Granted,

    /// <summary>Nobody is signed in here.</summary>
    SignInNeeded,

    /// <summary>Signed in, but not strongly enough: sign in again on a higher level.</summary>
    HigherTrustNeeded,

    /// <summary>Signed in without the role.</summary>
    Forbidden,
}
