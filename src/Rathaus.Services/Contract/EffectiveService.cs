using Rathaus.Kernel.Ports;

namespace Rathaus.Services;

/// <summary>
/// A service as one town offers it: package and overlay made one, checked, compiled and hashed. Immutable; a case pins
/// <see cref="Hash"/> and runs to its end on it.
/// </summary>
public sealed class EffectiveService
{
    internal EffectiveService(Engine.ServiceRuntime runtime, Packages.TextTable texts)
    {
        Runtime = runtime;
        LocalTexts = texts;
    }

    public required Municipality Town { get; init; }

    public required string Id { get; init; }

    /// <summary>Town that leads the package.</summary>
    public required string Lead { get; init; }

    public required string Version { get; init; }

    /// <summary>SHA-256 of the canonical form, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    public required LocalText Name { get; init; }

    public required LocalText Summary { get; init; }

    public required ServicePage Page { get; init; }

    public required IReadOnlyList<string> Leika { get; init; }

    public required IReadOnlyList<string> LegalBases { get; init; }

    /// <summary>Everyday words that find it.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public required Authority Authority { get; init; }

    /// <summary>Office of <see cref="Town"/> that decides.</summary>
    public required Office Office { get; init; }

    /// <summary>Level asked for; none: no sign-in.</summary>
    public required TrustLevel Trust { get; init; }

    public string? TrustBasis { get; init; }

    public bool WrittenForm { get; init; }

    public required IReadOnlyList<ApplicantKind> Applicants { get; init; }

    public RepresentationRule Representation { get; init; }

    /// <summary>The paragraph that <see cref="Representation"/> rests on; null: anyone may.</summary>
    public string? RepresentationBasis { get; init; }

    public required RemedyKind Remedy { get; init; }

    public required Retention Retention { get; init; }

    public required ServiceForm Form { get; init; }

    public required IReadOnlyList<FeePosition> Fees { get; init; }

    public required ServiceProcess Process { get; init; }

    /// <summary>Documents by id; see <see cref="IDocumentTemplates"/>.</summary>
    public required IReadOnlyList<ServiceDocument> Documents { get; init; }

    /// <summary>What the town set, in the package's order.</summary>
    public required IReadOnlyList<ParameterValue> Parameters { get; init; }

    /// <summary>Data-exchange standards by name, such as XAusländer.</summary>
    public IReadOnlyList<string> Standards { get; init; } = [];

    /// <summary>Who may have to confirm besides the applicant; the evaluation says who does (<see cref="FormEvaluation.Signers"/>).</summary>
    public IReadOnlyList<SignerRule> Signers { get; init; } = [];

    /// <summary>Decided elsewhere: where one applies. Null for a service that takes applications.</summary>
    public Advice? Advice { get; init; }

    /// <summary>There is a form to fill in; advice has none.</summary>
    public bool TakesApplications => Advice is null;

    /// <summary>Account for the fees, or null.</summary>
    public BankAccount? Bank { get; init; }

    public DateOnly? Since { get; init; }

    public DateOnly? Until { get; init; }

    internal Engine.ServiceRuntime Runtime { get; }

    internal Packages.TextTable LocalTexts { get; }

    public ServiceDocument? FindDocument(string id) => Documents.FirstOrDefault(document => document.Id == id);
}

/// <summary>Where one applies for what no authority of the town decides.</summary>
/// <param name="Link">Official address of that authority, or null.</param>
public sealed record Advice(LocalText Where, string? Link);

/// <summary>Sentences of the service page; a list may be empty, a text may be empty.</summary>
public sealed record ServicePage(
    IReadOnlyList<LocalText> Who, IReadOnlyList<LocalText> Prerequisites, IReadOnlyList<LocalText> Documents,
    IReadOnlyList<LocalText> Duration, IReadOnlyList<LocalText> Fee, IReadOnlyList<LocalText> Steps);

/// <summary>Competent kind of authority, the territorial rule and the sentence that explains it (may be empty).</summary>
public sealed record Authority(string Kind, string Where, LocalText Why);

/// <summary>Who may apply in the place of the person it is about.</summary>
public enum RepresentationRule
{
    /// <summary>Whoever holds a mandate that reaches so far.</summary>
    Anyone,

    /// <summary>Parents for their child, carers for a person under care; no mandate of an adult, no organisation.</summary>
    Legal,

    /// <summary>Nobody: highly personal.</summary>
    Nobody,
}

public enum ApplicantKind
{
    Person,
    Organisation,
}

/// <summary>Remedy (Rechtsbehelf) against the notice.</summary>
public enum RemedyKind
{
    None,

    /// <summary>Klage, one month, § 74 VwGO.</summary>
    ActionOneMonth,

    /// <summary>Widerspruch, one month, § 70 VwGO, § 84 SGG.</summary>
    ObjectionOneMonth,

    /// <summary>Einspruch, one month, § 355 AO.</summary>
    TaxObjectionOneMonth,

