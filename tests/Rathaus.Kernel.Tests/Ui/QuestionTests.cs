using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Pages;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Kernel.Tests.Ui;

public sealed class QuestionTests
{
    private const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' & {{7*7}} \u202e";

    public static TheoryData<FieldType, string> EveryTypeInEveryState
    {
        get
        {
            var data = new TheoryData<FieldType, string>();
            foreach (var type in Enum.GetValues<FieldType>())
            {
                foreach (var state in GalleryFields.States)
                    data.Add(type, state.Id);
            }

            return data;
        }
    }

    public static TheoryData<FieldType> EveryType => [.. Enum.GetValues<FieldType>()];

    [Theory]
    [MemberData(nameof(EveryTypeInEveryState))]
    public async Task Every_input_has_a_label_and_its_descriptions_exist(FieldType type, string state)
    {
        var html = await FieldAsync(GalleryFields.Of(type, GalleryFields.States.Single(known => known.Id == state)));
        var ids = Rendering.Ids(html);
        var labels = Rendering.Tags(html, "label").Select(tag => Rendering.Attribute(tag, "for")).ToList();

        foreach (var input in Inputs(html))
        {
            var id = Rendering.Attribute(input, "id");
            Assert.NotNull(id);
            Assert.Contains(id, labels);
            foreach (var described in (Rendering.Attribute(input, "aria-describedby") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                Assert.Contains(described, ids);
        }

        foreach (var label in labels)
            Assert.Contains(label!, ids);
        var all = Rendering.AllIds(html);
        Assert.Equal(all.Distinct().Count(), all.Count);
    }

    [Theory]
    [MemberData(nameof(EveryType))]
    public async Task A_fault_stands_at_the_inputs_it_is_about(FieldType type)
    {
        var model = GalleryFields.Of(type, GalleryFields.States.Single(state => state.Id == "fehler"));
        var html = await FieldAsync(model);
        if (type is FieldType.Group)
            return; // its questions carry the faults

        Assert.Contains($"id=\"{model.FaultId}\"", html, StringComparison.Ordinal);
        if (type is FieldType.RepeatingGroup)
        {
            Assert.Equal(model.FaultId + " " + model.HintId, Rendering.Attribute(Rendering.Tags(html, "fieldset")[0], "aria-describedby"));
            return;
        }

        var invalid = Inputs(html).Where(tag => Rendering.Attribute(tag, "aria-invalid") == "true").ToList();
        Assert.NotEmpty(invalid);
        Assert.All(invalid, tag => Assert.StartsWith(model.FaultId, Rendering.Attribute(tag, "aria-describedby") ?? "", StringComparison.Ordinal));
        Assert.Contains(model.FirstInputId, Rendering.Ids(html));
        Assert.Equal("true", Rendering.Attribute(Inputs(html).First(tag => Rendering.Attribute(tag, "id") == model.FirstInputId), "aria-invalid"));
    }

    [Theory]
    [MemberData(nameof(EveryType))]
    public async Task Hostile_values_stay_text(FieldType type)
    {
        var model = GalleryFields.Of(type, GalleryFields.States.Single(state => state.Id == "gefuellt"));
        model = model with
        {
            Label = Hostile, Hint = Hostile, Why = Hostile, Fault = Hostile, Source = Hostile, Unit = Hostile, Autocomplete = Hostile,
            DisputeAddress = "/" + Hostile, Raw = _ => Hostile, EntryName = Hostile, RemovedEntry = Hostile, UploadAddress = Hostile,
            Options = [new FieldOption(Hostile, Hostile, Hostile, true)],
            Files = [new FieldFile(Hostile, Hostile, 1, FileState.Refused, Hostile, 1, "/" + Hostile)],
            Entries = [new FieldEntry(Hostile, Hostile, Hostile, false, [])],
            Children = [new FieldModel { Type = FieldType.LongText, Path = "a." + Hostile, Label = Hostile, Raw = _ => Hostile }],
        };
        var html = await FieldAsync(model) + await FieldAsync(model with { ReadOnly = true, Display = Hostile });
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(@"<[^>]+\son[a-z]+=", Rendering.WithoutValues(html));
    }

    [Fact]
    public async Task A_read_only_value_is_shown_with_its_source_and_not_sent()
    {
        var html = await FieldAsync(new FieldModel
        {
            Type = FieldType.Address, Path = "anschrift", Label = "Wohnung", ReadOnly = true,
            Display = "Musterstraße 12, 42103 Wuppertal", Source = "laut Melderegister", DisputeAddress = "/konto/stimmt-nicht",
        });
        Assert.Empty(Inputs(html));
        Assert.Contains("laut Melderegister", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/konto/stimmt-nicht\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, "radio")]
    [InlineData(8, "select")]
    public async Task Up_to_seven_options_are_radio_buttons(int options, string control)
    {
        var html = await FieldAsync(new FieldModel
        {
            Type = FieldType.Choice, Path = "zone", Label = "Zone",
            Options = [.. Enumerable.Range(1, options).Select(number => new FieldOption($"z{number}", $"Zone {number}"))],
        });
        Assert.Equal(control == "select", Rendering.Tags(html, "select").Count == 1);
        Assert.Equal(control == "radio" ? 7 : 0, Rendering.Tags(html, "input").Count(tag => Rendering.Attribute(tag, "type") == "radio"));
    }

    [Fact]
    public async Task A_required_choice_chooses_nothing_beforehand()
    {
        var html = await FieldAsync(new FieldModel { Type = FieldType.YesNo, Path = "halter", Label = "Halter?" });
        Assert.Equal(2, Rendering.Tags(html, "input").Count);
        Assert.DoesNotContain("checked", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Optional_questions_say_so_and_required_ones_are_not_marked()
    {
        var question = new FieldModel { Type = FieldType.Phone, Path = "telefon", Label = "Telefon" };
        Assert.DoesNotContain("kern-label__optional", await FieldAsync(question), StringComparison.Ordinal);
        Assert.Contains("(freiwillig)", await FieldAsync(question with { Required = false }), StringComparison.Ordinal);
        Assert.Contains("(optional)", await FieldAsync(question with { Required = false }, Language.English), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_question_about_oneself_offers_the_browsers_data()
    {
        var question = new FieldModel { Type = FieldType.Person, Path = "person", Label = "Person" };
        Assert.DoesNotContain("autocomplete=\"family-name\"", await FieldAsync(question), StringComparison.Ordinal);
        Assert.Contains("autocomplete=\"family-name\"", await FieldAsync(question with { Autocomplete = "name" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Countries_are_those_of_the_standard_with_Germany_first()
    {
        var german = Countries.In(Language.German, "TR");
        Assert.Equal("Deutschland", german[0].Label);
        Assert.Equal("Türkei", german.Single(option => option.Chosen).Label);
        Assert.Equal(249 + 1, german.Count); // ISO 3166-1 has 249 codes; Kosovo (XK) is user-assigned
        Assert.Equal("Türkiye", Countries.NameOf("TR", Language.English));
        Assert.Null(Countries.NameOf("ZZ", Language.German));
    }

    [Theory]
    [InlineData("kennzeichen", "f-kennzeichen")]
    [InlineData("gegenstaende[2].art", "f-gegenstaende-2-art")]
    [InlineData("halter.geburts_tag", "f-halter-geburts_tag")]
    [InlineData("\"><script>", "f-script")]
    public void Paths_become_element_ids(string path, string id) => Assert.Equal(id, FieldModel.ElementId(path));

    private static Task<string> FieldAsync(FieldModel model, Language? language = null) =>
        Rendering.HtmlAsync<QuestionField>(new { Model = model }, Rendering.Context(language));

    private static List<string> Inputs(string html) =>
        [.. Rendering.Tags(html, "input").Concat(Rendering.Tags(html, "select")).Concat(Rendering.Tags(html, "textarea"))];
}
