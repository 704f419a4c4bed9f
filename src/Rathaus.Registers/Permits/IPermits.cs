namespace Rathaus.Registers;

/// <summary>Whom a permit was issued to; names are compared by the search form of DIN 91379.</summary>
public sealed record PermitHolder(string FamilyName, string GivenNames, DateOnly BirthDate);

/// <summary>A permit a town has issued, for example a resident parking permit.</summary>
public sealed record Permit
{
    public required short Municipality { get; init; }

    /// <summary>Kind of permit, the id of its service: <c>bewohnerparkausweis</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Number printed on it, unique in the town and kind.</summary>
    public required string Number { get; init; }

    public required PermitHolder Holder { get; init; }

    /// <summary>Case it was decided in.</summary>
    public string? CaseNumber { get; init; }

    public string? Plate { get; init; }

    public string? Zone { get; init; }

    public required DateOnly From { get; init; }

    /// <summary>Last day it holds.</summary>
    public required DateOnly Until { get; init; }

    public DateOnly? ReturnedOn { get; init; }
}

/// <summary>Permits issued by a town, so that rules such as "one per person" can be checked.</summary>
public interface IPermits
{
    /// <summary>Permits of a kind that hold on or after this day and were not returned, soonest ending first.</summary>
    Task<IReadOnlyList<Permit>> OfHolderAsync(
        short municipality, string kind, PermitHolder holder, DateOnly on, CancellationToken ct);
}
