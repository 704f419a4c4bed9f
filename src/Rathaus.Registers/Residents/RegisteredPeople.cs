using System.Globalization;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Facts;

namespace Rathaus.Registers.Residents;

/// <inheritdoc cref="IRegisteredPeople"/>
internal sealed class RegisteredPeople(IResidents residents, AccessLog log) : IRegisteredPeople
{
    private const string Fact = "register.registered_address";

    public async Task<RegisteredPerson?> FindAsync(
        short municipality, ConfirmedPerson asked, Guid account, string purpose, CancellationToken ct)
    {
        await log.WriteAsync(municipality, "Citizen", account, purpose, Fact, ct);
        var found = await residents.MatchAsync(municipality, asked, ct);
        if (!found.Succeeded || found.Value is not { Blocked: false } resident)
            return null;
        var dwelling = resident.MainDwelling ?? resident.Dwellings.FirstOrDefault(one => one.Current);
        if (dwelling is null)
            return null;

        // A register that knows a part of the birth date only keeps what the person said, with which that part agreed.
        var born = DateOnly.TryParseExact(resident.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : asked.BirthDate;
        return new RegisteredPerson(resident.Id, new ConfirmedPerson(
            resident.FamilyName, resident.GivenNames, born, resident.BirthPlace,
            dwelling.Street, dwelling.HouseNumber, dwelling.PostCode, dwelling.Town));
    }
}
