using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Registers.Permits;

/// <inheritdoc cref="IPermits"/>
internal sealed class PermitRegister(TownDatabase towns) : IPermits
{
    public async Task<IReadOnlyList<Permit>> OfHolderAsync(
        short municipality, string kind, PermitHolder holder, DateOnly on, CancellationToken ct)
    {
        var rows = await towns.For(municipality).QueryAsync<PermitRow>(
            """
            select kind, number, family_name, given_names, birth_date, case_number, plate, zone, valid_from, valid_until, returned_on
            from registers.permit
            where municipality = @Town
              and kind = @kind
              and family_search = @Family
              and given_search = @Given
              and birth_date = @BirthDate
              and valid_until >= @on
              and returned_on is null
            order by valid_until, number
            """,
            new
            {
                kind,
                on,
                Family = Din91379.SearchForm(holder.FamilyName),
                Given = Din91379.SearchForm(holder.GivenNames),
                holder.BirthDate,
            },
            ct);
        return [.. rows.Select(row => row.ToPermit(municipality))];
    }

    private sealed record PermitRow
    {
        public required string Kind { get; init; }

        public required string Number { get; init; }

        public required string FamilyName { get; init; }

        public required string GivenNames { get; init; }

        public required DateOnly BirthDate { get; init; }

        public string? CaseNumber { get; init; }

        public string? Plate { get; init; }

        public string? Zone { get; init; }

        public required DateOnly ValidFrom { get; init; }

        public required DateOnly ValidUntil { get; init; }

        public DateOnly? ReturnedOn { get; init; }

        public Permit ToPermit(short municipality) => new()
        {
            Municipality = municipality,
            Kind = Kind,
            Number = Number,
            Holder = new PermitHolder(FamilyName, GivenNames, BirthDate),
            CaseNumber = CaseNumber,
            Plate = Plate,
            Zone = Zone,
            From = ValidFrom,
            Until = ValidUntil,
            ReturnedOn = ReturnedOn,
        };
    }
}
