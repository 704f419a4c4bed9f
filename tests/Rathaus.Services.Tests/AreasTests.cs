using Rathaus.Services.Source;
using Rathaus.Services.Towns;

namespace Rathaus.Services.Tests;

public sealed class AreasTests
{
    private const string Csv =
        """
        street,from,to,numbers,area
        Musterstraße,1,99,all,Mitte
        Musterstraße,101,199,odd,Nord
        Musterstraße,100,198,even,Süd
        Am Alten Markt,,,all,Mitte
        Grüner Weg,12a,20,all,West
        Karl-Theodor-Str.,5,,all,Ost
        """;

    private static Areas Read(string csv, out FaultList faults)
    {
        faults = new FaultList();
        return Areas.Read("areas/zonen.csv", csv, faults);
    }

    [Theory]
    [InlineData("Musterstraße", "1", "Mitte")]
    [InlineData("Musterstraße", "99", "Mitte")]
    [InlineData("Musterstraße", "99c", "Mitte")]
    [InlineData("Musterstraße", "101", "Nord")]
    [InlineData("Musterstraße", "102", "Süd")]
    [InlineData("Musterstraße", "198 b", "Süd")]
    [InlineData("Musterstraße", "199", "Nord")]
    [InlineData("Musterstraße", "200", null)]
    [InlineData("Musterstraße", "0", null)]
    [InlineData("Musterstraße", "12-14", "Mitte")]
    [InlineData("Am alten Markt", "4711", "Mitte")]
    [InlineData("Grüner Weg", "12", null)]
    [InlineData("Grüner Weg", "12a", "West")]
    [InlineData("Grüner Weg", "12 B", "West")]
    [InlineData("Grüner Weg", "20z", "West")]
    [InlineData("Grüner Weg", "21", null)]
    [InlineData("Karl-Theodor-Straße", "4", null)]
    [InlineData("Karl-Theodor-Straße", "9999", "Ost")]
    [InlineData("Unbekannte Straße", "1", null)]
    [InlineData("Musterstraße", "", null)]
    [InlineData("Musterstraße", "abc", null)]
    public void Number_and_side_decide_the_area(string street, string number, string? area) =>
        Assert.Equal(area, Read(Csv, out _).Find(street, number, ""));

    [Theory]
    [InlineData("Musterstr.")]
    [InlineData("Musterstr")]
    [InlineData("Muster-Straße")]
    [InlineData("MUSTERSTRASSE")]
    [InlineData("Muster Strasse")]
    [InlineData("  musterstraße ")]
    public void Every_spelling_of_a_street_is_the_same_street(string street) =>
        Assert.Equal("Mitte", Read(Csv, out _).Find(street, "7", ""));

    [Theory]
    [InlineData("Gruener Weg", "13", "West")]
    [InlineData("KARL THEODOR STR", "5", "Ost")]
    [InlineData("Grüner Weg", "13", "West")]
    public void Umlauts_may_be_written_out(string street, string number, string area) =>
        Assert.Equal(area, Read(Csv, out _).Find(street, number, ""));

    [Fact]
    public void A_suffix_of_its_own_counts() => Assert.Equal("West", Read(Csv, out _).Find("Grüner Weg", "12", "a"));

    [Theory]
    [InlineData("street,from,to,area\n", "areas/zonen.csv:1: the first line must be street,from,to,numbers,area")]
    [InlineData("street,from,to,numbers,area\nA,1,2,all\n", "areas/zonen.csv:2: a row has 5 cells")]
    [InlineData("street,from,to,numbers,area\nA,1,2,some,X\n", "areas/zonen.csv:2: numbers must be odd, even or all, not some")]
    [InlineData("street,from,to,numbers,area\nA,9,2,all,X\n", "areas/zonen.csv:2: from is after to")]
    [InlineData("street,from,to,numbers,area\nA,x,2,all,X\n", "areas/zonen.csv:2: from and to are house numbers such as 12 or 12a, or empty")]
    [InlineData("street,from,to,numbers,area\nA,1,9,odd,X\nA,3,5,all,Y\n", "areas/zonen.csv:3: overlaps line 2, which names another area")]
    public void A_faulty_file_is_named_with_its_line(string csv, string expected)
    {
        Read(csv, out var faults);

        Assert.Equal(expected, Assert.Single(faults.All).ToString());
    }

    [Fact]
    public void A_calendar_gives_its_days_from_a_day_on_in_order()
    {
        var faults = new FaultList();
        var calendar = AreaCalendar.Read("areas/tage.csv", "area,date\nNord,2027-01-12\nNord,2026-12-01\nSüd,2026-12-02\n", faults);

        Assert.Empty(faults.All);
        Assert.Equal([new DateOnly(2026, 12, 1), new DateOnly(2027, 1, 12)], calendar.From("Nord", new DateOnly(2026, 12, 1)));
        Assert.Equal([new DateOnly(2027, 1, 12)], calendar.From("Nord", new DateOnly(2026, 12, 2)));
        Assert.Empty(calendar.From("West", new DateOnly(2026, 1, 1)));
    }
}
