using System.Text.Json;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Residents;

/// <summary>Residents, their dwellings, block marks and relations as tables.</summary>
internal sealed class ResidentProjection : IProjection
{
    public IReadOnlyCollection<string> Registers { get; } = [RegisterNames.Residents];

    public IReadOnlyList<Sql> Clear(string register) => ["delete from registers.resident where municipality = @Town"];

    public IReadOnlyList<Sql> Write(string register, string subject, IReadOnlyList<RegisterEvent> history) =>
        Resident.Fold(history) is { } resident ? Write([resident], replace: true) : [];

    /// <param name="replace">The residents may be there already.</param>
    public static IReadOnlyList<Sql> Write(IReadOnlyList<Resident> all, bool replace)
    {
        var ids = all.Select(one => one.Id).ToArray();
        var dwellings = all.SelectMany(one => one.Dwellings.Select(dwelling => (one.Id, Dwelling: dwelling))).ToArray();
        var blocks = all.SelectMany(one => one.Blocks.Select(block => (one.Id, Block: block))).ToArray();
        var related = all.SelectMany(one => one.Related.Select(relation => (one.Id, Relation: relation)).Distinct()).ToArray();
        return
        [
            Residents(all),
            .. replace
                ? new Sql[]
                {
                    new("delete from registers.dwelling where municipality = @Town and resident = any(@ids)", new { ids }),
                    new("delete from registers.block where municipality = @Town and resident = any(@ids)", new { ids }),
                    new("delete from registers.relation where municipality = @Town and resident = any(@ids)", new { ids }),
                }
                : [],
            new(
                """
                insert into registers.dwelling
                  (municipality, resident, number, kind, street, house_number, post_code, place, street_search, moved_in, moved_out, moved_to)
                select @Town, d.*
                from unnest(@Resident, @Number, @Kind, @Street, @HouseNumber, @PostCode, @Place, @StreetSearch, @MovedIn, @MovedOut, @MovedTo)
                  as d (resident, number, kind, street, house_number, post_code, place, street_search, moved_in, moved_out, moved_to)
                """,
                new
                {
                    Resident = dwellings.Select(row => row.Id).ToArray(),
                    Number = dwellings.Select(row => row.Dwelling.Number).ToArray(),
                    Kind = dwellings.Select(row => row.Dwelling.Kind.ToString()).ToArray(),
                    Street = dwellings.Select(row => row.Dwelling.Street).ToArray(),
                    HouseNumber = dwellings.Select(row => row.Dwelling.HouseNumber).ToArray(),
                    PostCode = dwellings.Select(row => row.Dwelling.PostCode).ToArray(),
                    Place = dwellings.Select(row => row.Dwelling.Town).ToArray(),
                    StreetSearch = dwellings.Select(row => ResidentRegister.StreetForm(row.Dwelling.Street)).ToArray(),
                    MovedIn = dwellings.Select(row => row.Dwelling.MovedIn).ToArray(),
                    MovedOut = dwellings.Select(row => row.Dwelling.MovedOut).ToArray(),
                    MovedTo = dwellings.Select(row => row.Dwelling.MovedTo).ToArray(),
                }),
            new(
                """
                insert into registers.block (municipality, resident, kind, since, until)
                select @Town, b.resident, b.kind, b.since, b.until
                from unnest(@Resident, @Kind, @Since, @Until) as b (resident, kind, since, until)
                on conflict (municipality, resident, kind) do update set since = excluded.since, until = excluded.until
                """,
                new
                {
                    Resident = blocks.Select(row => row.Id).ToArray(),
                    Kind = blocks.Select(row => row.Block.Kind.ToString()).ToArray(),
                    Since = blocks.Select(row => row.Block.Since).ToArray(),
                    Until = blocks.Select(row => row.Block.Until).ToArray(),
                }),
            new(
                """
                insert into registers.relation (municipality, resident, kind, other)
                select @Town, l.resident, l.kind, l.other
                from unnest(@Resident, @Kind, @Other) as l (resident, kind, other)
                on conflict do nothing
                """,
                new
                {
                    Resident = related.Select(row => row.Id).ToArray(),
                    Kind = related.Select(row => row.Relation.Relation).ToArray(),
                    Other = related.Select(row => row.Relation.Id).ToArray(),
                }),
        ];
    }

