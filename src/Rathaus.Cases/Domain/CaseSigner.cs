using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>A person named in the answers who must confirm them (Mitzeichnung).</summary>
/// <param name="Rule">Id of the package's rule.</param>
/// <param name="Label">Who it is, in the applicant's words.</param>
/// <param name="Trust">Level that person signs in with.</param>
internal sealed record CaseSigner(
    Guid Id, string Rule, string Label, string FamilyName, string GivenNames, DateOnly? BirthDate, TrustLevel Trust)
{
    public string Name => $"{GivenNames} {FamilyName}";

    /// <summary>The same person in the same part.</summary>
    public bool IsSame(CaseSigner other) =>
        Rule == other.Rule && FamilyName == other.FamilyName && GivenNames == other.GivenNames && BirthDate == other.BirthDate;
}

internal enum SigningState
{
    Open,
    Confirmed,
    Declined,
}

/// <summary>What a signer has said about the answers as they stand.</summary>
internal sealed record CaseSigning(CaseSigner Signer)
{
    public SigningState State { get; init; }

    public Guid? Account { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>Why it was declined, or null.</summary>
    public string? Reason { get; init; }

    public bool Simulated { get; init; }
}
