using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Registers;

/// <summary>Statements for the transaction of the deed: a permit exists exactly when its decision does.</summary>
public static class PermitSql
{
    /// <summary>Issues a permit; the same number again changes nothing, so that a repeated decision is harmless.</summary>
    public static Sql Issue(Permit permit) => new(
        """
        insert into registers.permit
          (municipality, kind, number, family_name, given_names, birth_date, family_search, given_search,
           case_number, plate, zone, valid_from, valid_until)
        values
          (@Town, @Kind, @Number, @FamilyName, @GivenNames, @BirthDate, @FamilySearch, @GivenSearch,
           @CaseNumber, @Plate, @Zone, @From, @Until)
        on conflict (municipality, kind, number) do nothing
        """,
        new
        {
            permit.Kind,
            permit.Number,
            permit.Holder.FamilyName,
            permit.Holder.GivenNames,
            permit.Holder.BirthDate,
            FamilySearch = Din91379.SearchForm(permit.Holder.FamilyName),
            GivenSearch = Din91379.SearchForm(permit.Holder.GivenNames),
            permit.CaseNumber,
            permit.Plate,
            permit.Zone,
            permit.From,
            permit.Until,
        });

    /// <summary>Takes a permit back from this day on.</summary>
    public static Sql Return(string kind, string number, DateOnly on) => new(
        """
        update registers.permit
        set returned_on = @on
        where municipality = @Town and kind = @kind and number = @number and returned_on is null
        """,
        new { kind, number, on });

    /// <summary>Deletes the permits of a case whose own retention has ended; a permit that still holds stays.</summary>
    public static Sql Forget(string caseNumber, DateOnly today) => new(
        "delete from registers.permit where municipality = @Town and case_number = @caseNumber and valid_until < @today",
        new { caseNumber, today });
}
