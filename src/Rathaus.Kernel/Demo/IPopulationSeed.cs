namespace Rathaus.Kernel.Demo;

/// <summary>Fills registers with an invented population (<c>./rathaus seed --people N --seed S</c>), in demo mode only.</summary>
public interface IPopulationSeed
{
    /// <summary>
    /// Writes <paramref name="people"/> people into each town that has no population of this size and seed yet.
    /// </summary>
    /// <param name="town">Id of the only town to fill, or null: all.</param>
    /// <param name="told">Gets a line for each town.</param>
    Task FillAsync(int people, ulong seed, string? town, Action<string> told, CancellationToken ct);
}
