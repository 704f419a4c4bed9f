using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Account;

/// <summary>
/// Cases, drafts and mailbox of an account. Deleting throws drafts and mailbox away at once; cases are files of the administration and
/// stay for their term, without the account: what is still to be said goes by letter.
/// </summary>
internal sealed class CasesAccountData(TownDatabase towns, RegionDatabase region, ICatalogue catalogue, CaseReader cases, EncryptedFiles files, TimeProvider time)
    : IAccountData
{
    private const int Tries = 5;

    public string Part => "cases";

    public async Task<JsonNode> ExportAsync(Guid account, CancellationToken ct)
    {
        var all = new JsonArray();
        foreach (var number in await TownsAsync(account, ct))
        {
            if (catalogue.FindTown(number) is not { } town)
                continue;
            var scope = towns.For(number);
            var own = new JsonObject { ["town"] = town.Name };
            foreach (var (name, rows) in Parts)
                own[name] = JsonNode.Parse(await scope.QuerySingleAsync<string>(
                    $"select coalesce(json_agg(row_to_json(r)), '[]'::json)::text from ({rows}) r", new { account }, ct));
            own["answers"] = await AnswersAsync(scope, own["applications"]!.AsArray(), ct);
            all.Add(own);
        }

        return all;
    }

    public async Task DeleteAsync(Guid account, CancellationToken ct)
    {
        foreach (var number in await TownsAsync(account, ct))
        {
            var scope = towns.For(number);
            foreach (var draft in await scope.QueryAsync<Guid>(
                "select id from cases.draft where municipality = @Town and account = @account and number is null", new { account }, ct))
                await DiscardDraft.DeleteAsync(scope, files, draft, ct);
            if (catalogue.FindTown(number) is { } town)
                foreach (var own in await scope.QueryAsync<string>(
                    "select number from cases.application where municipality = @Town and account = @account", new { account }, ct))
                    await ReleaseAsync(town, scope, own, ct);
            await scope.ExecuteBatchAsync(
                [
                    new Sql("delete from cases.mailbox_entry where municipality = @Town and account = @account", new { account }),
                    new Sql("update cases.upload set account = null where municipality = @Town and account = @account", new { account }),
                    new Sql("update cases.signer set account = null where municipality = @Town and account = @account", new { account }),
                    new Sql(
                        "update cases.helper set ended_at = coalesce(ended_at, @Now), account = null, code_hash = null, expires_on = null where municipality = @Town and account = @account",
                        new { account, Now = time.GetUtcNow() }),
                    new Sql("update cases.appointment set account = null where municipality = @Town and account = @account", new { account }),
                ], ct);
        }

        await region.ExecuteBatchAsync(
            [
                new Sql("delete from cases.account_case where account = @account", new { account }),
                new Sql("delete from cases.account_draft where account = @account", new { account }),
                new Sql("delete from cases.account_appointment where account = @account", new { account }),
            ], ct);
    }

    /// <summary>The case loses its account; a change by somebody else at the same moment is tried again.</summary>
    private async Task ReleaseAsync(Municipality town, SqlScope scope, string number, CancellationToken ct)
    {
        for (var attempt = 1; CaseNumber.TryParse(number, out var parsed) && await cases.OpenAsync(town, scope, parsed, ct) is { Case.Account: not null } opened; attempt++)
        {
            var change = opened.Change(CaseActor.System, time.GetUtcNow()).Record(new AccountClosed());
            change.Also(new Sql("update cases.application set account = null where municipality = @Town and number = @number", new { number }));
            var saved = await CaseStore.SaveAsync(scope, change, ct);
            if (saved.Succeeded)
                return;
            if (attempt == Tries)
                throw new InvalidOperationException($"Case {number} changes all the time");
        }
    }

    private async Task<JsonObject> AnswersAsync(SqlScope scope, JsonArray applications, CancellationToken ct)
    {
        var answers = new JsonObject();
        foreach (var application in applications)
        {
            var number = (string)application!["number"]!;
            if (CaseNumber.TryParse(number, out var parsed) && await CaseStore.LoadAsync(scope, parsed, ct) is { } state)
                answers[number] = state.Answers.DeepClone();
        }

        return answers;
    }

    private Task<IReadOnlyList<short>> TownsAsync(Guid account, CancellationToken ct) => region.QueryAsync<short>(
        """
        select town from cases.account_case where account = @account
        union
        select town from cases.account_draft where account = @account
        union
        select town from cases.account_appointment where account = @account
        """,
        new { account }, ct);

    private static readonly (string Name, string Rows)[] Parts =
    [
        ("applications", "select number, service, status, outcome, applicant_name, submitted_at, changed_at, decided_at, fee, paid from cases.application where municipality = @Town and account = @account order by submitted_at"),
        ("drafts", "select id, service, answers, saved_at, expires_on from cases.draft where municipality = @Town and account = @account and number is null order by saved_at"),
        ("mailbox", "select number, kind, subject, body, created_at, read_at from cases.mailbox_entry where municipality = @Town and account = @account order by created_at"),
        ("messages",
            """
            select m.number, m.from_office, m.text, m.at
            from cases.message m
            join cases.application a on a.municipality = m.municipality and a.number = m.number
            where m.municipality = @Town and a.account = @account
            order by m.at
            """),
        ("documents",
            """
            select d.number, d.kind, d.title, d.created_at
            from cases.document d
            join cases.application a on a.municipality = d.municipality and a.number = d.number
            where d.municipality = @Town and a.account = @account
            order by d.created_at
            """),
    ];
}
