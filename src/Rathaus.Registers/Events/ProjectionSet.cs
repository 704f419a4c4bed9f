using System.Collections.Frozen;
using Rathaus.Kernel.Data;

namespace Rathaus.Registers.Events;

/// <summary>All projections, by register, and making them anew.</summary>
internal sealed class ProjectionSet(IEnumerable<IProjection> projections)
{
    private const int PageSize = 500;

    public FrozenDictionary<string, IProjection> ByRegister { get; } = projections
        .SelectMany(projection => projection.Registers, (projection, register) => (projection, register))
        .ToFrozenDictionary(pair => pair.register, pair => pair.projection, StringComparer.Ordinal);

    /// <summary>Empties and writes again what the events of one register of one town say, in one transaction.</summary>
    /// <returns>How many subjects it has.</returns>
    public async Task<int> RebuildAsync(SqlScope town, string register, CancellationToken ct)
    {
        var projection = ByRegister[register];
        await town.ExecuteBatchAsync(projection.Clear(register), ct);
        var (subjects, after) = (0, "");
        while (true)
        {
            var page = (await EventStore.PageAsync(town, register, after, PageSize, ct)).GroupBy(e => e.Subject).ToArray();
            if (page.Length == 0)
                return subjects;
            await town.ExecuteBatchAsync([.. page.SelectMany(subject => projection.Write(register, subject.Key, [.. subject]))], ct);
            subjects += page.Length;
            after = page[^1].Key;
        }
    }
}
