using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Phone;
using Rathaus.Kernel.Files;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>The texts a hand-over shows.</summary>
public sealed class HandoverCodesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 7, TimeSpan.Zero);

    private static readonly byte[] Id = [.. Enumerable.Range(1, 16).Select(static one => (byte)one)];

    private HandoverCodes Codes => new(database.Services.GetRequiredService<MasterKey>());

    [Fact]
    public void The_token_has_id_window_in_base_36_and_eight_characters_of_a_tag()
    {
        var parts = Codes.Token(Id, Now).Split('.');
        Assert.Equal("AQIDBAUGBwgJCgsMDQ4PEA", parts[0]);
        // floor(1772442007 / 15) = 118162800, in base 36: 1YCN00.
        Assert.Equal("1ycn00", parts[1]);
        Assert.Equal(8, parts[2].Length);
        Assert.True($"https://id.modellregion.nrw/id/h/{string.Join('.', parts)}".Length <= 84, "fits version 5 with correction M");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(7, true)]
    [InlineData(22, true)]
    [InlineData(23, false)]
    [InlineData(-8, false)]
    public void This_window_and_the_one_before_count(int seconds, bool counts) =>
        Assert.Equal(counts, Codes.Read(Codes.Token(Id, Now), Now.AddSeconds(seconds)) is not null);

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c.d")]
    [InlineData("AQIDBAUGBwgJCgsMDQ4PEB.1ycn00.aaaaaaaa")]
    [InlineData("AQIDBAUGBwgJCgsMDQ4PEA.1ycn00.äöüäöüäö")]
    public void What_is_no_token_is_none(string token) => Assert.Null(Codes.Read(token, Now));

    [Fact]
    public void Typed_characters_are_read_as_people_write_them()
    {
        var typed = Codes.Typed(Id);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", typed);
        Assert.Equal(Codes.TypedHash(typed), Codes.TypedHash(" " + typed.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() + " "));
        Assert.NotEqual(Codes.TypedHash(typed), Codes.TypedHash("ÄÖÜ"));
    }

    [Fact]
    public void A_ticket_holds_for_its_hand_over_and_time()
    {
        var ticket = Codes.Ticket(Id, Now.AddSeconds(120));
        Assert.True(Codes.Holds(ticket, Id, Now.AddSeconds(119)));
        Assert.False(Codes.Holds(ticket, Id, Now.AddSeconds(120)));
        Assert.False(Codes.Holds(ticket, [.. Id.Reverse()], Now));
        Assert.False(Codes.Holds(ticket[..^2] + "AA", Id, Now));
        Assert.False(Codes.Holds(null, Id, Now));
        Assert.False(Codes.Holds("x", Id, Now));
    }
}
