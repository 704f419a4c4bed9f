using Rathaus.Cases.Features.Applications;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Account;

/// <summary>The documents of an account's granted cases that become credentials, for wallets that begin by themselves.</summary>
internal sealed class CredentialSource(
    RegionDatabase region, TownDatabase database, ICatalogue catalogue, CaseReader cases, CredentialFacts credentials) : ICredentialSource
{
    /// <summary>Nobody chooses among more; older ones are loaded from the page of their document.</summary>
    private const int MostCases = 20;

    public async Task<IReadOnlyList<CredentialOrder>> OfAsync(Guid account, string type, TrustLevel trust, CancellationToken ct)
    {
        var found = new List<(DateTimeOffset At, CredentialOrder Order)>();
        foreach (var number in await region.QueryAsync<short>(
            "select distinct town from cases.account_case where account = @account order by town", new { account }, ct))
        {
            if (catalogue.FindTown(number) is not { } town)
                continue;
            var scope = database.For(number);
            foreach (var row in await scope.QueryAsync<DocumentRow>(
                """
                select d.number, d.id, d.kind, a.submitted_at
                from cases.application a
                join cases.document d on d.municipality = a.municipality and d.number = a.number
                where a.municipality = @Town and a.account = @account
                  and a.number in (select number from cases.application
                                   where municipality = @Town and account = @account and outcome in ('Granted', 'PartlyGranted')
                                     and service = any(@Services)
                                   order by submitted_at desc limit @MostCases)
                order by a.submitted_at desc, d.id
                """,
                new { account, MostCases, Services = ServicesWith(town, type) }, ct))
            {
                if (await cases.OpenAsync(number, scope, row.Number, ct) is { } opened && opened.Service.Trust <= trust
                    && CredentialFacts.CredentialOf(opened, row.Id, row.Kind) is { } credential && credential.Type == type
                    && CredentialFacts.IsOwn(opened, credential, account))
                    found.Add((row.SubmittedAt, await credentials.OrderAsync(opened, row.Id, credential, account, ct)));
            }
        }

        return [.. found.OrderByDescending(one => one.At).Select(one => one.Order)];
    }

    private string[] ServicesWith(Municipality town, string type) =>
    [
        .. catalogue.ServicesOf(town.Id).Where(service => service.Documents.Any(document => document.Credential?.Type == type)).Select(service => service.Id),
    ];

    private sealed record DocumentRow
    {
        public required string Number { get; init; }

        public required Guid Id { get; init; }

        public required string Kind { get; init; }

        public required DateTimeOffset SubmittedAt { get; init; }
    }
}
