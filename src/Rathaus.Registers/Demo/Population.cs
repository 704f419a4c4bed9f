using System.Globalization;
using Rathaus.Kernel.Demo;

namespace Rathaus.Registers.Demo;

/// <summary>
/// An invented population of a town: households by size, ages by a table, names of DIN 91379 letters that are put together and
/// belong to nobody. The same seed gives the same people in the same order on every machine.
/// </summary>
internal sealed class Population(DemoTown town, int people, ulong seed)
{
    private static readonly DateOnly Reference = new(2026, 1, 1);

    /// <summary>
    /// Age groups of five years and their share of the population in a thousand, 0-4 to 90 and older: a plausible shape for a German
    /// town, made up for the demonstration and no statistic.
    /// </summary>
    private static readonly int[] Ages = [47, 49, 46, 47, 56, 61, 64, 65, 64, 57, 60, 78, 81, 66, 54, 42, 37, 18, 8];

    /// <summary>Households of one to six people, in a thousand: a plausible shape, about two fifths live alone.</summary>
    private static readonly int[] Sizes = [410, 335, 120, 95, 28, 12];

    private static readonly string[] Heads =
    [
        "Muster", "Beispiel", "Probe", "Test", "Modell", "Demo", "Schau", "Lehr", "Übungs", "Vorlagen", "Platzhalter", "Fantasie", "Erdacht", "Wunsch", "Traum", "Märchen",
        "Żart", "Örnek", "Příklad", "Exempel", "Łada", "Ğafur", "Şablon", "Mãos", "Ñoqui", "Ćiro", "Žeton", "Æble", "Ødegaard", "Åker",
    ];

    private static readonly string[] Tails =
    [
        "mann", "berg", "hausen", "stein", "feld", "bach", "hoff", "thal", "kamp", "brink", "meier", "schulte", "müller", "weber", "büscher", "ski", "oğlu", "ová", "escu", "sen", "dóttir", "iç", "ão", "ész", "quist",
    ];

    private static readonly string[] Women =
    [
        "Anna", "Berta", "Carla", "Dilek", "Emma", "Frieda", "Gül", "Hanna", "Irma", "Jette", "Käthe", "Lena", "Mila", "Nadja", "Özlem", "Paula", "Rosa", "Stella", "Thea", "Zofia", "Łucja", "Şirin", "Élodie", "Inês", "Žaneta", "Åsa",
    ];

    private static readonly string[] Men =
    [
        "Anton", "Bruno", "Can", "Dieter", "Emil", "Fritz", "Georg", "Hasan", "Ivo", "Jakob", "Karl", "Leon", "Milan", "Noah", "Oskar", "Paul", "Rüdiger", "Samir", "Tom", "Yusuf", "Łukasz", "Çağan", "René", "João", "Želimir", "Øyvind",
    ];

    private static readonly string[] Foreign = ["TR", "PL", "GR", "IT", "SY", "UA", "RO", "BG", "HR", "PT", "IN", "AF"];

    private readonly SeededNumbers numbers = new(new SeededNumbers(seed).Next() ^ ((ulong)town.Number << 48));

    /// <summary>People in households, one household after the other.</summary>
    public IEnumerable<IReadOnlyList<DemoResident>> Households()
    {
        for (var count = 0; count < people;)
        {
            var household = Household(Math.Min(people - count, 1 + Draw(Sizes)));
            count += household.Count;
            yield return household;
        }
    }

