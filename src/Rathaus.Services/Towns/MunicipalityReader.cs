using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Time;
using Rathaus.Services.Source;

namespace Rathaus.Services.Towns;

/// <summary>Reads <c>municipality.yaml</c> and <c>known.yaml</c>.</summary>
internal static class MunicipalityReader
{
    private static readonly (string, MunicipalityKind)[] Kinds =
    [
        ("kreisangehoerige_stadt", MunicipalityKind.DistrictTown), ("kreisfreie_stadt", MunicipalityKind.IndependentCity),
        ("regionsangehoerige_stadt", MunicipalityKind.RegionCity), ("grosse_kreisangehoerige_stadt", MunicipalityKind.LargeDistrictTown),
        ("mittlere_kreisangehoerige_stadt", MunicipalityKind.MediumDistrictTown), ("kreis", MunicipalityKind.District),
        ("staedteregion", MunicipalityKind.CityRegion),
    ];

    public static Municipality? Read(string folder, Node root, FaultList faults)
    {
        if (MapReader.Over(root, faults, "a municipality") is not { } map)
            return null;
        var id = map.Id("id", dashed: true);
        if (id != folder)
            map.Fault("id", $"id {id} is not the folder's name {folder}");
        if (ReservedSegments.Contains(id))
            map.Fault("id", $"{id} is a reserved first path segment");
        var ags = map.Required("ags");
        if (ags.Length > 0 && !MunicipalityKey.IsAgs(ags))
            map.Fault("ags", $"{ags} is no AGS of eight digits");
        var ars = map.Required("ars");
        if (ars.Length > 0 && (!MunicipalityKey.IsArs(ars) || MunicipalityKey.AgsOf(ars) != ags))
            map.Fault("ars", $"{ars} is no ARS of twelve digits that fits the AGS");
        var centre = map.Map("centre");
        var number = map.Number("number", 1, short.MaxValue);
        if (!map.Has("number"))
            map.Fault("number", "number is missing");
        _ = map.Real("area_km2");

        var town = new Municipality
        {
            Id = id,
            Number = (short)(number ?? 0),
            Code = Code(map),
            Ags = ags,
            Ars = ars,
            Name = map.Required("name"),
            OfficialName = map.Required("official_name"),
            Kind = map.Word("kind", Kinds),
            District = map.Text("district"),
            ModelRegion = map.Text("model_region"),
            State = State(map),
            Population = map.Number("population", 1, 100_000_000),
            Seat = map.Text("seat"),
            Latitude = centre?.Real("lat"),
            Longitude = centre?.Real("lon"),
            PostCodes = PostCodes(map),
            PlateCodes = map.Texts("plate_codes"),
            LegacyPlateCodes = map.Texts("plate_codes_legacy"),
            Theme = Theme(map),
            Court = Court(map),
            Bank = Bank(map),
            Offices = [.. map.Maps("offices").Select(Office)],
            ToBeChecked = [.. map.Maps("check").Select(ToBeChecked)],
        };
        centre?.Done();
        if (town.Offices.Count == 0)
            map.Fault("offices", "a municipality has at least one office");
        foreach (var twice in town.Offices.GroupBy(office => office.Id).Where(group => group.Count() > 1))
            map.Fault("offices", $"office {twice.Key} is there twice");
        map.Done();
        return town;
    }

    private static string State(MapReader map)
    {
        var state = map.Required("state");
        if (state.Length == 0 || PublicHolidays.States.Contains(state))
            return state.Length == 0 ? PublicHolidays.NorthRhineWestphalia : state;
        map.Fault("state", $"state must be one of {string.Join(", ", PublicHolidays.States.Order(StringComparer.Ordinal))}, not {state}");
        return PublicHolidays.NorthRhineWestphalia;
    }

    public static IReadOnlyList<KnownMunicipality> Known(Node root, FaultList faults)
    {
        if (MapReader.Over(root, faults, "known.yaml") is not { } map)
            return [];
        var known = new List<KnownMunicipality>();
        foreach (var entry in map.Maps("municipalities"))
        {
            var ags = entry.Required("ags");
            if (ags.Length > 0 && !MunicipalityKey.IsAgs(ags))
                entry.Fault("ags", $"{ags} is no AGS of eight digits");
            known.Add(new KnownMunicipality(ags, entry.Required("name"), entry.Text("district"), PostCodes(entry)));
            var centre = entry.Map("centre");
            _ = centre?.Real("lat");
            _ = centre?.Real("lon");
            centre?.Done();
            entry.Done();
        }

        map.Done();
        return known;
    }