    private static Sql Residents(IReadOnlyList<Resident> all) => new(
        """
        insert into registers.resident
          (municipality, id, family_name, given_names, birth_name, former_names, doctor_degree, stage_name, birth_date, birth_place, sex,
           nationalities, marital_status, religion, tax_id, died_on, documents, family_search, given_search,
           previous_address, previous_search, previous_until, objections)
        select @Town, id, family_name, given_names, birth_name, coalesce(string_to_array(nullif(former_names, ''), '|'), '{}'),
               doctor_degree, stage_name, birth_date, birth_place, sex, coalesce(string_to_array(nullif(nationalities, ''), '|'), '{}'),
               marital_status, religion, tax_id, died_on, documents::jsonb, family_search, given_search,
               previous_address::jsonb, previous_search, previous_until, coalesce(string_to_array(nullif(objections, ''), '|'), '{}')
        from unnest(@Id, @FamilyName, @GivenNames, @BirthName, @FormerNames, @DoctorDegree, @StageName, @BirthDate, @BirthPlace, @Sex,
                    @Nationalities, @MaritalStatus, @Religion, @TaxId, @DiedOn, @Documents, @FamilySearch, @GivenSearch,
                    @PreviousAddress, @PreviousSearch, @PreviousUntil, @Objections)
          as r (id, family_name, given_names, birth_name, former_names, doctor_degree, stage_name, birth_date, birth_place, sex,
                nationalities, marital_status, religion, tax_id, died_on, documents, family_search, given_search,
                previous_address, previous_search, previous_until, objections)
        on conflict (municipality, id) do update
        set family_name = excluded.family_name, given_names = excluded.given_names, birth_name = excluded.birth_name,
            former_names = excluded.former_names, doctor_degree = excluded.doctor_degree, stage_name = excluded.stage_name,
            birth_date = excluded.birth_date, birth_place = excluded.birth_place, sex = excluded.sex,
            nationalities = excluded.nationalities, marital_status = excluded.marital_status, religion = excluded.religion,
            tax_id = excluded.tax_id, died_on = excluded.died_on, documents = excluded.documents,
            family_search = excluded.family_search, given_search = excluded.given_search, previous_address = excluded.previous_address,
            previous_search = excluded.previous_search, previous_until = excluded.previous_until, objections = excluded.objections
        """,
        new
        {
            Id = all.Select(one => one.Id).ToArray(),
            FamilyName = all.Select(one => one.FamilyName).ToArray(),
            GivenNames = all.Select(one => one.GivenNames).ToArray(),
            BirthName = all.Select(one => one.BirthName).ToArray(),
            FormerNames = all.Select(one => string.Join('|', one.FormerNames)).ToArray(),
            DoctorDegree = all.Select(one => one.DoctorDegree).ToArray(),
            StageName = all.Select(one => one.StageName).ToArray(),
            BirthDate = all.Select(one => one.BirthDate).ToArray(),
            BirthPlace = all.Select(one => one.BirthPlace).ToArray(),
            Sex = all.Select(one => one.Sex).ToArray(),
            Nationalities = all.Select(one => string.Join('|', one.Nationalities)).ToArray(),
            MaritalStatus = all.Select(one => one.MaritalStatus).ToArray(),
            Religion = all.Select(one => one.Religion).ToArray(),
            TaxId = all.Select(one => one.TaxId).ToArray(),
            DiedOn = all.Select(one => one.DiedOn).ToArray(),
            Documents = all.Select(one => JsonSerializer.Serialize(one.Documents, EventStore.Json)).ToArray(),
            FamilySearch = all.Select(one => Din91379.SearchForm(one.FamilyName)).ToArray(),
            GivenSearch = all.Select(one => Din91379.SearchForm(one.GivenNames)).ToArray(),
            PreviousAddress = all.Select(one => one.Previous is { } before ? JsonSerializer.Serialize(before, EventStore.Json) : null).ToArray(),
            PreviousSearch = all.Select(one => one.Previous is { } before ? ResidentRegister.PlaceForm(before.PostCode, before.Street, before.HouseNumber) : null).ToArray(),
            PreviousUntil = all.Select(one => one.Previous?.Until).ToArray(),
            Objections = all.Select(one => string.Join('|', one.Objections)).ToArray(),
        });
}
