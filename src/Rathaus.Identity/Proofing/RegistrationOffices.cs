using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>
/// The offices that check identities: a town's registration office (Meldebehörde), its Bürgerbüro. Who works on cases there may check;
/// administration alone may not.
/// </summary>
internal sealed class RegistrationOffices(ITownOffices towns)
{
    private const string Kind = "meldebehoerde";

    /// <summary>Towns with such an office, by name.</summary>
    public IReadOnlyList<TownEntry> All => [.. towns.All.Where(town => town.OfficeOf(Kind) is not null)];

    public OfficeEntry? Of(TownEntry town) => town.OfficeOf(Kind);

    public TownEntry? Find(string? id) => towns.Find(id) is { } town && Of(town) is not null ? town : null;

    public TownEntry? Find(short number) => towns.Find(number) is { } town && Of(town) is not null ? town : null;

    /// <summary>The towns in whose registration office this person works on cases.</summary>
    public IReadOnlyList<TownEntry> Served(IActor actor) => actor.StaffId is null
        ? []
        : [.. All.Where(town => actor.Holds(town.Number, Of(town)!.Id, StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead))];
}