    /// <summary>Application to the local court to direct the registry office, without a time limit, § 49 PStG.</summary>
    CourtOrder,

    /// <summary>Objection to the refusal of a polling card (Wahlschein), without a time limit of its own, § 31 BWO.</summary>
    ElectoralObjection,
}

/// <summary>How long a case is kept, counted from an event.</summary>
public sealed record Retention(int Months, RetentionStart From, string? Basis);

public enum RetentionStart
{
    Submitted,
    Decided,
    PermitEnd,
}

/// <summary>A declared parameter and its values here, written for people.</summary>
/// <param name="Rates">By date, oldest first; a single one without a date when the value does not change.</param>
public sealed record ParameterValue(string Id, string Label, bool IsMoney, bool SetByTown, IReadOnlyList<ParameterRate> Rates)
{
    /// <summary>What holds on a day, or null: nothing yet.</summary>
    public ParameterRate? On(DateOnly day) => Rates.LastOrDefault(rate => rate.From is null || rate.From <= day);
}

/// <summary>A value from a day on.</summary>
/// <param name="KnownUntil">Last day the town knows it for, or null: until it is changed.</param>
/// <param name="Check">What is still to be checked about it, or null.</param>
public sealed record ParameterRate(DateOnly? From, LocalText Display, string? Source, DateOnly? KnownUntil, string? Check);

/// <summary>A fee position as declared; amounts are in <see cref="FeeQuote"/>.</summary>
public sealed record FeePosition(string Id, LocalText Label, string? Basis, string Booking, FeeSource Source, FeeStanding Standing, string? ConfirmedBy, DateOnly? ConfirmedOn);

/// <summary>Who fixes an amount.</summary>
public enum FeeSource
{
    Law,
    Tenant,
    Unconfirmed,
}

/// <summary>Whether an amount may reach a citizen.</summary>
public enum FeeStanding
{
    /// <summary>Fixed by law or confirmed by the town.</summary>
    Confirmed,

    /// <summary>An invented or unverified amount, shown as a demo amount.</summary>
    Demo,

    /// <summary>Not confirmed: citizens do not see an amount, clerks see it marked.</summary>
    Unconfirmed,
}

/// <summary>How a case runs.</summary>
public sealed record ServiceProcess
{
    /// <summary>Rules exist that may decide without a person.</summary>
    public bool HasAutomaticDecision { get; init; }

    /// <summary>A second person may be needed; the evaluation says whether (<see cref="FormEvaluation.FourEyes"/>).</summary>
    public bool MayNeedFourEyes { get; init; }

    public PaymentTime Payment { get; init; }

    /// <summary>Document of the permit, or null.</summary>
    public string? PermitDocument { get; init; }

    public bool PermitNumber { get; init; }

    /// <summary>Document id by event: <c>granted</c>, <c>partly</c> (default: granted), <c>refused</c>, <c>receipt</c>, <c>permit</c>, <c>correction</c>.</summary>
    public required IReadOnlyDictionary<string, string> Letters { get; init; }

    /// <summary>Effects a grant may have in registers, by name in <c>catalogue/effects.yaml</c>.</summary>
    public IReadOnlyList<string> Effects { get; init; } = [];

    public required IReadOnlyList<DeadlineRule> Deadlines { get; init; }

    /// <summary>Visits a case may call for; see <see cref="FormEvaluation.Appointments"/>.</summary>
    public IReadOnlyList<AppointmentRule> Appointments { get; init; } = [];

    /// <summary>Further documents of a grant; see <see cref="FormEvaluation.Issues"/>.</summary>
    public IReadOnlyList<IssueRule> Issues { get; init; } = [];

    /// <summary>Expected working days to the decision, or null.</summary>
    public int? ExpectedWorkdays { get; init; }
}

public enum PaymentTime
{
    None,
    BeforeDecision,
    WithNotice,
}

/// <summary>A deadline as declared.</summary>
public sealed record DeadlineRule(
    string Id, LocalText Label, DeadlineStart Start, int Length, DeadlineUnit Unit, bool DeemedGranted, string? Basis);

public enum DeadlineStart
{
    Submitted,
    Complete,
    Paid,
}

public enum DeadlineUnit
{
    Days,
    Workdays,
    Weeks,
    Months,
}

/// <summary>A template of the package. <paramref name="Kind"/>: notice, permit, certificate, receipt, confirmation.</summary>
/// <param name="Credential">What the applicant can take into a wallet with it, or null.</param>
public sealed record ServiceDocument(string Id, string Kind, LocalText Title, DocumentCredential? Credential = null);

/// <summary>A credential for wallets that a document becomes.</summary>
/// <param name="Type">Name of the type, for example <c>volunteer-card</c>.</param>
/// <param name="Holder">Question with the person it is about; without an answer there is no credential.</param>
/// <param name="Address">Question with the person's address, or null.</param>
public sealed record DocumentCredential(string Type, string Holder, string? Address);
