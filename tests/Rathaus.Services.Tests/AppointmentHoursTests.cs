using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;
using Rathaus.Services.Towns;

namespace Rathaus.Services.Tests;

/// <summary>When offices see people: from the words of their opening hours, or as written for appointments.</summary>
public sealed class AppointmentHoursTests
{
    [Theory]
    [InlineData("Montag bis Freitag", "8:00 bis 12:00 Uhr", "Monday 08:00-12:00, Tuesday 08:00-12:00, Wednesday 08:00-12:00, Thursday 08:00-12:00, Friday 08:00-12:00")]
    [InlineData("Dienstag und Donnerstag", "14:00 bis 16:00 Uhr", "Tuesday 14:00-16:00, Thursday 14:00-16:00")]
    [InlineData("donnerstags", "8 bis 12 Uhr und 14–18 Uhr", "Thursday 08:00-12:00, Thursday 14:00-18:00")]
    [InlineData("Montag, Mittwoch und Freitag", "7:30 - 9:00", "Monday 07:30-09:00, Wednesday 07:30-09:00, Friday 07:30-09:00")]
    [InlineData("Samstag bis Montag", "9:00 bis 10:00 Uhr", "Monday 09:00-10:00, Saturday 09:00-10:00, Sunday 09:00-10:00")]
    [InlineData("nach Vereinbarung", "8:00 bis 12:00 Uhr", "")]
    [InlineData("Montag", "nach Vereinbarung", "")]
    [InlineData("Montag", "12:00 bis 8:00 Uhr", "")]
    public void Plain_words_of_opening_hours_are_understood(string days, string time, string expected) => Assert.Equal(
        expected,
        string.Join(", ", AppointmentHoursReader.Of([new OpeningHours(days, time)]).Select(span => $"{span.Day} {span.From:HH\\:mm}-{span.To:HH\\:mm}")));

    [Fact]
    public void Every_office_of_the_catalogue_has_hours_that_are_understood()
    {
        var towns = Catalogues.CatalogueLoader.Load(Catalogues.CatalogueFiles.Read(House.Catalogue, new FaultList()), new FaultList()).Towns;
        Assert.Empty(towns.SelectMany(town => town.Offices).Where(office => office.Hours.Count > 0 && office.Appointments.Weekly.Count == 0).Select(office => office.Id));
    }

    [Fact]
    public void Appointments_as_written_take_the_place_of_the_words()
    {
        var faults = new FaultList();
        var town = new SmallCatalogue().With("municipalities/wuppertal/municipality.yaml", Town(
            "{ weekly: { mo: \"8:00-12:00\", do: [\"8:00-9:00\", \"14:00-18:00\"] }, counters: 4, slot: 20, closed: [2026-12-24, \"2026-12-28..2026-12-31\"], ahead: 30, notice: 0 }"))
            .Load(faults).Town("wuppertal")!;
        var hours = town.Offices[0].Appointments;
        Assert.Equal(3, hours.Weekly.Count);
        Assert.Equal((4, 20, 30, 0), (hours.Counters, hours.SlotMinutes, hours.AheadDays, hours.NoticeMinutes));
        Assert.True(hours.IsClosed(new DateOnly(2026, 12, 24)) && hours.IsClosed(new DateOnly(2026, 12, 30)) && !hours.IsClosed(new DateOnly(2026, 12, 27)));
    }

    [Theory]
    [InlineData("{ weekly: { mo: \"8-12-14\" } }", "hours are written as 8:00-12:30 in steps of five minutes, not 8-12-14")]
    [InlineData("{ weekly: { mo: \"8:03-12:00\" } }", "hours are written as 8:00-12:30 in steps of five minutes, not 8:03-12:00")]
    [InlineData("{ weekly: { montag: \"8:00-12:00\" } }", "unknown key montag")]
    [InlineData("{ slot: 7 }", "slot goes in steps of five minutes")]
    [InlineData("{ counters: 0 }", "counters must be")]
    [InlineData("{ closed: [Heiligabend] }", "closed days are written as 2026-12-24 or 2026-12-24..2026-12-31, not Heiligabend")]
    [InlineData("{ closed: [\"2026-12-31..2026-12-24\"] }", "closed days are written as")]
    [InlineData("{ places: 2 }", "unknown key places")]
    public void Faults_are_named(string appointments, string expected) => Assert.Contains(
        new SmallCatalogue().With("municipalities/wuppertal/municipality.yaml", Town(appointments)).Faults(),
        fault => fault.Contains(expected, StringComparison.Ordinal));

    private static string Town(string appointments) => new SmallCatalogue().Files().Files["municipalities/wuppertal/municipality.yaml"]
        .Replace("    demo: true", $"    appointments: {appointments}\n    demo: true", StringComparison.Ordinal);
}
