namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>One claim of a credential and the fact it comes from.</summary>
/// <param name="Path">Name, or two names for a member of an object.</param>
/// <param name="Fact">Key in <see cref="CredentialOrder.Facts"/>.</param>
internal sealed record CredentialClaim(IReadOnlyList<string> Path, string Fact, bool Required = true);

/// <summary>A kind of credential that towns give out. Names for people stand in the texts (<c>identity.wallet.type.…</c>, <c>….claim.…</c>).</summary>
/// <param name="Id">Also its name in packages (key <c>credential</c> of a document) and the credential configuration id.</param>
/// <param name="Type">The <c>vct</c>.</param>
/// <param name="Days">How long it holds when nothing else says so.</param>
internal sealed record CredentialType(string Id, string Type, int Days, IReadOnlyList<CredentialClaim> Claims)
{
    /// <summary>Last day on which a credential of today holds.</summary>
    public DateOnly UntilOf(CredentialOrder order, DateOnly today) =>
        order.Until is { } told && told < today.AddDays(Days) ? told : today.AddDays(Days);
}

/// <summary>The credentials of the towns.</summary>
internal static class CredentialTypes
{
    private static readonly CredentialClaim Family = new(["family_name"], "holder.family_name");
    private static readonly CredentialClaim Given = new(["given_name"], "holder.given_names");

    public static IReadOnlyList<CredentialType> All { get; } =
    [
        // A certificate of registration (Meldebescheinigung, § 18 BMG) says what held on its day; offices take it for some months.
        new("registration-certificate", "urn:rathaus:registration-certificate:1", 90,
        [
            Family, Given,
            new(["birthdate"], "holder.birth_date"),
            new(["address", "street_address"], "address.street"),
            new(["address", "house_number"], "address.number"),
            new(["address", "postal_code"], "address.post_code"),
            new(["address", "locality"], "address.town"),
        ]),
        new("resident-parking-permit", "urn:rathaus:resident-parking-permit:1", 365,
        [
            new(["plate"], "subject"),
            new(["zone"], "zone", Required: false),
            new(["permit_number"], "number"),
            new(["valid_from"], "valid.from"),
            new(["valid_until"], "valid.until"),
        ]),
        new("volunteer-card", "urn:rathaus:volunteer-card:1", 730,
        [
            Family, Given,
            new(["card_number"], "effect.number"),
            new(["valid_until"], "valid.until", Required: false),
        ]),
    ];

    public static CredentialType? Find(string? id) => All.FirstOrDefault(type => type.Id == id);
}
