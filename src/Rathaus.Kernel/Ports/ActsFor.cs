namespace Rathaus.Kernel.Ports;

/// <summary>Why somebody may act for another (Vertretung).</summary>
public enum MandateKind
{
    /// <summary>Never stored.</summary>
    None = 0,

    /// <summary>A minor child: custody (elterliche Sorge, § 1626, § 1629 BGB).</summary>
    Child = 1,

    /// <summary>A person under care (rechtliche Betreuung, § 1823 BGB).</summary>
    Care = 2,

    /// <summary>Another adult, who confirmed it with an own account (Vollmacht, § 14 VwVfG).</summary>
    Adult = 3,

    /// <summary>An organisation: company, association (§ 12 (1) no. 3 VwVfG).</summary>
    Organisation = 4,
}

/// <summary>
/// Whom a request is made for by a confirmed mandate (Vertretung). The actor stays who acts: name, level and person of the
/// sign-in are the representative's.
/// </summary>
/// <param name="Mandate">Id of the mandate.</param>
/// <param name="Principal">
/// Whose drafts, cases and mailbox these are: the account of the represented adult, the organisation, or an id of its own for
/// somebody without account.
/// </param>
/// <param name="Name">The represented person or organisation, as pages name it.</param>
public sealed record ActsFor(Guid Mandate, MandateKind Kind, Guid Principal, string Name)
{
    /// <summary>The account that acts: what it looks at is written down under its own id.</summary>
    public Guid Holder { get; init; }

    /// <summary>Identity data of the represented person as they were confirmed; null for an organisation.</summary>
    public ConfirmedPerson? Person { get; init; }

    /// <summary>Null unless <see cref="MandateKind.Organisation"/>.</summary>
    public ActingOrganisation? Organisation { get; init; }

    /// <summary>Ids of the services it covers; null: all.</summary>
    public IReadOnlySet<string>? Services { get; init; }

    /// <summary>Level on which the represented one's identity and the mandate were confirmed: a service that asks for more is out of reach.</summary>
    public TrustLevel Trust { get; init; }

    /// <summary>May send applications and sign; false: may prepare drafts only.</summary>
    public bool MaySign { get; init; } = true;

    /// <summary>The mandate or its organisation comes from a demonstration or simulation.</summary>
    public bool Simulated { get; init; }

    public bool Covers(string service) => Services is null || Services.Contains(service);
}

/// <summary>An organisation as its account knows it.</summary>
public sealed record ActingOrganisation(Guid Id, string Name, string LegalForm, string RegisterCourt, string RegisterNumber)
{
    /// <summary>Commercial address, or null.</summary>
    public OrganisationAddress? Address { get; init; }
}

/// <summary>Where an organisation sits; the number holds its letter.</summary>
public sealed record OrganisationAddress(string Street, string Number, string PostCode, string Town);
