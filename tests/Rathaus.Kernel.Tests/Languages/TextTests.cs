using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Tests.Ui;

namespace Rathaus.Kernel.Tests.Languages;

public sealed class TextTests
{
    [Fact]
    public void All_languages_of_the_kit_have_the_same_keys() => Assert.Empty(Rendering.Texts.Faults());

    [Fact]
    public void Values_go_in_by_name_and_in_the_languages_format()
    {
        Assert.Equal("Schritt 3 von 5", Rendering.Texts.For(Language.German)["ui.progress", ("number", 3), ("of", 5)]);
        Assert.Equal("Höchstens 4.000 Zeichen", Rendering.Texts.For(Language.German)["ui.q.at-most", ("n", 4000)]);
        Assert.Equal("At most 4,000 characters", Rendering.Texts.For(Language.English)["ui.q.at-most", ("n", 4000)]);
    }

    [Theory]
    [InlineData(1, "Bitte prüfen Sie 1 Angabe")]
    [InlineData(2, "Bitte prüfen Sie 2 Angaben")]
    [InlineData(0, "Bitte prüfen Sie 0 Angaben")]
    public void The_number_chooses_the_form(int number, string text) =>
        Assert.Equal(text, Rendering.Texts.For(Language.German)["ui.errors", ("n", number)]);

    [Fact]
    public void Dates_times_and_amounts_are_written_for_the_reader()
    {
        var german = Rendering.Texts.For(Language.German);
        var english = Rendering.Texts.For(Language.English);
        var day = new DateOnly(2026, 12, 4);
        Assert.Equal("Freitag, 4. Dezember 2026", german.LongDate(day));
        Assert.Equal("4.12.2026", german.ShortDate(day));
        Assert.Equal("Friday, 4 December 2026", english.LongDate(day));
        Assert.Equal("14:34\u00a0Uhr", german.Time(new DateTimeOffset(2026, 11, 20, 13, 34, 0, TimeSpan.Zero)));
        Assert.Equal("15:34", english.Time(new DateTimeOffset(2026, 7, 20, 13, 34, 0, TimeSpan.Zero)));
        Assert.Equal("1.234,50\u00a0€", german.Money(new Euro(1234.5m)));
        Assert.Equal("€1,234.50", english.Money(new Euro(1234.5m)));
        Assert.Equal("1,4\u00a0MB", german.FileSize(1_400_000));
    }

    [Fact]
    public void A_missing_key_is_seen_and_breaks_no_page() =>
        Assert.Equal("ui.nothing-here", Rendering.Texts.For(Language.English)["ui.nothing-here"]);

    [Fact]
    public void Missing_superfluous_and_differing_texts_are_named()
    {
        var german = TextFile.Parse(new StringReader("a: Hallo {name}\nb: { one: Ein, other: '{n} viele' }\nc: nur hier"), "x", "x: de.yaml");
        var english = TextFile.Parse(new StringReader("a: Hello\nb: { one: One, other: '{n} many' }\nd: only here"), "x", "x: en.yaml");
        var faults = new List<string>();
        TextCatalogue.Compare("x", Language.English, german, english, faults);
        Assert.Equal(
            [
                "x: en.yaml: other placeholders than German in x.a",
                "x: en.yaml: missing x.c",
                "x: en.yaml: x.d is not in de.yaml",
            ],
            faults);
    }

    [Theory]
    [InlineData("a: [1, 2]")]
    [InlineData("a: 'open")]
    [InlineData("a: 1\na: 2")]
    public void Other_shapes_are_refused_with_their_file(string yaml)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => TextFile.Parse(new StringReader(yaml), "x", "x: en.yaml"));
        Assert.StartsWith("x: en.yaml:", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?sprache=en", null, "en", true)]
    [InlineData("?sprache=en", "rathaus-sprache=en", "en", false)]
    [InlineData("?sprache=de", "rathaus-sprache=en", "de", true)]
    [InlineData("", "rathaus-sprache=de-einfach", "de-einfach", false)]
    [InlineData("?sprache=xx", "rathaus-sprache=<script>", "de", false)]
    [InlineData("?sprache=en&sprache=de", null, "de", false)]
    [InlineData("", null, "de", false)]
    public void The_address_wins_over_the_cookie_and_is_remembered(string query, string? cookie, string code, bool remembered)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        if (cookie is not null)
            http.Request.Headers.Cookie = cookie;
        Assert.Equal(code, http.Language().Code);
        Assert.Equal(remembered, http.Response.Headers.SetCookie.Count == 1);
    }
}
