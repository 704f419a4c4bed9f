using System.Text.Json;
using Rathaus.Kernel.Money;

namespace Rathaus.Kernel.Tests.Money;

public sealed class EuroTests
{
    [Theory]
    [InlineData("1234.56", "1.234,56\u00a0€")]
    [InlineData("30", "30,00\u00a0€")]
    [InlineData("-0.05", "-0,05\u00a0€")]
    public void People_read_German_amounts(string machine, string people)
    {
        Assert.True(Euro.TryParse(machine, out var euro));
        Assert.Equal(people, euro.ToString());
    }

    [Theory]
    [InlineData("1.234")]
    [InlineData("1,50")]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1e3")]
    [InlineData(null)]
    public void Anything_not_exact_to_the_cent_is_refused(string? text) => Assert.False(Euro.TryParse(text, out _));

    [Theory]
    [InlineData(258.125, 258.13)]
    [InlineData(258.124, 258.12)]
    [InlineData(-1.005, -1.01)]
    public void Half_a_cent_rounds_away_from_zero(double amount, double rounded) =>
        Assert.Equal((decimal)rounded, Euro.RoundHalfUp((decimal)amount).Amount);

    [Fact]
    public void A_fraction_of_a_cent_is_never_rounded_silently() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Euro(1.005m));

    [Fact]
    public void An_amount_travels_as_a_string()
    {
        Assert.Equal("\"12.30\"", JsonSerializer.Serialize(new Euro(12.3m)));
        Assert.Equal(new Euro(12.34m), JsonSerializer.Deserialize<Euro>("\"12.34\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Euro>("12.34"));
    }
}
