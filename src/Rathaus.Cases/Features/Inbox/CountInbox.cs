using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>Figures beside the views of the work list. Above <see cref="Most"/> the figure is cut: nobody needs to know more.</summary>
internal sealed class CountInbox(TownDatabase database, ICatalogue catalogue, IActor actor, TimeProvider time)
{
    public const int Most = 1000;

    internal sealed record Counts
    {
        public required int Team { get; init; }

        public required int Mine { get; init; }

        public required int DueToday { get; init; }

        public required int Overdue { get; init; }

        public required int Unassigned { get; init; }

        public required int AwaitingApplicant { get; init; }

        public required int AwaitingRelease { get; init; }

        public required int Tasks { get; init; }
    }

    public async Task<Outcome<Counts>> RunAsync(Municipality town, CancellationToken ct)
    {
        var offices = CaseOffices.Of(actor, town.Number);
        if (offices.Count == 0)
            return Refusal.NotFound("inbox");
        return await database.For(town.Number).QuerySingleAsync<Counts>(
            """
            select
              (select count(*) from (select from cases.application where municipality = @Town and office = any(@Offices)
                and status = any(@Open) limit @Most) x)::integer as team,
              (select count(*) from (select from cases.application where municipality = @Town and assignee = @Me
                and office = any(@Offices) and status = any(@Open) limit @Most) x)::integer as mine,
              (select count(*) from (select from cases.application where municipality = @Town and office = any(@Offices)
                and status = any(@Open) and service = any(@Services)
                and (case when due_on is null then date '9999-12-31' else due_on end) = @Today limit @Most) x)::integer as due_today,
              (select count(*) from (select from cases.application where municipality = @Town and office = any(@Offices)
                and status = any(@Open) and service = any(@Services)
                and (case when due_on is null then date '9999-12-31' else due_on end) < @Today limit @Most) x)::integer as overdue,
              (select count(*) from (select from cases.application where municipality = @Town and office = any(@Offices)
                and status = 'Submitted' and assignee is null limit @Most) x)::integer as unassigned,
              (select count(*) from (select from cases.application where municipality = @Town and office = any(@Offices)
                and status = 'AwaitingApplicant' limit @Most) x)::integer as awaiting_applicant,
              (select count(*) from (select from cases.application where municipality = @Town and office = any(@Offices)
                and status = 'AwaitingRelease' limit @Most) x)::integer as awaiting_release,
              (select count(*) from (select from cases.task where municipality = @Town and office = any(@Offices)
                and done_at is null limit @Most) x)::integer as tasks
            """,
            new
            {
                Offices = offices.ToArray(),
                Open = CaseStatuses.Open.Select(status => status.ToString()).ToArray(),
                Services = catalogue.ServicesOf(town.Id).Select(service => service.Id).ToArray(),
                Me = actor.StaffId,
                Today = time.Today(),
                Most,
            }, ct);
    }
}
