using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Operations;
using Rathaus.Services;

namespace Rathaus.Cases.Invariants;

/// <summary>An invariant that one statement finds the faults of, town by town; each row is a line of the report.</summary>
internal sealed class TownQuery(TownDatabase database, ICatalogue catalogue, string name, string sql) : IInvariant
{
    public string Name => name;

    public async IAsyncEnumerable<string> FaultsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var town in catalogue.Towns)
        {
            foreach (var fault in await database.For(town.Number).QueryAsync<string>(sql, null, ct))
                yield return $"{town.Id}: {fault}";
        }
    }
}

/// <summary>What must hold between the tables of this room.</summary>
internal static class CaseInvariants
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IInvariant, HistoriesAreWhole>();
        services.AddSingleton<IInvariant, NothingIsOrphaned>();
        foreach (var (name, sql) in All)
            services.AddSingleton<IInvariant>(provider => new TownQuery(
                provider.GetRequiredService<TownDatabase>(), provider.GetRequiredService<ICatalogue>(), name, sql));
    }

    public static IReadOnlyList<(string Name, string Sql)> All { get; } =
    [
        ("every case has its receipt and every receipt its case",
            """
            select coalesce(a.number, r.number) || case when r.number is null then ': no receipt' else ': no case' end
            from (select number from cases.application where municipality = @Town) a
            full join (select number from cases.receipt where municipality = @Town) r on r.number = a.number
            where a.number is null or r.number is null
            """),
        ("every receipt carries the hash of its first event",
            """
            select r.number || ': receipt and first event differ'
            from cases.receipt r
            left join cases.case_event e on e.municipality = @Town and e.number = r.number and e.sequence = 1
            where r.municipality = @Town and e.hash is distinct from r.sha256
            """),
        ("every event belongs to a case",
            """
            select distinct e.number || ': events without a case'
            from cases.case_event e
            where e.municipality = @Town
              and not exists (select from cases.application a where a.municipality = @Town and a.number = e.number)
            """),
        ("every accepted key answers with a case that exists",
            """
            select i.scope || '/' || i.key || ': answers with a case that does not exist'
            from kernel.idempotency i
            where i.municipality = @Town and i.scope in ('cases.api', 'cases.draft')
              and not exists (select from cases.receipt r
                where r.municipality = @Town and r.number = i.response ->> 'number' and encode(r.sha256, 'hex') = i.response ->> 'sha256')
            """),
        ("every closed draft became a case",
            """
            select d.id || ': closed without a case'
            from cases.draft d
            where d.municipality = @Town and d.number is not null
              and not exists (select from cases.application a where a.municipality = @Town and a.number = d.number)
            """),
        ("every file of a case is stored",
            """
            select f.number || ': file ' || f.upload || ' is not stored'
            from cases.case_file f
            where f.municipality = @Town
              and not exists (select from kernel.file k where k.municipality = @Town and k.id = f.upload)
            union all
            select d.number || ': document ' || d.id || ' is not stored'
            from cases.document d
            where d.municipality = @Town
              and (not exists (select from kernel.file k where k.municipality = @Town and k.id = d.pdf)
                or not exists (select from kernel.file k where k.municipality = @Town and k.id = d.html)
                or (d.proven is not null and not exists (select from kernel.file k where k.municipality = @Town and k.id = d.proven)))
            """),
        ("every job about a case or payment finds it",
            """
            select j.kind || ' ' || j.id || ': its case does not exist'
            from (select id, municipality, kind, payload from kernel.job
              union all select id, municipality, kind, payload from kernel.job_later) j
            where j.municipality = @Town and j.kind in ('cases.decide', 'cases.payment-lapse', 'cases.fee-overdue')
              and not exists (select from cases.application a where a.municipality = @Town and a.number = j.payload ->> 'number')
            union all
            select j.kind || ' ' || j.id || ': its payment does not exist'
            from kernel.job j
            where j.municipality = @Town and j.kind = 'cases.payment-reconcile'
              and not exists (select from cases.payment p where p.municipality = @Town and p.id::text = j.payload ->> 'payment')
            """),
        ("the sums of the payment ledger are those of the cases",
            """
            select a.number || ': ledger ' || coalesce(l.sum, 0) || ', case ' || a.paid
            from cases.application a
            left join (
              select p.number, sum(case e.kind when 'Paid' then e.amount when 'Refunded' then -e.amount else 0 end) as sum
              from cases.payment p
              join cases.payment_event e on e.municipality = @Town and e.payment = p.id
              where p.municipality = @Town
              group by p.number
            ) l on l.number = a.number
            where a.municipality = @Town and coalesce(l.sum, 0) <> a.paid
            """),
        ("every case that waits for money has a payment that asks for it",
            """
            select a.number || ': waits for a payment that is not open'
            from cases.application a
            left join cases.payment p on p.municipality = @Town and p.number = a.number
            where a.municipality = @Town and (a.status = 'AwaitingPayment' or a.fee_open)
              and (p.id is null or p.status not in ('Open', 'Pending') or p.amount <> a.fee)
            """),
        ("a deleted case has left nothing but its tombstone",
            """
            select t.number || ': deleted, and still there in ' || x.place
            from cases.tombstone t
            cross join lateral (
              select 'application' as place where exists (select from cases.application a where a.municipality = @Town and a.number = t.number)
              union all
              select 'case_event' where exists (select from cases.case_event e where e.municipality = @Town and e.number = t.number)
              union all
              select 'receipt' where exists (select from cases.receipt r where r.municipality = @Town and r.number = t.number)
              union all
              select 'document' where exists (select from cases.document d where d.municipality = @Town and d.number = t.number)
              union all
              select 'payment' where exists (select from cases.payment p where p.municipality = @Town and p.number = t.number)
              union all
              select 'mailbox_entry' where exists (select from cases.mailbox_entry m where m.municipality = @Town and m.number = t.number)
              union all
              select 'file' where exists (select from kernel.file f where f.municipality = @Town and f.object = 'case/' || t.number)
            ) x
            where t.municipality = @Town
            """),
        ("every deadline has a cause",
            """
            select a.number || ': deadline without a cause'
            from cases.application a
            where a.municipality = @Town and a.due_on is not null
              and not exists (select from cases.case_event e
                where e.municipality = @Town and e.number = a.number and e.sequence = a.due_cause)
            """),
        ("every issued document can be verified",
            """
            select d.number || ': document ' || d.id || ' has no public hash'
            from cases.document d
            where d.municipality = @Town
              and not exists (select from cases.document_hash h where h.sha256 = d.sha256 and h.document = d.id)
            """),
    ];
}
