using System.Globalization;
using Rathaus.Kernel.Demo;

namespace Rathaus.Registers.Demo;

/// <summary>
/// Households of obviously invented people in the invented streets of the demo areas. The same town gives the same people
/// in every installation and on every day.
/// </summary>
internal static class ResidentGenerator
{
    /// <summary>The streets of catalogue/municipalities/*/areas; house numbers run from 1 to 199.</summary>
    public static readonly string[] Streets =
    [
        "Musterstraße", "Beispielallee", "Probeweg", "Testgasse", "Vorführplatz",
        "Modellstraße", "Demoweg", "Erfundenstraße", "Musterplatz", "Beispielweg",
    ];

    private static readonly DateOnly Reference = new(2026, 1, 1);

    private static readonly string[] NameHeads =
        ["Muster", "Beispiel", "Probe", "Test", "Modell", "Demo", "Schau", "Lehr", "Übungs", "Vorlagen", "Platzhalter", "Fantasie"];

    private static readonly string[] NameTails =
        ["mann", "berg", "hausen", "stein", "feld", "bach", "hoff", "thal", "kamp", "brink", "meier", "schulte", "müller", "weber", "büscher"];

    private static readonly string[] Women =
        ["Anna", "Berta", "Carla", "Dilek", "Emma", "Frieda", "Gül", "Hanna", "Irma", "Jette", "Käthe", "Lena", "Mila", "Nadja", "Özlem", "Paula", "Rosa", "Stella", "Thea", "Zofia"];

    private static readonly string[] Men =
        ["Anton", "Bruno", "Can", "Dieter", "Emil", "Fritz", "Georg", "Hasan", "Ivo", "Jakob", "Karl", "Leon", "Milan", "Noah", "Oskar", "Paul", "Rüdiger", "Samir", "Tom", "Yusuf"];

    private static readonly string[] Foreign = ["TR", "PL", "GR", "IT", "SY", "UA"];

    private static readonly (string Make, int Length, int Width, bool Electric)[] Cars =
    [
        ("Musterwagen Klein", 3610, 1645, false), ("Musterwagen Kompakt", 4280, 1790, false), ("Musterwagen Kombi", 4690, 1830, false),
        ("Musterwagen Strom", 4030, 1750, true), ("Musterwagen Geländewagen", 4850, 1950, false), ("Musterwagen Bus", 4970, 1940, false),
    ];

    public static IReadOnlyList<DemoResident> Generate(DemoTown town, int count)
    {
        var numbers = new SeededNumbers(0x52617468617573UL * (ulong)town.Number);
        var residents = new List<DemoResident>(count + 5);
        var cars = 0;
        while (residents.Count < count)
            Household(town, numbers, residents, ref cars);
        return residents.Count == count ? residents : [.. residents.Take(count).Select(one => WithoutStrangers(one, residents, count))];
    }

    private static void Household(DemoTown town, SeededNumbers numbers, List<DemoResident> residents, ref int cars)
    {
        var family = numbers.Pick(NameHeads) + numbers.Pick(NameTails);
        var street = numbers.Below(Streets.Length);
        var movedIn = Reference.AddDays(-30 - numbers.Below(9000));
        var dwelling = new Dwelling
        {
            Kind = DwellingKind.Only,
            Street = Streets[street],
            HouseNumber = (1 + numbers.Below(199)).ToString(CultureInfo.InvariantCulture),
            PostCode = town.PostCodes[street % town.PostCodes.Count],
            Town = town.Name,
            MovedIn = movedIn,
        };
        var age = 19 + numbers.Below(70);
        var first = Person(numbers, family, age, dwelling, woman: numbers.Chance(51));
        var couple = age >= 24 && numbers.Chance(45);
        if (!couple)
        {
            residents.Add(WithCar(first, town, numbers, ref cars) with { MaritalStatus = age > 75 ? "VW" : numbers.Chance(20) ? "GS" : "LD" });
            return;
        }

        var second = Person(numbers, family, Math.Max(19, age - 4 + numbers.Below(8)), dwelling, woman: first.Sex == "m");
        var children = new List<DemoResident>();
        for (var left = age is > 26 and < 50 ? numbers.Below(4) : 0; left > 0; left--)
            children.Add(Person(numbers, family, numbers.Below(Math.Min(17, age - 20)), dwelling, woman: numbers.Chance(50)) with { MaritalStatus = "LD", TaxId = null });

        (string, Guid)[] toChildren = [.. children.Select(child => ("Child", child.Id))];
        residents.Add(WithCar(first, town, numbers, ref cars) with { MaritalStatus = "VH", Related = [("Spouse", second.Id), .. toChildren] });
        residents.Add(WithCar(second, town, numbers, ref cars) with { MaritalStatus = "VH", Related = [("Spouse", first.Id), .. toChildren] });
        residents.AddRange(children.Select(child => child with { Related = [("Representative", first.Id), ("Representative", second.Id)] }));
    }

    private static DemoResident Person(SeededNumbers numbers, string family, int age, Dwelling dwelling, bool woman)
    {
        var birth = Reference.AddYears(-age).AddDays(-numbers.Below(364));
        var movedIn = birth > dwelling.MovedIn ? birth : dwelling.MovedIn;
        return new DemoResident
        {
            Id = numbers.Id(),
            FamilyName = family,
            GivenNames = numbers.Pick(woman ? Women : Men) + (numbers.Chance(30) ? " " + numbers.Pick(woman ? Women : Men) : string.Empty),
            BirthDate = birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            BirthPlace = numbers.Chance(60) ? dwelling.Town : "Musterstadt",
            Sex = woman ? "f" : "m",
            Nationalities = numbers.Chance(82) ? ["DE"] : [numbers.Pick(Foreign)],
            Religion = numbers.Below(10) switch { < 3 => "ev", < 6 => "rk", _ => null },
            TaxId = "0" + (1_000_000_000 + (long)(numbers.Next() % 9_000_000_000)).ToString(CultureInfo.InvariantCulture),
            Dwellings = [dwelling with { MovedIn = movedIn }],
        };
    }

    private static DemoResident WithCar(DemoResident person, DemoTown town, SeededNumbers numbers, ref int cars)
    {
        if (!numbers.Chance(45))
            return person;
        var (make, length, width, electric) = numbers.Pick(Cars);
        var letters = "D" + (char)('A' + (cars / 900 % 26));
        var suffix = electric ? "E" : string.Empty;
        var plate = string.Create(CultureInfo.InvariantCulture, $"{town.PlateCodes[0]}-{letters} {100 + (cars % 900)}{suffix}");
        cars++;
        return person with
        {
            Vehicles =
            [
                new Vehicle
                {
                    Plate = plate,
                    Class = "M1",
                    Make = make,
                    LengthMillimetres = length,
                    WidthMillimetres = width,
                    Electric = electric,
                    KeeperFamilyName = person.FamilyName,
                    KeeperGivenNames = person.GivenNames,
                    KeeperBirthDate = DateOnly.ParseExact(person.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
            ],
        };
    }

    /// <summary>The last household may be cut: nobody keeps a relation to somebody who was left out.</summary>
    private static DemoResident WithoutStrangers(DemoResident one, List<DemoResident> all, int count)
    {
        var leftOut = all.Skip(count).Select(other => other.Id).ToHashSet();
        return one.Related.Any(relation => leftOut.Contains(relation.Other))
            ? one with { Related = [.. one.Related.Where(relation => !leftOut.Contains(relation.Other))] }
            : one;
    }
}
