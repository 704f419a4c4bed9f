using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rathaus.Cases.Domain;

/// <summary>Names and JSON form of the events. A name, once written, stays for ever.</summary>
internal static class EventCodec
{
    private static readonly FrozenDictionary<string, Type> Types = new Dictionary<string, Type>
    {
        ["submitted"] = typeof(Submitted),
        ["fee-charged"] = typeof(FeeCharged),
        ["fee-paid"] = typeof(FeePaid),
        ["refund-ordered"] = typeof(RefundOrdered),
        ["refunded"] = typeof(Refunded),
        ["fee-waiver-proposed"] = typeof(FeeWaiverProposed),
        ["fee-waiver-answered"] = typeof(FeeWaiverAnswered),
        ["payment-lapsed"] = typeof(PaymentLapsed),
        ["assigned"] = typeof(Assigned),
        ["note-added"] = typeof(NoteAdded),
        ["message-sent"] = typeof(MessageSent),
        ["correction-requested"] = typeof(CorrectionRequested),
        ["correction-answered"] = typeof(CorrectionAnswered),
        ["deadline-extended"] = typeof(DeadlineExtended),
        ["decision-made"] = typeof(DecisionMade),
        ["notice-edited"] = typeof(NoticeEdited),
        ["decision-released"] = typeof(DecisionReleased),
        ["decision-returned"] = typeof(DecisionReturned),
        ["notice-sent"] = typeof(NoticeSent),
        ["notice-fetched"] = typeof(NoticeFetched),
        ["effects-carried-out"] = typeof(EffectsCarriedOut),
        ["permit-issued"] = typeof(PermitIssued),
        ["withdrawn"] = typeof(Withdrawn),
        ["news-read"] = typeof(NewsRead),
        ["left-to-clerk"] = typeof(LeftToClerk),
        ["signers-asked"] = typeof(SignersAsked),
        ["signer-invited"] = typeof(SignerInvited),
        ["signer-confirmed"] = typeof(SignerConfirmed),
        ["signer-declined"] = typeof(SignerDeclined),
        ["signing-completed"] = typeof(SigningCompleted),
        ["signing-lapsed"] = typeof(SigningLapsed),
        ["appointment-booked"] = typeof(AppointmentBooked),
        ["appointment-moved"] = typeof(AppointmentMoved),
        ["appointment-cancelled"] = typeof(AppointmentCancelled),
        ["appointment-noted"] = typeof(AppointmentNoted),
        ["document-issued"] = typeof(DocumentIssued),
        ["document-revoked"] = typeof(DocumentRevoked),
        ["helper-invited"] = typeof(HelperInvited),
        ["helper-joined"] = typeof(HelperJoined),
        ["helper-ended"] = typeof(HelperEnded),
        ["account-closed"] = typeof(AccountClosed),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> Names =
        Types.ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    private static readonly EventJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    });

    public static IEnumerable<Type> AllTypes => Names.Keys;

    public static (string Kind, string Body) Write(CaseEvent happened)
    {
        var type = happened.GetType();
        return (Names[type], JsonSerializer.Serialize(happened, type, Json));
    }

    public static CaseEvent Read(string kind, string body)
    {
        if (!Types.TryGetValue(kind, out var type))
            throw new InvalidOperationException($"Unknown event kind {kind}");
        return (CaseEvent?)JsonSerializer.Deserialize(body, type, Json)
            ?? throw new InvalidOperationException($"Event of kind {kind} has no body");
    }
}

/// <summary>Serialisers made at build time: no reflection on the submission path.</summary>
[JsonSerializable(typeof(Submitted))]
[JsonSerializable(typeof(FeeCharged))]
[JsonSerializable(typeof(FeePaid))]
[JsonSerializable(typeof(RefundOrdered))]
[JsonSerializable(typeof(Refunded))]
[JsonSerializable(typeof(FeeWaiverProposed))]
[JsonSerializable(typeof(FeeWaiverAnswered))]
[JsonSerializable(typeof(PaymentLapsed))]
[JsonSerializable(typeof(Assigned))]
[JsonSerializable(typeof(NoteAdded))]
[JsonSerializable(typeof(MessageSent))]
[JsonSerializable(typeof(CorrectionRequested))]
[JsonSerializable(typeof(CorrectionAnswered))]
[JsonSerializable(typeof(DeadlineExtended))]
[JsonSerializable(typeof(DecisionMade))]
[JsonSerializable(typeof(NoticeEdited))]
[JsonSerializable(typeof(DecisionReleased))]
[JsonSerializable(typeof(DecisionReturned))]
[JsonSerializable(typeof(NoticeSent))]
[JsonSerializable(typeof(NoticeFetched))]
[JsonSerializable(typeof(EffectsCarriedOut))]
[JsonSerializable(typeof(PermitIssued))]
[JsonSerializable(typeof(Withdrawn))]
[JsonSerializable(typeof(NewsRead))]
[JsonSerializable(typeof(LeftToClerk))]
[JsonSerializable(typeof(SignersAsked))]
[JsonSerializable(typeof(SignerInvited))]
[JsonSerializable(typeof(SignerConfirmed))]
[JsonSerializable(typeof(SignerDeclined))]
[JsonSerializable(typeof(SigningCompleted))]
[JsonSerializable(typeof(SigningLapsed))]
[JsonSerializable(typeof(AppointmentBooked))]
[JsonSerializable(typeof(AppointmentMoved))]
[JsonSerializable(typeof(AppointmentCancelled))]
[JsonSerializable(typeof(AppointmentNoted))]
[JsonSerializable(typeof(DocumentIssued))]
[JsonSerializable(typeof(DocumentRevoked))]
[JsonSerializable(typeof(HelperInvited))]
[JsonSerializable(typeof(HelperJoined))]
[JsonSerializable(typeof(HelperEnded))]
[JsonSerializable(typeof(AccountClosed))]
internal sealed partial class EventJson : JsonSerializerContext;
