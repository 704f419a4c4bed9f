using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Domain;

/// <summary>What somebody who acts for another may apply for.</summary>
internal static class Representation
{
    /// <summary>A mandate reaches no further than it was itself confirmed.</summary>
    public static TrustLevel TrustOf(IActor actor) =>
        actor.ActsFor is { } acts && acts.Trust < actor.Trust ? acts.Trust : actor.Trust;

    /// <summary>Why this service is out of reach for the one who acts, or null.</summary>
    /// <param name="sends">The application is sent now; preparing needs less.</param>
    public static Refusal? WhyNot(IActor actor, EffectiveService service, bool sends) => actor.ActsFor switch
    {
        null => null,
        { } acts when !acts.Covers(service.Id) => Refusal.Forbidden("mandate.out-of-scope", "Ihre Vollmacht gilt für diese Leistung nicht."),
        { } acts when WhyNotBy(service.Representation, acts.Kind) is { } personal => personal,
        { Kind: MandateKind.Organisation } when !service.Applicants.Contains(ApplicantKind.Organisation) =>
            Refusal.Forbidden("mandate.not-for-organisations", "Diese Leistung gibt es für Organisationen nicht."),
        { Kind: not MandateKind.Organisation } when !service.Applicants.Contains(ApplicantKind.Person) =>
            Refusal.Forbidden("mandate.not-for-persons", "Diese Leistung gibt es nur für Organisationen."),
        { MaySign: false } when sends => Refusal.Forbidden("mandate.prepare-only", "Sie dürfen vorbereiten. Absenden muss jemand, der unterschreiben darf."),
        _ when sends && TrustOf(actor) < service.Trust =>
            Refusal.Forbidden("mandate.trust-too-low", "Die Vollmacht wurde auf einem niedrigeren Niveau bestätigt, als diese Leistung verlangt."),
        _ => null,
    };

    /// <summary>What the law leaves to the person, or to those who stand in for them by law.</summary>
    public static Refusal? WhyNotBy(RepresentationRule rule, MandateKind kind) => rule switch
    {
        RepresentationRule.Nobody => Refusal.Forbidden(
            "mandate.not-for-others", "Diesen Antrag stellt nur die Person selbst. Niemand kann das für sie tun, auch nicht mit Vollmacht."),
        RepresentationRule.Legal when kind is not (MandateKind.Child or MandateKind.Care) => Refusal.Forbidden(
            "mandate.legal-only",
            "Eine Vollmacht reicht hier nicht. Diesen Antrag stellt die Person selbst. Für Kinder tun es die Sorgeberechtigten, für betreute Menschen die gesetzliche Betreuung."),
        _ => null,
    };

    /// <summary>Whether a draft or case of this owner and service is the actor's to see.</summary>
    public static bool Owns(IActor actor, Guid? owner, string service) =>
        owner is not null && actor.OwnerId == owner && actor.ActsFor?.Covers(service) != false;
}
