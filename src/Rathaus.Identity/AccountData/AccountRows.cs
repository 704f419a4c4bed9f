using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.AccountData;

/// <summary>Named queries by <c>@account</c> whose rows go into the export as JSON. Secrets, hashes and keys are left out of them.</summary>
internal sealed class AccountRows(params (string Name, string Rows)[] parts)
{
    public async Task<JsonObject> ReadAsync(SqlScope scope, Guid account, CancellationToken ct)
    {
        var all = new JsonObject();
        foreach (var (name, rows) in parts)
        {
            var json = await scope.QuerySingleAsync<string>(
                $"select coalesce(json_agg(row_to_json(r)), '[]'::json)::text from ({rows}) r", new { account }, ct);
            all[name] = JsonNode.Parse(json);
        }

        return all;
    }
}
