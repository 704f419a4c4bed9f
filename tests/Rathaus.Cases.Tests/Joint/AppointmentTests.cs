using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Appointments;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Tests.Joint;

using Office = Rathaus.Services.Office;

/// <summary>Appointments of cases and at counters: booked once, moved, cancelled, kept by the office.</summary>
public sealed class AppointmentTests(JointHouse joint) : IClassFixture<JointHouse>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private Rathaus.Services.Municipality Town => joint.House.Wuppertal;

    private Office Counter => Town.FindOffice("buergerbuero")!;

    private static DateTimeOffset At(int day, int hour, int minute = 0) => GermanClock.At(new DateOnly(2026, 11, day), new TimeOnly(hour, minute));

    private async Task<Receipt> ACaseAsync(bool atOnce = false) => await joint.SubmitAsync(JointHouse.Answers(partner: false, atOnce: atOnce, appointment: true));

    private Task<Outcome<AppointmentRow>> BookAsync(Receipt receipt, DateTimeOffset start, string rule = "vorsprache", TestActor? actor = null) =>
        joint.House.AsAsync<CaseAppointments, Outcome<AppointmentRow>>(actor ?? JointHouse.Applicant, book => book.BookAsync(
            new CaseKey(receipt.Number.Text), rule, start, Language.German, Ct));

    private Task<Outcome<CounterAppointments.Booking>> VisitAsync(DateTimeOffset start, TestActor? actor = null, string? name = "Noa Beispiel", string? topic = null) =>
        joint.House.AsAsync<CounterAppointments, Outcome<CounterAppointments.Booking>>(actor ?? TestActor.Nobody, book => book.BookAsync(
            Town, Counter, new CounterAppointments.Request(start, name, topic, Language.German), Ct));

    [Fact]
    public async Task A_case_offers_what_its_answers_call_for_and_books_moves_and_cancels_it()
    {
        var receipt = await ACaseAsync();
        var own = await joint.House.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(JointHouse.Applicant, show => show.RunAsync(new CaseKey(receipt.Number.Text), Ct));
        Assert.Equal(["vorsprache"], own.Value!.Appointments.Select(one => one.Due.Id));

        Assert.True((await BookAsync(receipt, At(23, 8))).Succeeded);
        Assert.True((await BookAsync(receipt, At(23, 8, 15))).Succeeded);
        var cancelled = await joint.House.AsAsync<CaseAppointments, Outcome<AppointmentRow>>(JointHouse.Applicant, book => book.CancelAsync(
            new CaseKey(receipt.Number.Text), "vorsprache", Language.German, Ct));
        Assert.Equal("Cancelled", cancelled.Value!.Status);
        Assert.True((await BookAsync(receipt, At(23, 8))).Succeeded);

        var view = await joint.House.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(JointHouse.Applicant, show => show.RunAsync(new CaseKey(receipt.Number.Text), Ct));
        Assert.Equal(
            [typeof(Submitted), typeof(AppointmentBooked), typeof(AppointmentMoved), typeof(AppointmentCancelled), typeof(AppointmentBooked)],
            view.Value!.Opened.History.Select(recorded => recorded.Event.GetType()));
        Assert.Equal((At(23, 8), 15), (view.Value.Appointments[0].Booked!.StartsAt, view.Value.Appointments[0].Booked!.Minutes));
        await joint.House.AssertSoundAsync();
    }

    [Fact]
    public async Task Of_64_who_want_the_last_place_one_gets_it()
    {
        var start = At(24, 9);
        var bookings = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => VisitAsync(start)));

        Assert.Equal(Counter.Appointments.Counters, bookings.Count(booked => booked.Succeeded));
        Assert.All(bookings.Where(booked => !booked.Succeeded), lost => Assert.Equal((RefusalKind.Conflict, "appointment.gone"), (lost.Refusal!.Kind, lost.Refusal.Code)));
        Assert.Equal(3 * Counter.Appointments.Counters, await joint.House.Database.Town(Town.Number).QuerySingleAsync<int>(
            "select count(*)::integer from cases.appointment_unit where municipality = @Town and at >= @start and at < @end", new { start, end = start.AddMinutes(15) }, Ct));

        // Whoever cancels makes the place free for another one, longer or shorter.
        var winner = bookings.First(booked => booked.Succeeded).Value!;
        var key = new CounterKey(Town, winner.Row.Id, winner.Secret);
        Assert.True((await joint.House.AsAsync<CounterAppointments, Outcome<AppointmentRow>>(TestActor.Nobody, visit => visit.CancelAsync(key, Ct))).Succeeded);
        Assert.True((await VisitAsync(start)).Succeeded);
    }

    [Fact]
    public async Task Moving_to_an_overlapping_time_and_by_two_clicks_at_once_leaves_one_place_taken()
    {
        var booked = (await VisitAsync(At(25, 10))).Value!;
        var key = new CounterKey(Town, booked.Row.Id, booked.Secret);
        var moves = await Task.WhenAll(new[] { At(25, 10, 30), At(25, 11), At(25, 11, 30) }.Select(to =>
            joint.House.AsAsync<CounterAppointments, Outcome<AppointmentRow>>(TestActor.Nobody, visit => visit.MoveAsync(key, to, Ct))));

        Assert.Contains(moves, moved => moved.Succeeded);
        var row = (await joint.House.AsAsync<CounterAppointments, Outcome<CounterAppointments.View>>(TestActor.Nobody, visit => visit.ShowAsync(key, null, Ct))).Value!.Row;
        var units = await joint.House.Database.Town(Town.Number).QueryAsync<DateTimeOffset>(
            "select at from cases.appointment_unit where municipality = @Town and appointment = @Id order by at", new { row.Id }, Ct);
        Assert.Equal(FreeSlots.Units(row.StartsAt, 15), units);
    }

    [Theory]
    [InlineData(23, 7, 0)]
    [InlineData(23, 8, 5)]
    [InlineData(22, 9, 0)]
    [InlineData(20, 10, 30)]
    public async Task What_is_no_beginning_of_the_office_is_refused(int day, int hour, int minute) =>
        Assert.Equal("appointment.gone", (await VisitAsync(At(day, hour, minute))).Refusal!.Code);

    [Theory]
    [InlineData(null, null, "name")]
    [InlineData("  ", null, "name")]
    [InlineData("Noa <script>\u0000", null, "name")]
    [InlineData("Noa", "eine\nzweite", "anliegen")]
    public async Task Bad_input_of_a_visit_is_named_at_its_field(string? name, string? topic, string path)
    {
        var booked = await VisitAsync(At(26, 8), name: name, topic: topic);
        Assert.Equal((RefusalKind.Invalid, path), (booked.Refusal!.Kind, booked.Refusal.Faults[0].Path));
    }

    [Fact]
    public async Task Nobody_but_its_owner_sees_moves_or_cancels_an_appointment()
    {
        var booked = (await VisitAsync(At(26, 8))).Value!;
        foreach (var (actor, secret) in new (TestActor, string?)[]
            { (TestActor.Nobody, null), (TestActor.Nobody, "0000-0000-0000-0000-0000"), (JointHouse.Stranger, null), (TestActor.Clerk(Town, "buergerbuero"), null) })
        {
            var key = new CounterKey(Town, booked.Row.Id, secret);
            Assert.Equal("appointment.not-found", (await joint.House.AsAsync<CounterAppointments, Outcome<CounterAppointments.View>>(actor, visit => visit.ShowAsync(key, null, Ct))).Refusal!.Code);
            Assert.Equal("appointment.not-found", (await joint.House.AsAsync<CounterAppointments, Outcome<AppointmentRow>>(actor, visit => visit.CancelAsync(key, Ct))).Refusal!.Code);
            Assert.Equal("appointment.not-found", (await joint.House.AsAsync<CounterAppointments, Outcome<AppointmentRow>>(actor, visit => visit.MoveAsync(key, At(26, 9), Ct))).Refusal!.Code);
        }

        var elsewhere = new CounterKey(joint.House.Town("remscheid"), booked.Row.Id, booked.Secret);
        Assert.Equal("appointment.not-found", (await joint.House.AsAsync<CounterAppointments, Outcome<CounterAppointments.View>>(TestActor.Nobody, visit => visit.ShowAsync(elsewhere, null, Ct))).Refusal!.Code);
        var receipt = await ACaseAsync();
        Assert.Equal("case.not-found", (await BookAsync(receipt, At(26, 9), actor: JointHouse.Stranger)).Refusal!.Code);
        Assert.Equal("appointment.not-found", (await BookAsync(receipt, At(26, 9), rule: "abholung")).Refusal!.Code);
    }

    [Fact]
    public async Task An_appointment_of_the_grant_is_offered_with_the_grant_and_one_of_a_withdrawn_case_is_free_again()
    {
        var granted = await ACaseAsync(atOnce: true);
        await joint.House.RunJobsAsync(CaseJobs.DecideAutomatically, Town.Number);
        Assert.Equal(30, (await BookAsync(granted, At(27, 8), rule: "abholung")).Value!.Minutes);

        var withdrawn = await ACaseAsync();
        Assert.True((await BookAsync(withdrawn, At(27, 9))).Succeeded);
        await joint.House.AsAsync<WithdrawApplication, Outcome<Case>>(JointHouse.Applicant, withdraw => withdraw.RunAsync(new CaseKey(withdrawn.Number.Text), null, Ct));
        Assert.True((await VisitAsync(At(27, 9))).Succeeded);
        Assert.Equal("appointment.not-found", (await BookAsync(withdrawn, At(27, 10))).Refusal!.Code);
    }

    [Fact]
    public async Task The_office_sees_its_day_and_notes_what_became_of_it()
    {
        await using var own = new JointHouse();
        await own.InitializeAsync();
        var house = own.House;
        var receipt = await own.SubmitAsync(JointHouse.Answers(partner: false, appointment: true));
        var booked = await house.AsAsync<CaseAppointments, Outcome<AppointmentRow>>(JointHouse.Applicant, book => book.BookAsync(
            new CaseKey(receipt.Number.Text), "vorsprache", At(23, 8), Language.German, Ct));
        var clerk = TestActor.Clerk(house.Wuppertal, "buergerbuero");
        Task<Outcome<Guid>> NoteAsync(TestActor actor, string note) => house.AsAsync<KeepAppointments, Outcome<Guid>>(
            actor, keep => keep.NoteAsync(house.Wuppertal, "buergerbuero", booked.Value!.Id, note, Ct));

        Assert.Equal("appointment.too-early", (await NoteAsync(clerk, "Arrived")).Refusal!.Code);
        own.GoTo(new DateOnly(2026, 11, 22));
        Assert.Equal(1, await house.RunJobsAsync(CaseJobs.RemindOfAppointment, house.Wuppertal.Number));
        Assert.Equal(["appointment", "appointment", "receipt"], (await own.MailboxAsync(JointHouse.Applicant)).Order(StringComparer.Ordinal));

        own.GoTo(new DateOnly(2026, 11, 23));
        foreach (var stranger in (TestActor[])
            [JointHouse.Applicant, TestActor.Clerk(house.Wuppertal, "strassenverkehr"), TestActor.Clerk(house.Town("remscheid"), "buergerbuero"), TestActor.Clerk(house.Wuppertal, "buergerbuero", 1, StaffRole.Administrator)])
        {
            Assert.Equal("appointments.not-found", (await NoteAsync(stranger, "Arrived")).Refusal!.Code);
            Assert.Equal("appointments.not-found", (await house.AsAsync<KeepAppointments, Outcome<IReadOnlyList<KeepAppointments.Line>>>(
                stranger, keep => keep.DayAsync(house.Wuppertal, "buergerbuero", new DateOnly(2026, 11, 23), Ct))).Refusal!.Code);
        }

        Assert.Equal("appointment.note", (await NoteAsync(clerk, "Booked")).Refusal!.Code);
        Assert.True((await NoteAsync(clerk, "Arrived")).Succeeded);
        Assert.True((await NoteAsync(clerk, "Served")).Succeeded);
        var day = await house.AsAsync<KeepAppointments, Outcome<IReadOnlyList<KeepAppointments.Line>>>(
            clerk, keep => keep.DayAsync(house.Wuppertal, "buergerbuero", new DateOnly(2026, 11, 23), Ct));
        var line = Assert.Single(day.Value!);
        Assert.Equal((receipt.Number.Text, "Mira Beispiel", "Served"), (line.Number, line.Who, line.Status));
        var view = await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(JointHouse.Applicant, show => show.RunAsync(new CaseKey(receipt.Number.Text), Ct));
        Assert.Equal(["Arrived", "Served"], view.Value!.Opened.History.Select(recorded => recorded.Event).OfType<AppointmentNoted>().Select(noted => noted.Status));
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task A_visit_of_an_account_lies_in_its_mailbox_and_is_forgotten_a_month_later()
    {
        await using var own = new JointHouse();
        await own.InitializeAsync();
        var house = own.House;
        var booked = await house.AsAsync<CounterAppointments, Outcome<CounterAppointments.Booking>>(JointHouse.Applicant, book => book.BookAsync(
            house.Wuppertal, house.Wuppertal.FindOffice("buergerbuero")!, new CounterAppointments.Request(At(23, 8), "Mira Beispiel", "Ausweis", Language.German), Ct));
        Assert.Null(booked.Value!.Secret);
        var entries = await house.AsAsync<ReadMailbox, Outcome<IReadOnlyList<ReadMailbox.Entry>>>(JointHouse.Applicant, read => read.RunAsync(Ct));
        Assert.Equal(CounterAddress.Of("wuppertal", "buergerbuero", booked.Value.Row.Id), Assert.Single(entries.Value!).Body);

        own.GoTo(new DateOnly(2026, 12, 24));
        await house.RunJobsAsync(CaseJobs.Sweep, house.Wuppertal.Number);
        foreach (var table in (string[])["appointment", "appointment_unit"])
            Assert.Equal(0, await house.Database.Town(house.Wuppertal.Number).QuerySingleAsync<long>($"select count(*) from cases.{table} where municipality = @Town", null, Ct));
    }
}
