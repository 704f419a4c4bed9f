using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Mandates;

/// <summary>The overview of mandates.</summary>
/// <param name="Live">Those by which the person may act now.</param>
/// <param name="Entries">All rows the person may see, newest first.</param>
/// <param name="Children">Children the register names, for whom nothing was chosen yet.</param>
internal sealed record MandatesView(
    Guid Account, IReadOnlyList<ActsFor> Live, IReadOnlyList<MandateEntry> Entries, IReadOnlyList<RegisteredChild> Children, ActsFor? Acting,
    IReadOnlyList<OrganisationLine> Organisations, DateOnly Today, DateTimeOffset Now, string Back, string? Done, Refusal? Refusal);

/// <summary>An organisation the person belongs to.</summary>
internal sealed record OrganisationLine
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required OrganisationRole Role { get; init; }
}

/// <summary>A form with what was typed.</summary>
internal sealed record MandateFormView(IFormCollection? Form, IReadOnlyList<TownEntry> Towns, DateOnly Today, Refusal? Refusal)
{
    public string Typed(string path) => Form?[path].ToString() ?? "";

    public IReadOnlyCollection<string> Chosen(string path) => Form is null ? [] : [.. Form[path].OfType<string>()];
}

/// <summary>A fresh code with the link that carries it behind the number sign.</summary>
internal sealed record MandateCodeView(GiveMandate.Issued Issued, string Link, string Back);

/// <summary>The page that takes a code, and what it offers.</summary>
internal sealed record AcceptView(string Code, MandateEntry? Offer, bool SignedIn, Refusal? Refusal);

/// <summary>Before a mandate ends: which one.</summary>
internal sealed record EndMandateView(MandateEntry Entry, DateOnly Today, DateTimeOffset Now);

/// <summary>What waits for the clerks of the towns.</summary>
internal sealed record OfficeMandatesView(IReadOnlyList<MandateEntry> Asked, IReadOnlyList<TownEntry> Towns, string? Done);

/// <summary>One request before a clerk.</summary>
internal sealed record OfficeMandateView(MandateEntry Entry, TownEntry Town, DateOnly Today, DateTimeOffset Now, IFormCollection? Form, Refusal? Refusal)
{
    public string Typed(string path) => Form?[path].ToString() ?? "";
}
