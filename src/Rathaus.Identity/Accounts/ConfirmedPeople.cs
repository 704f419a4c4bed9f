using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Identity;

/// <summary>Accounts by the identity that an identity card confirmed.</summary>
public interface IConfirmedPeople
{
    /// <summary>The one open account of exactly this person, or null: none, or not only one.</summary>
    Task<Guid?> FindAsync(string familyName, string givenNames, DateOnly birthDate, CancellationToken ct);
}

/// <summary>Compares all names in the search form of DIN 91379.</summary>
internal sealed class ConfirmedPeople(RegionDatabase database) : IConfirmedPeople
{
    public async Task<Guid?> FindAsync(string familyName, string givenNames, DateOnly birthDate, CancellationToken ct)
    {
        var born = await database.QueryAsync<Row>(
            """
            select id, person ->> 'FamilyName' as family_name, person ->> 'GivenNames' as given_names
            from identity.account
            where person ->> 'BirthDate' = @Born and closed_at is null
            """,
            new { Born = birthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }, ct);
        var (family, given) = (Din91379.SearchForm(familyName), Din91379.SearchForm(givenNames));
        if (family.Length == 0 || given.Length == 0)
            return null;
        var same = born.Where(row => Din91379.SearchForm(row.FamilyName) == family && Din91379.SearchForm(row.GivenNames) == given).ToList();
        return same.Count == 1 ? same[0].Id : null;
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }

        public required string FamilyName { get; init; }

        public required string GivenNames { get; init; }
    }
}
