using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;

namespace Rathaus.Identity.Demo;

/// <summary>Accounts and staff of the cast. Names and roles follow the cast's files; sessions and passkeys stay.</summary>
internal sealed class DemoAccounts(DemoCast cast, RegionDatabase database, TimeProvider time) : IDemoSeed
{
    public int Order => 10;

    /// <summary>What the simulated eID gives as the person's pseudonym.</summary>
    public static byte[] Pseudonym(DemoPerson person) => SHA256.HashData(Encoding.UTF8.GetBytes("simulated-eid/" + person.Id));

    public async Task<string?> SeedAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var persons = cast.Persons.Where(person => person.SignsIn).ToArray();
        var assignments = cast.Staff
            .SelectMany(member => member.Assignments.Select(held => (member.StaffId, held.Municipality, held.Office, Role: held.Role.ToString())))
            .ToArray();
        var counts = await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    insert into identity.account (id, display_name, user_handle, person, eid_pseudonym, proofing, demo, created_at)
                    select id, name, sha256(pseudonym || 'handle'::bytea), person::jsonb, pseudonym, 3, demo, @Now
                    from unnest(@Ids, @Names, @Persons, @Pseudonyms, @Demo) as cast_row (id, name, person, pseudonym, demo)
                    on conflict (id) do nothing
                    """,
                    new
                    {
                        Ids = persons.Select(person => person.AccountId).ToArray(),
                        Names = persons.Select(person => person.DisplayName).ToArray(),
                        Persons = persons.Select(person => StoredJson.Of(person.Confirmed)).ToArray(),
                        Pseudonyms = persons.Select(Pseudonym).ToArray(),
                        Demo = persons.Select(person => person.Id).ToArray(),
                        Now = now,
                    }),
                new Sql(
                    """
                    insert into identity.staff (id, display_name, demo, created_at)
                    select id, name, demo, @Now
                    from unnest(@Ids, @Names, @Demo) as cast_row (id, name, demo)
                    on conflict (id) do nothing
                    """,
                    new
                    {
                        Ids = cast.Staff.Select(member => member.StaffId).ToArray(),
                        Names = cast.Staff.Select(member => member.DisplayName).ToArray(),
                        Demo = cast.Staff.Select(member => member.Id).ToArray(),
                        Now = now,
                    }),
                new Sql(
                    """
                    insert into identity.staff_assignment (staff, town, office, role, since)
                    select staff, town, office, role, @Now
                    from unnest(@Staff, @Towns, @Offices, @Roles) as cast_row (staff, town, office, role)
                    on conflict do nothing
                    """,
                    new
                    {
                        Staff = assignments.Select(row => row.StaffId).ToArray(),
                        Towns = assignments.Select(row => row.Municipality).ToArray(),
                        Offices = assignments.Select(row => row.Office).ToArray(),
                        Roles = assignments.Select(row => row.Role).ToArray(),
                        Now = now,
                    }),
            ],
            ct);
        return counts.Sum() == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{counts[0]} demo accounts, {counts[1]} demo staff");
    }
}
