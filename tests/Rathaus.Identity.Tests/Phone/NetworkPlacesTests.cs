using System.Net;
using Rathaus.Identity.Phone;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>Coarse places from a table of networks.</summary>
public sealed class NetworkPlacesTests
{
    private static readonly PlaceTable Table = PlaceTable.Read(
        ["# RFC 5737 and RFC 3849", "", "203.0.113.0/24,Wuppertal", "203.0.0.0/16,Region", "2001:db8::/32, Aachen ", "2001:db8:5::/48,Soest"]);

    [Theory]
    [InlineData("203.0.113.7", "Wuppertal")]
    [InlineData("203.0.1.7", "Region")]
    [InlineData("203.1.113.7", null)]
    [InlineData("2001:db8::1", "Aachen")]
    [InlineData("2001:db8:5::1", "Soest")]
    [InlineData("2001:db9::1", null)]
    public void The_longest_network_counts(string address, string? place) => Assert.Equal(place, Table.Find(IPAddress.Parse(address)));

    [Theory]
    [InlineData("203.0.113.0/24")]
    [InlineData("Wuppertal")]
    [InlineData("300.0.0.0/8,Nirgends")]
    [InlineData("203.0.113.0/24,")]
    public void A_line_that_is_none_is_named(string line) =>
        Assert.Contains("Line 2", Assert.Throws<FormatException>(() => PlaceTable.Read(["# first", line])).Message, StringComparison.Ordinal);
}
