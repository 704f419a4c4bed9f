using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Frames;
using Rathaus.Kernel.Ui.Pages;
using Rathaus.Kernel.Ui.Parts;

namespace Rathaus.Kernel.Tests.Ui;

public sealed class FrameTests
{
    private static readonly TownTheme Wuppertal = new("wuppertal", "Stadt Wuppertal", "#045a5c", "#033f41", "#bfe5e4", "W");

    [Theory]
    [InlineData("de", "de")]
    [InlineData("en", "en")]
    [InlineData("de-einfach", "de-simple")]
    public async Task The_document_states_its_language(string code, string tag)
    {
        var html = await Rendering.HtmlAsync<PageFrame>(new { Title = "Titel" }, Rendering.Context(Language.Find(code)));
        Assert.StartsWith("<!DOCTYPE html>", html.TrimStart(), StringComparison.Ordinal);
        Assert.Contains($"<html lang=\"{tag}\" dir=\"ltr\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_frame_stands_in_the_order_of_the_house()
    {
        var html = await Rendering.HtmlAsync<PageFrame>(new { Title = "Titel" }, Rendering.Context(town: Wuppertal, demo: true));
        var places = new[] { "rh-skip", "<header>", "rh-demo", "rh-util", "rh-header", "<main id=\"inhalt\"", "<footer", "tel:115" }
            .Select(mark => html.IndexOf(mark, StringComparison.Ordinal))
            .ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Contains("data-town=\"wuppertal\"", html, StringComparison.Ordinal);
        Assert.Contains("<title>Titel – Stadt Wuppertal</title>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_inline()
    {
        var html = await Rendering.HtmlAsync<PageFrame>(new { Title = "Titel" }, Rendering.Context(town: Wuppertal, demo: true));
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\son[a-z]+=", html);
        Assert.All(Rendering.Tags(html, "script"), tag => Assert.NotNull(Rendering.Attribute(tag, "src")));
    }

    [Fact]
    public async Task A_page_with_faults_says_so_in_its_title()
    {
        var html = await Rendering.HtmlAsync<FormFrame>(new { Title = "Wann?", HasFaults = true }, Rendering.Context());
        Assert.Contains("<title>Fehler: Wann? – Digitale Modellregion NRW</title>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enter_goes_on_although_saving_for_later_stands_first()
    {
        var html = await Rendering.HtmlAsync<FormFrame>(new { Title = "Wann?", SaveForm = "antrag" }, Rendering.Context());
        var buttons = Rendering.Tags(html, "button");
        Assert.Equal(FormActions.Next, Rendering.Attribute(buttons[0], "value"));
        Assert.Equal("antrag", Rendering.Attribute(buttons[0], "form"));
        Assert.Equal(FormActions.Later, Rendering.Attribute(buttons[1], "value"));
    }

    [Fact]
    public async Task The_switch_keeps_the_address_and_leaves_out_the_language_shown()
    {
        var context = Rendering.Context(Language.English);
        var html = await Rendering.HtmlAsync<PageFrame>(new { Title = "Title" }, context);
        Assert.Contains("href=\"/wuppertal?sprache=de\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/wuppertal?sprache=de-einfach\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("sprache=en", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_towns_and_titles_stay_text()
    {
        const string hostile = "<script>alert(1)</script>";
        var html = await Rendering.HtmlAsync<PageFrame>(
            new { Title = hostile, ChildContent = (RenderFragment)((RenderTreeBuilder builder) => builder.AddContent(0, hostile)) },
            Rendering.Context(town: Wuppertal with { Name = hostile, Tile = hostile }));
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_page_offers_a_search_for_unknown_addresses()
    {
        var html = await Rendering.HtmlAsync<ErrorPage>(new { Status = 404 }, Rendering.Context(town: Wuppertal));
        Assert.Contains("role=\"search\" action=\"/wuppertal\"", html, StringComparison.Ordinal);
        Assert.Contains("name=\"q\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_leads_to_the_first_faulty_input_in_the_fields_own_words()
    {
        var field = GalleryFields.Of(Rathaus.Kernel.Ui.Questions.FieldType.Date, new GalleryState("fehler", "mit Fehler"));
        var html = await Rendering.HtmlAsync<ErrorSummary>(new { Faults = SummaryFault.Of([field]) });
        Assert.Contains("role=\"alert\" tabindex=\"-1\"", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"#{field.Id("day")}\"", html, StringComparison.Ordinal);
        Assert.Contains("Bitte prüfen Sie 1 Angabe<", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_keeps_what_both_texts_share()
    {
        var parts = TextDiff.Words("Die Gebühr beträgt 25,00 € im Jahr.", "Die Gebühr beträgt 30,00 € im Jahr.");
        Assert.Equal(
            [
                new(DiffChange.Kept, "Die Gebühr beträgt "), new(DiffChange.Removed, "25,00 "),
                new(DiffChange.Added, "30,00 "), new(DiffChange.Kept, "€ im Jahr."),
            ],
            parts);
        Assert.Equal("", string.Concat(TextDiff.Words("", "").Select(part => part.Text)));
        Assert.Equal([new DiffPart(DiffChange.Added, "neu")], TextDiff.Words("", "neu"));
    }
}
