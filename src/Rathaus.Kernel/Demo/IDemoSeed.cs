namespace Rathaus.Kernel.Demo;

/// <summary>
/// Demo data of a room. Asked at every start in demo mode and by <c>./rathaus seed</c>; writes what is missing and
/// changes nothing that is there.
/// </summary>
public interface IDemoSeed
{
    /// <summary>Smaller runs earlier.</summary>
    int Order { get; }

    /// <returns>One line that says what was written, for example <c>4,500 residents in 12 towns</c>; null when all was there.</returns>
    Task<string?> SeedAsync(CancellationToken ct);
}
