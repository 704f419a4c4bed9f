using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>Who sent an application for somebody else (Vertretung), and by which mandate.</summary>
/// <param name="Account">The account that acted; the case itself belongs to the one represented.</param>
internal sealed record CaseRepresentative(Guid Account, string Name, Guid Mandate, MandateKind Kind)
{
    /// <summary>The organisation acted for, or null.</summary>
    public ActingOrganisation? Organisation { get; init; }

    public static CaseRepresentative? Of(IActor? actor) => actor is { AccountId: { } account, ActsFor: { } acts }
        ? new CaseRepresentative(account, actor.Person is { } person ? $"{person.GivenNames} {person.FamilyName}" : actor.DisplayName ?? "", acts.Mandate, acts.Kind)
        {
            Organisation = acts.Organisation,
        }
        : null;
}
