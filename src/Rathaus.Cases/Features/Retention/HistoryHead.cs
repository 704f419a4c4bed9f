using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Retention;

/// <summary>
/// Once a day the heads of all case histories of a town become one entry of its public log: whoever later changes a past
/// event together with the whole chain behind it no longer fits what the other towns have seen.
/// </summary>
internal sealed class HistoryHead(IProofs proofs)
{
    /// <summary>SHA-256 over the last hash of every chain, in the order of the case numbers.</summary>
    public async Task SubmitAsync(TownTransaction tx, DateOnly day, CancellationToken ct)
    {
        var heads = await tx.QuerySingleAsync<Heads>(
            """
            select count(*) as cases, coalesce(sha256(string_agg(h.hash, ''::bytea order by h.number)), sha256(''::bytea)) as hash
            from (
              select distinct on (e.number) e.number, e.hash
              from cases.case_event e
              where e.municipality = @Town
              order by e.number, e.sequence desc
            ) h
            """,
            null, ct);
        if (heads.Cases == 0)
            return;
        var date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await tx.ExecuteBatchAsync(
        [
            proofs.Submit(tx.Municipality, new ProofRequest(
                ProofType.HistoryHead, heads.Hash, new JsonObject { ["day"] = date, ["cases"] = heads.Cases }, $"history/{date}")),
        ], ct);
    }

    private sealed record Heads
    {
        public required long Cases { get; init; }

        public required byte[] Hash { get; init; }
    }
}
