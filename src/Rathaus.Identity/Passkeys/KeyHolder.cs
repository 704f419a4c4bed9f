using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Passkeys;

/// <summary>Whose passkeys: exactly one of the two ids is set.</summary>
internal readonly record struct KeyHolder(Guid? Account, Guid? Staff)
{
    public static KeyHolder OfAccount(Guid account) => new(account, null);

    public static KeyHolder OfStaff(Guid staff) => new(null, staff);

    /// <summary>Whoever is signed in.</summary>
    public static KeyHolder Of(IActor actor) => new(actor.AccountId, actor.StaffId);
}