    public static BankAccount? Bank(MapReader map)
    {
        if (map.Map("bank") is not { } bank)
            return null;
        var iban = bank.Required("iban");
        var parsed = Iban.Parse(iban);
        if (iban.Length > 0 && !parsed.Succeeded)
            bank.Fault("iban", $"{iban} is no IBAN");
        var account = new BankAccount(bank.Required("holder"), parsed.Value ?? iban, bank.Text("bic"), bank.Flag("demo"));
        bank.Done();
        return account;
    }

    private static string Code(MapReader map)
    {
        var code = map.Required("code");
        if (code.Length is 0 or > 5 || !code.All(character => char.IsAsciiLetterUpper(character)))
            map.Fault("code", "code has one to five capital letters");
        return code;
    }

    private static IReadOnlyList<string> PostCodes(MapReader map)
    {
        var codes = map.Texts("postcodes");
        foreach (var code in codes.Where(code => !PostCode.Parse(code).Succeeded))
            map.Fault("postcodes", $"{code} is no post code");
        return codes;
    }

    private static MunicipalityTheme Theme(MapReader map)
    {
        if (map.Map("theme") is not { } theme)
        {
            map.Fault("theme", "theme is missing");
            return new MunicipalityTheme("#000000", "#000000", "#ffffff", "");
        }

        var read = new MunicipalityTheme(
            theme.Required("colour"), theme.Required("deep"), theme.Required("soft"), theme.Required("tile"));
        theme.Done();
        return read;
    }

    private static Court Court(MapReader map)
    {
        if (map.Map("court") is not { } court)
        {
            map.Fault("court", "court is missing");
            return new Court("", "", null, false, null);
        }

        _ = court.Date("valid_from");
        var address = court.Map("address");
        var read = new Court(
            court.Required("name"), court.Required("seat"), address is null ? null : Address(address).ToString(),
            court.Flag("confirmed"), court.Text("source"));
        court.Done();
        return read;
    }

    private static PostalAddress Address(MapReader map)
    {
        var address = new PostalAddress(
            map.Required("street"), map.Required("number"), map.Required("post_code"), map.Required("town"));
        map.Done();
        return address;
    }

    private static Office Office(MapReader map)
    {
        var texts = map.Map("texts");
        var contact = map.Map("contact");
        var address = map.Map("address");
        if (address is null)
            map.Fault("address", "address is missing");
        IReadOnlyList<OpeningHours> hours = [.. map.Maps("hours").Select(Hours)];
        var office = new Office
        {
            Id = map.Id("id", dashed: true),
            Name = new LocalText(map.Required("name"), texts?.Text("en"), texts?.Text("de-einfach")),
            Kinds = map.Texts("kinds"),
            Address = address is null ? new PostalAddress("", "", "", "") : Address(address),
            Phone = contact?.Text("phone"),
            Email = contact?.Text("email"),
            Web = contact?.Text("web"),
            Hours = hours,
            Appointments = AppointmentHoursReader.Read(map.Map("appointments"), hours),
            Demo = map.Flag("demo"),
        };
        texts?.Done();
        contact?.Done();
        map.Done();
        return office;
    }

    private static LocalText ToBeChecked(MapReader note)
    {
        var text = new LocalText(note.Required("text"), note.Text("en"), note.Text("de-einfach"));
        note.Done();
        return text;
    }

    private static OpeningHours Hours(MapReader map)
    {
        var hours = new OpeningHours(map.Required("days"), map.Required("time"));
        map.Done();
        return hours;
    }
}

/// <summary>First path segments that belong to the house, so no town may be called so.</summary>
internal static class ReservedSegments
{
    private static readonly HashSet<string> Segments = new(StringComparer.Ordinal)
    {
        "konto", "amt", "api", "id", "govchain", "witness", "verify", "ogc", "sta", "openapi", "health", "metrics", "assets",
        "anmelden", "abmelden", "status", "problems", "katalog", "suche", "leistungen", "lebenslagen", "region", "hilfe", "impressum", "datenschutz",
        "barrierefreiheit", "bausteine", "gallery", "antrag", "postfach", "daten", "karte", "zwilling", "rettung", "beteiligung",
        "programm", "ausflug", "mitzeichnen", "helfen", "vorgang", "simulation", "well-known", "kontakt", "sprache", "demo", "pay", "bezahlen", "payment",
    };

    public static bool Contains(string segment) => Segments.Contains(segment);
}
