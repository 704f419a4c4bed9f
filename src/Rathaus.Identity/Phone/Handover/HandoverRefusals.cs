using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Phone;

/// <summary>Why a hand-over does not go on.</summary>
internal static class HandoverRefusals
{
    /// <summary>Name of the field with the four digits.</summary>
    public const string CodeField = "ziffern";

    public static readonly Refusal Stale = Refusal.Invalid(
        "handover.stale", "Dieser Code gilt nicht mehr. Lesen Sie den neuen vom Bildschirm ab.");

    public static readonly Refusal Conflict = Refusal.Conflict(
        "handover.conflict", "Ein zweites Handy hat denselben Code gelesen. Zur Sicherheit gilt er für niemanden mehr.");

    public static readonly Refusal Ended = Refusal.Conflict("handover.ended", "Diese Anmeldung ist zu Ende. Beginnen Sie am Computer neu.");

    public static readonly Refusal TooMany = new(
        RefusalKind.TooMany, "handover.too-many", "Mit Ihrem Konto wurden in der letzten Stunde schon fünf Codes gelesen. Warten Sie eine Stunde.")
    {
        RetryAfterSeconds = 3600,
    };

    public static readonly Refusal Changed = Refusal.Conflict(
        "handover.text-changed", "Der Text hat sich geändert. Lesen Sie ihn noch einmal, bevor Sie freigeben.");

    public static readonly Refusal OtherAccount = Refusal.Invalid(
        "handover.other-account", "Dieser Passkey gehört nicht zu Ihrem Konto. Nehmen Sie den, mit dem Sie hier angemeldet sind.");

    public static readonly Refusal Chain = Refusal.Forbidden(
        "handover.chain", "Hier sind Sie selbst mit einem Code angemeldet. Freigeben können Sie nur auf dem Handy mit Ihrem Passkey.");

    public static readonly Refusal Early = Refusal.Conflict(
        "handover.not-approved", "Geben Sie zuerst auf dem Handy frei. Dann zeigt es Ihnen vier Ziffern.");

    public static readonly Refusal Locked = Refusal.Conflict(
        "handover.locked", "Die Ziffern waren dreimal andere. Zur Sicherheit ist diese Anmeldung zu Ende.");

    public static readonly Refusal WrongCode = Refusal.Invalid(
        "handover.code-wrong", "Die vier Ziffern sind andere. Vergleichen Sie sie mit Ihrem Handy.",
        new FieldFault(CodeField, "handover.code-wrong", "Die vier Ziffern sind andere. Vergleichen Sie sie mit Ihrem Handy."));
}