    private List<DemoResident> Household(int size)
    {
        var family = numbers.Pick(Heads) + numbers.Pick(Tails);
        var movedIn = Reference.AddDays(-30 - numbers.Below(11_000));
        var street = numbers.Below(ResidentGenerator.Streets.Length);
        var dwelling = new Dwelling
        {
            Kind = DwellingKind.Only,
            Street = ResidentGenerator.Streets[street],
            HouseNumber = (200 + numbers.Below(9_700)).ToString(CultureInfo.InvariantCulture),
            PostCode = town.PostCodes[numbers.Below(town.PostCodes.Count)],
            Town = town.Name,
            MovedIn = movedIn,
        };
        string[] nationalities = numbers.Chance(82) ? ["DE"] : [numbers.Pick(Foreign)];
        var age = AdultAge(size);
        var first = Person(family, age, dwelling, nationalities, woman: numbers.Chance(51));
        if (size == 1)
            return [first with { MaritalStatus = age > 74 ? "VW" : numbers.Chance(22) ? "GS" : "LD" }];
        var couple = size == 2 ? numbers.Chance(88) : numbers.Chance(80);
        var second = couple ? Person(family, Math.Max(19, age - 5 + numbers.Below(9)), dwelling, nationalities, woman: first.Sex == "m") : null;
        var youngest = Math.Min(age, second is null ? age : AgeOf(second));
        var children = Enumerable.Range(0, size - (couple ? 2 : 1))
            .Select(_ => Person(family, numbers.Below(Math.Max(1, Math.Min(26, youngest - 18))), dwelling, nationalities, woman: numbers.Chance(49)) with { MaritalStatus = "LD" }).ToArray();
        (string, Guid)[] toChildren = [.. children.Where(child => AgeOf(child) < 18).Select(child => ("Child", child.Id))];
        var status = couple ? numbers.Chance(75) ? "VH" : "LD" : numbers.Chance(50) ? "GS" : "LD";
        var parents = second is null ? [first] : new[] { first, second };
        return
        [
            .. parents.Select(parent => parent with
            {
                MaritalStatus = status,
                Related = [.. status == "VH" ? parents.Where(other => other.Id != parent.Id).Select(other => ("Spouse", other.Id)) : [], .. toChildren],
            }),
            .. children.Select(child => AgeOf(child) < 18 ? child with { Related = [.. parents.Select(parent => ("Representative", parent.Id))] } : child),
        ];
    }

    /// <summary>Whoever has children at home is between twenty and the middle fifties; a pair or somebody alone may be of any adult age.</summary>
    private int AdultAge(int size)
    {
        // Families stand for people in the middle; the old live alone or as a pair.
        if (size <= 2 && numbers.Chance(18))
            return 62 + numbers.Below(31);
        while (true)
        {
            var age = (5 * Draw(Ages)) + numbers.Below(5);
            if (age >= 19 && (size <= 2 || age is >= 24 and <= 56))
                return age;
        }
    }

    private DemoResident Person(string family, int age, Dwelling dwelling, string[] nationalities, bool woman)
    {
        var birth = Reference.AddYears(-age).AddDays(-numbers.Below(364));
        return new DemoResident
        {
            Id = numbers.Id(),
            FamilyName = family,
            GivenNames = numbers.Pick(woman ? Women : Men) + (numbers.Chance(35) ? " " + numbers.Pick(woman ? Women : Men) : string.Empty),
            BirthDate = birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            BirthPlace = numbers.Chance(55) ? dwelling.Town : "Musterstadt",
            Sex = woman ? "f" : "m",
            Nationalities = nationalities,
            Religion = numbers.Below(10) switch { < 2 => "ev", < 5 => "rk", _ => null },
            TaxId = "0" + (1_000_000_000 + (long)(numbers.Next() % 9_000_000_000)).ToString(CultureInfo.InvariantCulture),
            Dwellings = [dwelling with { MovedIn = birth > dwelling.MovedIn ? birth : dwelling.MovedIn }],
        };
    }

    private static int AgeOf(DemoResident person) => Reference.Year - int.Parse(person.BirthDate.AsSpan(0, 4), CultureInfo.InvariantCulture);

    private int Draw(int[] shares)
    {
        var at = numbers.Below(shares.Sum());
        for (var i = 0; i < shares.Length; i++)
        {
            at -= shares[i];
            if (at < 0)
                return i;
        }

        return shares.Length - 1;
    }
}
