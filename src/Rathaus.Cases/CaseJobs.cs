using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases;

/// <summary>Kinds of background work of this room. Payloads hold case numbers and ids only.</summary>
internal static class CaseJobs
{
    /// <summary>Payload <c>{"number"}</c>: lets the rules decide, or hands the case to a person.</summary>
    public const string DecideAutomatically = "cases.decide";

    /// <summary>Payload <c>{"number"}</c>: closes a case whose fee was not paid in time.</summary>
    public const string LapsePayment = "cases.payment-lapse";

    /// <summary>Payload <c>{"number"}</c>: the day to pay a fee of the notice has passed.</summary>
    public const string RemindOfFee = "cases.fee-overdue";

    /// <summary>Payload <c>{"payment"}</c>: asks the provider how a started payment stands.</summary>
    public const string ReconcilePayment = "cases.payment-reconcile";

    /// <summary>Payload <c>{"number"}</c>: finds accounts of people who must confirm, and tells them.</summary>
    public const string InviteSigners = "cases.signing-invite";

    /// <summary>Payload <c>{"number"}</c>: looks for accounts of people who must confirm that were opened since.</summary>
    public const string FindSigners = "cases.signing-find";

    /// <summary>Payload <c>{"number"}</c>: reminds who has not confirmed.</summary>
    public const string RemindSigners = "cases.signing-remind";

    /// <summary>Payload <c>{"number"}</c>: closes a case that not everybody confirmed in time.</summary>
    public const string LapseSigning = "cases.signing-lapse";

    /// <summary>Payload <c>{"appointment"}</c>: reminds of an appointment the day before.</summary>
    public const string RemindOfAppointment = "cases.appointment-remind";

    /// <summary>Payload <c>{"number","document","pause"}</c>: seals a document with its proof inside as soon as the log has it cosigned.</summary>
    public const string SealDocument = "cases.seal-document";

    /// <summary>No payload: deletes what expired and what nothing refers to, once an hour in each town.</summary>
    public const string Sweep = "cases.sweep";

    /// <summary>No payload: asks for the deletion of cases whose retention has ended, once a night in each town.</summary>
    public const string Retain = "cases.retain";

    /// <summary>Payload <c>{"number"}</c>: deletes a case whose retention has ended.</summary>
    public const string Erase = "cases.erase";

    /// <summary>One o'clock in the night after a day in Germany: the day is over whatever the clock change did.</summary>
    public static DateTimeOffset MorningAfter(DateOnly day)
    {
        var utc = new DateTimeOffset(day.AddDays(1), new TimeOnly(1, 0), TimeSpan.Zero);
        return utc - GermanClock.Local(utc).Offset;
    }
}

/// <summary>Payload of a job about one case.</summary>
internal sealed record CaseJobPayload(string Number);

/// <summary>Payload of a job about one document of a case.</summary>
/// <param name="Pause">Seconds before it is looked at again.</param>
internal sealed record DocumentJobPayload(string Number, Guid Document, int Pause);

/// <summary>Payload of a job about one payment.</summary>
internal sealed record PaymentJobPayload(Guid Payment);

/// <summary>Payload of a job about one appointment.</summary>
internal sealed record AppointmentJobPayload(Guid Appointment);

/// <summary>SIMULATION: payload of a late payment.</summary>
internal sealed record SimulatedJobPayload(string Reference);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CaseJobPayload))]
[JsonSerializable(typeof(DocumentJobPayload))]
[JsonSerializable(typeof(PaymentJobPayload))]
[JsonSerializable(typeof(SimulatedJobPayload))]
[JsonSerializable(typeof(AppointmentJobPayload))]
internal sealed partial class JobJson : JsonSerializerContext
{
    public static T Read<T>(string payload, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.Deserialize(payload, type) ?? throw new InvalidOperationException("The job has no payload");

    public static string ForDocument(DocumentJobPayload document) => JsonSerializer.Serialize(document, Default.DocumentJobPayload);

    public static string ForCase(string number) => JsonSerializer.Serialize(new CaseJobPayload(number), Default.CaseJobPayload);
}
