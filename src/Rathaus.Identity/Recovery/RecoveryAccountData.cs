using System.Text.Json.Nodes;
using Rathaus.Identity.AccountData;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Recovery;

/// <summary>Recovery codes (never the codes themselves), recoveries, and what was told to the account.</summary>
internal sealed class RecoveryAccountData(RegionDatabase database) : IAccountData
{
    private static readonly AccountRows Rows = new(
        ("codes", "select kind, created_at, expires_at, ended_at, used from identity.recovery_code where account = @account order by created_at"),
        ("recoveries", "select kind, at, hold_until, proofing, person, display_name, ended_at, objected from identity.recovery where account = @account order by at"),
        ("notices", "select kind, created_at, read_at from identity.notice where account = @account order by created_at"));

    public string Part => "recovery";

    public async Task<JsonNode> ExportAsync(Guid account, CancellationToken ct) => await Rows.ReadAsync(database, account, ct);

    public Task DeleteAsync(Guid account, CancellationToken ct) => database.ExecuteBatchAsync(
        [
            new Sql("delete from identity.recovery_code where account = @account", new { account }),
            new Sql("delete from identity.recovery where account = @account", new { account }),
            new Sql("delete from identity.notice where account = @account", new { account }),
        ],
        ct);
}
