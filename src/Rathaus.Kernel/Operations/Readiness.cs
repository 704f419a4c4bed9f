using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Operations;

/// <summary>Whether a host may be sent requests.</summary>
/// <param name="NotBecause">Why not, or null: it may.</param>
/// <param name="Warnings">What an operator should do soon.</param>
public sealed record ReadyState(string? NotBecause, IReadOnlyList<string> Warnings);

/// <summary>
/// Asks the database whether this host can work: it answers, and its clock is ours. Deadlines, leases and tokens are judged
/// by both clocks; a host whose clock jumped must not decide anything.
/// </summary>
public sealed class Readiness(RegionDatabase database, [FromKeyedServices(Readiness.Machine)] TimeProvider machine)
{
    /// <summary>Key of the clock of this machine, which a demonstration's clock does not move.</summary>
    public const string Machine = "machine";

    private const int DaysBetweenDrills = 35;
    private static readonly TimeSpan MostDifference = TimeSpan.FromSeconds(5);

    public async Task<ReadyState> AskAsync(CancellationToken ct)
    {
        var before = machine.GetUtcNow();
        Answer answer;
        try
        {
            answer = await database.QuerySingleAsync<Answer>(
                """
                select clock_timestamp() as now,
                  coalesce((select max(at) from kernel.drill where faults = 0),
                    (select min(created_at) from kernel.data_protection_key), now()) as proved
                """, null, ct);
        }
        catch (DatabaseUnavailableException)
        {
            return new ReadyState("database unavailable", []);
        }

        // The database looked at its clock somewhere between our two looks.
        var after = machine.GetUtcNow();
        var difference = answer.Now < before ? before - answer.Now : answer.Now > after ? answer.Now - after : TimeSpan.Zero;
        if (difference > MostDifference)
            return new ReadyState(string.Create(CultureInfo.InvariantCulture,
                $"this machine's clock and the database's differ by {Math.Round(difference.TotalSeconds)} s"), []);
        var days = (answer.Now - answer.Proved).TotalDays;
        return new ReadyState(null, days <= DaysBetweenDrills ? [] : [string.Create(CultureInfo.InvariantCulture,
            $"no backup was brought back on trial for {(int)days} days (./rathaus backup)")]);
    }

    private sealed record Answer
    {
        public required DateTimeOffset Now { get; init; }

        public required DateTimeOffset Proved { get; init; }
    }
}
