using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Appointments;

/// <summary>An appointment as it is kept.</summary>
internal sealed record AppointmentRow
{
    public required Guid Id { get; init; }

    public required string Office { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required short Counter { get; init; }

    /// <summary>Booked, Arrived, Served, Missed or Cancelled.</summary>
    public required string Status { get; init; }

    public string? Number { get; init; }

    public string? Rule { get; init; }

    public Guid? Account { get; init; }

    public byte[]? SecretHash { get; init; }

    public string? Name { get; init; }

    public string? Topic { get; init; }

    public required string Language { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public int Minutes => (int)(EndsAt - StartsAt).TotalMinutes;

    public bool IsBooked => Status == "Booked";
}

/// <summary>Statements on appointments. The key of the units lets nobody take what is taken.</summary>
internal static class AppointmentSql
{
    /// <summary>Somebody else was faster.</summary>
    public const string UnitKey = "appointment_unit_pkey";

    /// <summary>The case has one for that already.</summary>
    public const string CaseKey = "appointment_case";

    private const string Columns = "id, office, starts_at, ends_at, counter, status, number, rule, account, secret_hash, name, topic, language, version, changed_at";

    public static async Task<IReadOnlySet<TakenUnit>> TakenAsync(SqlScope town, string office, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) =>
        (await town.QueryAsync<UnitRow>(
            """
            select counter, at
            from cases.appointment_unit
            where municipality = @Town and office = @office and at >= @from and at < @until
            """,
            new { office, from, until }, ct)).Select(row => new TakenUnit(row.Counter, row.At)).ToHashSet();

    public static Task<AppointmentRow?> FindAsync(SqlScope town, Guid id, CancellationToken ct) => town.QuerySingleOrDefaultAsync<AppointmentRow>(
        $"select {Columns} from cases.appointment where municipality = @Town and id = @id", new { id }, ct);

    public static Task<IReadOnlyList<AppointmentRow>> OfCaseAsync(SqlScope town, string number, CancellationToken ct) => town.QueryAsync<AppointmentRow>(
        $"select {Columns} from cases.appointment where municipality = @Town and number = @number and status <> 'Cancelled' order by starts_at, id", new { number }, ct);

    public static Sql Insert(AppointmentRow row) => new(
        """
        insert into cases.appointment (municipality, id, office, day, starts_at, ends_at, counter, status, number, rule, account,
          secret_hash, name, topic, language, version, created_at, changed_at)
        values (@Town, @Id, @Office, @Day, @StartsAt, @EndsAt, @Counter, @Status, @Number, @Rule, @Account,
          @SecretHash, @Name, @Topic, @Language, @Version, @ChangedAt, @ChangedAt)
        """,
        new
        {
            row.Id, row.Office, Day = GermanClock.DayOf(row.StartsAt), row.StartsAt, row.EndsAt, row.Counter, row.Status, row.Number, row.Rule, row.Account,
            row.SecretHash, row.Name, row.Topic, row.Language, row.Version, row.ChangedAt,
        });

    /// <summary>Sits down at the counter, after the row of the same batch; breaks <see cref="UnitKey"/> when somebody sits there.</summary>
    public static Sql Take(AppointmentRow row) => new(
        """
        insert into cases.appointment_unit (municipality, office, counter, at, appointment)
        select @Town, @Office, @Counter, u.at, @Id
        from unnest(@Units) as u (at)
        where exists (select from cases.appointment a
          where a.municipality = @Town and a.id = @Id and a.version = @Version and a.starts_at = @StartsAt and a.counter = @Counter)
        """,
        new { row.Office, row.Counter, row.Id, row.Version, row.StartsAt, Units = FreeSlots.Units(row.StartsAt, row.Minutes).ToArray() });

    /// <summary>Stands up, after the update of the same batch; when that one lost a race nothing happens.</summary>
    public static Sql Leave(AppointmentRow row) => new(
        """
        delete from cases.appointment_unit u
        where u.municipality = @Town and u.appointment = @Id and exists (select from cases.appointment a
          where a.municipality = @Town and a.id = @Id and a.version = @Version and a.starts_at = @StartsAt and a.counter = @Counter)
        """,
        new { row.Id, row.Version, row.StartsAt, row.Counter });

    public static Sql Remember(Guid account, Guid id) => new(
        "insert into cases.account_appointment (account, town, appointment) values (@account, @Town, @id)", new { account, id });

    /// <summary>New time or state; changes nothing when somebody else changed it first.</summary>
    public static Sql Update(AppointmentRow row, int before) => new(
        """
        update cases.appointment
        set day = @Day, starts_at = @StartsAt, ends_at = @EndsAt, counter = @Counter, status = @Status, version = @Version, changed_at = @ChangedAt
        where municipality = @Town and id = @Id and version = @before
        """,
        new
        {
            row.Id, Day = GermanClock.DayOf(row.StartsAt), row.StartsAt, row.EndsAt, row.Counter, row.Status, row.Version, row.ChangedAt, before,
        });

    /// <summary>The case has come to an end without a visit: its places are free for others.</summary>
    public static IReadOnlyList<Sql> CancelOfCase(Case state, DateTimeOffset at) =>
    [
        new Sql(
            """
            delete from cases.appointment_unit u
            where u.municipality = @Town and u.appointment in (
              select a.id from cases.appointment a where a.municipality = @Town and a.number = @Number and a.status = 'Booked')
            """,
            new { Number = state.Number.Text }),
        new Sql(
            """
            update cases.appointment
            set status = 'Cancelled', version = version + 1, changed_at = @at
            where municipality = @Town and number = @Number and status = 'Booked'
            """,
            new { Number = state.Number.Text, at }),
    ];

    private sealed record UnitRow
    {
        public required short Counter { get; init; }

        public required DateTimeOffset At { get; init; }
    }
}
