using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Operations;

/// <summary>Remembers when a backup was brought back on trial, by the database's clock.</summary>
internal sealed class Drills(RegionDatabase database)
{
    /// <param name="kind"><c>dump</c> or <c>base</c>.</param>
    public Task RecordAsync(string kind, TimeSpan took, long rows, int faults, CancellationToken ct) => database.ExecuteAsync(
        "insert into kernel.drill (kind, seconds, rows, faults) values (@kind, @seconds, @rows, @faults)",
        new { kind, seconds = took.TotalSeconds, rows, faults }, ct);
}
