using System.Globalization;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

using Office = Rathaus.Services.Office;

/// <summary>A choice of free times.</summary>
/// <param name="Address">Where a time is chosen: <c>?zeit=</c>, and where the list goes on: <c>?ab=</c>.</param>
/// <param name="Present">What is booked now and would be moved, or null.</param>
/// <param name="Chosen">A time that waits for the last click, or null.</param>
/// <param name="Asks">A visit without a case: name and topic are asked.</param>
internal sealed record SlotsView(
    string Title, string Lead, Office Office, int Minutes, FreeDays Free, string Address, string Back, DateTimeOffset? Present, DateTimeOffset? Chosen, bool Asks)
{
    public const string TimeField = "zeit";

    public const string FromField = "ab";

    /// <summary>Further parameters of the address, beginning with &amp;, or empty.</summary>
    public string More { get; init; } = "";

    public string? Name { get; init; }

    public string? Topic { get; init; }

    public Refusal? Refusal { get; init; }

    public string Choose(DateTimeOffset start) => $"{Address}?{TimeField}={SlotTime.Write(start)}{More}";

    public string Go(DateOnly from) => $"{Address}?{FromField}={from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{More}";

    public string All => More.Length == 0 ? Address : $"{Address}?{More[1..]}";
}

/// <summary>A time in an address.</summary>
internal static class SlotTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm'Z'";

    public static string Write(DateTimeOffset start) => start.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? start : null;

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>Words about appointments.</summary>
internal static class AppointmentWords
{
    public static string Label(EffectiveService service, DueAppointment due, Language language) => Plain(Rule(service, due)?.Label, language) ?? due.Label;

    public static string Say(EffectiveService service, DueAppointment due, Language language) => Plain(Rule(service, due)?.Say, language) ?? due.Say;

    /// <summary>The calendar file of an appointment.</summary>
    public static byte[] Calendar(AppointmentRow row, string summary, string description, Office office, Municipality town) => CalendarFile.Write(new CalendarFile.Event(
        $"{row.Id:D}@{town.Id}.rathaus", row.Version - 1, row.ChangedAt, row.StartsAt, row.EndsAt, summary, description,
        $"{office.Name.German}, {office.Address}", row.Status == "Cancelled"));

    private static AppointmentRule? Rule(EffectiveService service, DueAppointment due) => service.Process.Appointments.FirstOrDefault(rule => rule.Id == due.Id);

    private static string? Plain(LocalText? text, Language language) =>
        text?.In(language) is { Length: > 0 } words && !words.Contains("{{", StringComparison.Ordinal) ? words : null;
}
