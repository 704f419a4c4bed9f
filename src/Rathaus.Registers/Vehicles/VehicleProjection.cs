using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Vehicles;

/// <summary>Vehicles as a table, by identification number.</summary>
internal sealed class VehicleProjection : IProjection
{
    public const string Loaded = "loaded";
    public const string Registered = "registered";
    public const string Transferred = "transferred";
    public const string Deregistered = "deregistered";
    public const string Moved = "moved";

    /// <summary>The keeper told who bought it.</summary>
    public const string Sold = "sold";

    /// <summary>Registered in another town now.</summary>
    public const string Left = "left";

    public IReadOnlyCollection<string> Registers { get; } = [RegisterNames.Vehicles];

    public IReadOnlyList<Sql> Clear(string register) => ["delete from registers.vehicle where municipality = @Town"];

    public IReadOnlyList<Sql> Write(string register, string subject, IReadOnlyList<RegisterEvent> history) =>
        [Write([(subject, EntryState.Fold(history))])];

    public static Sql Write(IReadOnlyList<(string Vin, JsonObject State)> all) => new(
        """
        insert into registers.vehicle
          (municipality, vin, plate, class, make, length_mm, width_mm, electric, keeper_family_name, keeper_given_names, keeper_family_search,
           keeper_given_search, keeper_birth_date, keeper_organisation, keeper_address, registered, registered_on, deregistered_on, inspection_due, codes)
        select @Town, v.vin, v.plate, v.class, v.make, v.length_mm, v.width_mm, v.electric, v.family, v.given, v.family_search, v.given_search,
               v.birth::date, v.organisation, v.address, v.registered, v.since::date, v.until::date, v.inspection::date,
               coalesce(string_to_array(nullif(v.codes, ''), '|'), '{}')
        from unnest(@Vin, @Plate, @Class, @Make, @Length, @Width, @Electric, @Family, @Given, @FamilySearch, @GivenSearch, @Birth, @Organisation,
                    @Address, @Registered, @Since, @Until, @Inspection, @Codes)
          as v (vin, plate, class, make, length_mm, width_mm, electric, family, given, family_search, given_search, birth, organisation,
                address, registered, since, until, inspection, codes)
        on conflict (municipality, vin) do update
        set plate = excluded.plate, class = excluded.class, make = excluded.make, length_mm = excluded.length_mm, width_mm = excluded.width_mm,
            electric = excluded.electric, keeper_family_name = excluded.keeper_family_name, keeper_given_names = excluded.keeper_given_names,
            keeper_family_search = excluded.keeper_family_search, keeper_given_search = excluded.keeper_given_search,
            keeper_birth_date = excluded.keeper_birth_date, keeper_organisation = excluded.keeper_organisation,
            keeper_address = excluded.keeper_address, registered = excluded.registered, registered_on = excluded.registered_on,
            deregistered_on = excluded.deregistered_on, inspection_due = excluded.inspection_due, codes = excluded.codes
        """,
        new
        {
            Vin = all.Select(one => one.Vin).ToArray(),
            Plate = Texts(all, "plate", ""),
            Class = Texts(all, "class", "M1"),
            Make = Texts(all, "make", ""),
            Length = all.Select(one => (int?)one.State["length_mm"] ?? 0).ToArray(),
            Width = all.Select(one => (int?)one.State["width_mm"] ?? 0).ToArray(),
            Electric = all.Select(one => (bool?)one.State["electric"] ?? false).ToArray(),
            Family = Texts(all, "keeper_family_name", ""),
            Given = Texts(all, "keeper_given_names", ""),
            FamilySearch = all.Select(one => Din91379.SearchForm((string?)one.State["keeper_family_name"] ?? "")).ToArray(),
            GivenSearch = all.Select(one => Din91379.SearchForm((string?)one.State["keeper_given_names"] ?? "")).ToArray(),
            Birth = Texts(all, "keeper_birth_date", null),
            Organisation = Texts(all, "keeper_organisation", null),
            Address = Texts(all, "keeper_address", null),
            Registered = all.Select(one => (bool?)one.State["registered"] ?? false).ToArray(),
            Since = Texts(all, "registered_on", null),
            Until = Texts(all, "deregistered_on", null),
            Inspection = Texts(all, "inspection_due", null),
            Codes = all.Select(one => string.Join('|', (one.State["codes"] as JsonArray ?? []).Select(code => (string?)code))).ToArray(),
        });

    private static string?[] Texts(IReadOnlyList<(string Vin, JsonObject State)> all, string field, string? otherwise) =>
        [.. all.Select(one => (string?)one.State[field] ?? otherwise)];
}
