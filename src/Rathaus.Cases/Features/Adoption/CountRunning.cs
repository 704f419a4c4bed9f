using Rathaus.Kernel.Data;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Adoption;

/// <summary>Open cases of a version: they run to their end on it.</summary>
internal sealed record RunningCases
{
    public required string Version { get; init; }

    public required long Count { get; init; }
}

/// <summary>Counts the open cases of a service by version.</summary>
internal sealed class CountRunning(TownDatabase database)
{
    public Task<IReadOnlyList<RunningCases>> RunAsync(Municipality town, string service, CancellationToken ct) =>
        database.For(town.Number).QueryAsync<RunningCases>(
            """
            select service_version as version, count(*) as count
            from cases.application
            where municipality = @Town and service = @service and status not in ('Decided', 'Withdrawn', 'Expired')
            group by service_version
            order by service_version
            """, new { service }, ct);
}
