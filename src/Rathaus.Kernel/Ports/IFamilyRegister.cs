namespace Rathaus.Kernel.Ports;

/// <summary>A minor child whom the register names as represented by somebody.</summary>
/// <param name="Town">Name of the town whose register told it.</param>
public sealed record RegisteredChild(ConfirmedPerson Person, string Town);

/// <summary>Family data of the residents' registers (§ 3 (1) nos. 9, 16 BMG); owned by Registers.</summary>
public interface IFamilyRegister
{
    /// <summary>
    /// Minor children whom the person signed in represents by law as a register of the region stores it. Children with a block mark
    /// (§§ 51, 52 BMG) are told to nobody. The look is written down with its purpose.
    /// </summary>
    Task<IReadOnlyList<RegisteredChild>> ChildrenOfAsync(IActor parent, DateOnly today, CancellationToken ct);
}
