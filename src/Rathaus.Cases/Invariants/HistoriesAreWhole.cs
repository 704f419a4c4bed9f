using System.Runtime.CompilerServices;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Operations;
using Rathaus.Services;

namespace Rathaus.Cases.Invariants;

/// <summary>
/// Reads every case once: its chain of hashes is intact, its projection is the replay of its events, its receipt carries
/// the first event's hash, and its deadline has a cause.
/// </summary>
internal sealed class HistoriesAreWhole(TownDatabase database, ICatalogue catalogue) : IInvariant
{
    private const int AtOnce = 500;

    public string Name => "every case is the replay of its unbroken chain of events";

    public async IAsyncEnumerable<string> FaultsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var town in catalogue.Towns)
        {
            var scope = database.For(town.Number);
            var after = "";
            while (true)
            {
                var rows = await scope.QueryAsync<ApplicationRow>(
                    $"select {ApplicationRow.Columns} from cases.application where municipality = @Town and number > @after order by number limit @AtOnce",
                    new { after, AtOnce }, ct);
                foreach (var row in rows)
                {
                    foreach (var fault in await CheckAsync(scope, row, ct))
                        yield return fault;
                }

                if (rows.Count < AtOnce)
                    break;
                after = rows[^1].Number;
            }
        }
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(TownScope scope, ApplicationRow row, CancellationToken ct)
    {
        if (!CaseNumber.TryParse(row.Number, out var number))
            return [$"{row.Number}: is no case number"];
        var history = await CaseStore.HistoryAsync(scope, number, ct);
        if (history.Count == 0)
            return [$"{row.Number}: has no events"];
        if (EventChain.FirstBreak(scope.Municipality, number, history) is { } broken)
            return [$"{row.Number}: the chain breaks at event {broken}"];

        var replayed = ApplicationRow.Of(Case.Replay(number, history));
        return [.. Differences(replayed, row).Select(column => $"{row.Number}: {column} differs from the replay of its events")];
    }

    private static IEnumerable<string> Differences(ApplicationRow expected, ApplicationRow found)
    {
        // Byte arrays compare by reference; their content is looked at apart.
        if (!expected.Head.AsSpan().SequenceEqual(found.Head))
            yield return "head";
        foreach (var property in typeof(ApplicationRow).GetProperties())
        {
            if (property.Name != nameof(ApplicationRow.Head) && !Equals(property.GetValue(expected), property.GetValue(found)))
                yield return property.Name;
        }
    }
}
