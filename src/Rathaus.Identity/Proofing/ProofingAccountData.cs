using System.Text.Json.Nodes;
using Rathaus.Identity.AccountData;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>Letters, visits at a counter and codes of an account. What a town did stays in its books, without the person.</summary>
internal sealed class ProofingAccountData(RegionDatabase database, TownDatabase towns, ITownOffices offices, TimeProvider time) : IAccountData
{
    private static readonly AccountRows Region = new(
        ("activation", "select town, tries, asked_at, expires_at, ended_at, end_reason, person from identity.activation where account = @account"),
        ("counter_codes", "select created_at, expires_at, used_at from identity.counter_code where account = @account order by created_at"));

    private static readonly AccountRows Town = new(
        ("letters",
            """
            select purpose, state, language, asked, recipient, created_at, printed_at, sent_at
            from identity.letter where municipality = @Town and account = @account order by created_at
            """),
        ("visits",
            """
            select office, purpose, person, document_kind, document_until, state, checked_at, closed_at
            from identity.visit where municipality = @Town and account = @account order by checked_at
            """));

    public string Part => "proofing";

    public async Task<JsonNode> ExportAsync(Guid account, CancellationToken ct)
    {
        var all = await Region.ReadAsync(database, account, ct);
        foreach (var town in offices.All)
        {
            var own = await Town.ReadAsync(towns.For(town.Number), account, ct);
            if (own.Any(static part => part.Value!.AsArray().Count > 0))
                all[town.Name] = own;
        }

        return all;
    }

    public async Task DeleteAsync(Guid account, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.activation where account = @account", new { account }),
                new Sql("delete from identity.counter_code where account = @account", new { account }),
            ], ct);
        foreach (var town in offices.All)
            await towns.For(town.Number).ExecuteBatchAsync(
                [
                    new Sql(
                        """
                        update identity.letter
                        set account = null, asked = null, recipient = null, sealed_code = null,
                            state = case when state in ('asked', 'ready') then 'void' else state end
                        where municipality = @Town and account = @account
                        """, new { account }),
                    new Sql(
                        """
                        update identity.visit set state = 'expired', person = null, closed_at = @now
                        where municipality = @Town and account = @account and state = 'open'
                        """, new { account, now }),
                ], ct);
    }
}
