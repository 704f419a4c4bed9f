using Rathaus.Kernel.Formats;

namespace Rathaus.Kernel.Tests.Formats;

/// <summary>DIN 91379:2022-08, character sets A to E.</summary>
public sealed class Din91379Tests
{
    [Theory]
    [InlineData("Müller-Lüdenscheidt")]
    [InlineData("O'Neill")]
    [InlineData("Łukasiewicz")]
    [InlineData("Šimůnek")]
    [InlineData("Gökçe")]
    [InlineData("İlhan")]
    [InlineData("Nguyễn")]
    [InlineData("D’Angelo")]
    [InlineData("von der Höh")]
    [InlineData("J\u030Canko")]
    public void Names_of_persons_in_Latin_letters_are_accepted(string name) =>
        Assert.True(Din91379.Parse(name, LatinType.A).Succeeded);

    [Theory]
    [InlineData("Müller3")]
    [InlineData("Anna@")]
    [InlineData("Иван")]
    [InlineData("Γιώργος")]
    [InlineData("王伟")]
    [InlineData("Max\nMuster")]
    [InlineData("A\u0362")]
    [InlineData("Ma\u200Bx")]
    [InlineData("😀")]
    public void Other_characters_are_refused_in_a_name(string name) =>
        Assert.Equal("ui.format.latin.glyph", Din91379.Parse(name, LatinType.A).Fault?.Key);

    [Fact]
    public void An_unpaired_surrogate_is_refused() =>
        Assert.Equal("ui.format.latin.control", Din91379.Parse("Max\uD800", LatinType.E).Fault?.Key);

    [Theory]
    [InlineData("Straße 3 §7", LatinType.B, true)]
    [InlineData("eins\nzwei", LatinType.B, false)]
    [InlineData("eins\nzwei", LatinType.C, true)]
    [InlineData("Γιώργος", LatinType.C, false)]
    [InlineData("Γιώργος", LatinType.D, true)]
    [InlineData("Иван", LatinType.D, false)]
    [InlineData("Иван", LatinType.E, true)]
    public void Each_type_takes_its_own_characters(string text, LatinType type, bool accepted) =>
        Assert.Equal(accepted, Din91379.Parse(text, type).Succeeded);

    [Fact]
    public void A_decomposed_umlaut_is_composed() =>
        Assert.Equal("Müller", Din91379.Parse("Mu\u0308ller", LatinType.A).Value);

    [Theory]
    [InlineData("Müller", "MUELLER")]
    [InlineData("Groß", "GROSS")]
    [InlineData("Łukasiewicz", "LUKASIEWICZ")]
    [InlineData("Ångström", "AANGSTROEM")]
    [InlineData("von der Höh", "VONDERHOEH")]
    public void The_search_form_follows_the_transliteration_table(string name, string search) =>
        Assert.Equal(search, Din91379.SearchForm(name));
}
