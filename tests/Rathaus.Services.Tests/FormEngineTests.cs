using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class FormEngineTests
{
    private const string Form =
        """
        pages:
          - id: auto
            title: Welches Auto?
            questions:
              - { id: kennzeichen, type: plate, label: Kennzeichen, required: true }
              - { id: selbst, type: yesno, label: Gehört es Ihnen?, required: true }
              - { id: halter, type: text, label: Halter, required: true, visible: "!selbst" }
          - id: grund
            title: Warum?
            visible: "!selbst"
            questions:
              - { id: grund, type: long_text, label: Grund, required: "!selbst" }
          - id: zeit
            title: Wann?
            questions:
              - { id: beginn, type: date, label: Beginn, required: true, range: ["today()", "today() + months(3)"] }
              - { id: monate, type: integer, label: Monate, range: [1, 24], unit: Monate }
            checks:
              - { id: sonntag, when: "beginn == date('2026-11-29')", say: "Am {{ beginn }} ist Sonntag.", on: beginn }
              - { id: lang, when: "monate.orValue(0) > 12", say: "Das ist lang.", on: monate, level: note }
        """;

    private static readonly EffectiveService Service = new SmallCatalogue().Form(Form).Effective();

    [Fact]
    public async Task An_empty_form_asks_for_what_is_required_and_hides_what_is_not_decided()
    {
        var evaluation = await Service.WithAsync("{}");

        Assert.Equal(["kennzeichen: required", "selbst: required", "beginn: required"], evaluation.Codes());
        Assert.Equal(["auto", "zeit"], evaluation.Pages.Where(page => page.Visible).Select(page => page.Page.Id));
        Assert.Equal("zeit", evaluation.NextPage("auto")!.Page.Id);
        Assert.Null(evaluation.NextPage("zeit"));
        Assert.Equal("auto", evaluation.FirstOpenPage!.Page.Id);
        Assert.False(evaluation.CanSubmit);
    }

    [Fact]
    public async Task Answers_are_kept_in_canonical_form()
    {
        var evaluation = await Service.WithAsync("""{ "kennzeichen": "w-ab 123", "selbst": true, "beginn": "2026-12-01", "monate": 12 }""");

        Assert.True(evaluation.CanSubmit);
        Assert.Equal("""{"kennzeichen":"W-AB 123","selbst":true,"beginn":"2026-12-01","monate":12}""", evaluation.Answers.ToJsonString());
        Assert.Equal("1. Dezember 2026", evaluation.FindQuestion("beginn")!.Display);
        Assert.Equal("12\u00a0Monate", evaluation.FindQuestion("monate")!.Display);
    }

    [Fact]
    public async Task The_server_decides_which_pages_come()
    {
        var evaluation = await Service.WithAsync("""{ "kennzeichen": "W-AB 123", "selbst": false, "halter": "A. Beispiel", "grund": "Leihgabe", "beginn": "2026-12-01" }""");

        Assert.True(evaluation.CanSubmit);
        Assert.Equal("grund", evaluation.NextPage("auto")!.Page.Id);
        Assert.True(evaluation.FindQuestion("halter")!.Visible);
    }

    [Fact]
    public async Task A_page_sees_a_step_that_became_known_on_the_hidden_page_before_it()
    {
        var service = new SmallCatalogue()
            .Form("""
                pages:
                  - id: eins
                    title: Haben Sie ein Auto?
                    questions:
                      - { id: auto, type: yesno, label: Auto, required: true }
                  - id: zwei
                    title: Ist es zugelassen?
                    visible: "auto"
                    questions:
                      - { id: zugelassen, type: yesno, label: Zugelassen, required: true }
                  - id: drei
                    title: Welches Kennzeichen?
                    visible: "neu"
                    questions:
                      - { id: kennzeichen, type: text, label: Kennzeichen, required: true }
                """)
            .Service("rules.yaml", """
                steps:
                  - { id: neu, value: "!(auto && zugelassen)", type: bool }
                """)
            .Effective();

        var without = await service.WithAsync("""{ "auto": false }""");
        var with = await service.WithAsync("""{ "auto": true, "zugelassen": true }""");

        Assert.Equal(["eins", "drei"], without.Pages.Where(page => page.Visible).Select(page => page.Page.Id));
        Assert.Equal(["eins", "zwei"], with.Pages.Where(page => page.Visible).Select(page => page.Page.Id));
    }

    [Fact]
    public async Task Hidden_answers_are_dropped_from_drafts_and_refused_from_clients()
    {
        const string Answers = """{ "kennzeichen": "W-AB 123", "selbst": true, "halter": "X", "grund": "Y", "fremd": 1, "beginn": "2026-12-01" }""";

        var draft = await Service.WithAsync(Answers);
        var strict = await Service.WithAsync(Answers, strict: true);

        Assert.True(draft.CanSubmit);
        Assert.Equal(["halter", "grund", "fremd"], draft.Dropped);
        Assert.False(draft.Answers.ContainsKey("halter"));
        Assert.Equal(["halter: hidden", "grund: hidden", "fremd: unknown"], strict.Codes());
    }

    [Theory]
    [InlineData("2026-11-19", "range.low", "Möglich ist ein Tag vom 20. November 2026 bis zum 20. Februar 2027. Wählen Sie einen anderen Tag.")]
    [InlineData("2027-02-21", "range.high", "Möglich ist ein Tag vom 20. November 2026 bis zum 20. Februar 2027. Wählen Sie einen anderen Tag.")]
    [InlineData("2026-11-29", "check.sonntag", "Am 29. November 2026 ist Sonntag.")]
    public async Task Ranges_and_checks_speak_with_the_value(string day, string code, string message)
    {
        var evaluation = await Service.WithAsync($$"""{ "kennzeichen": "W-AB 123", "selbst": true, "beginn": "{{day}}" }""");

        var fault = Assert.Single(evaluation.Faults);
        Assert.Equal(("beginn", code, message), (fault.Path, fault.Code, fault.Message));
        Assert.Equal(fault, evaluation.FindQuestion("beginn")!.Fault);
    }

    [Fact]
    public async Task A_note_does_not_stop()
    {
        var evaluation = await Service.WithAsync("""{ "kennzeichen": "W-AB 123", "selbst": true, "beginn": "2026-12-01", "monate": 13 }""");

        Assert.True(evaluation.CanSubmit);
        Assert.Equal(("lang", "Das ist lang."), evaluation.Notes.Select(note => (note.Id, note.Message)).Single());
    }

    [Theory]
    [InlineData("""{ "kennzeichen": 7 }""", "kennzeichen: type")]
    [InlineData("""{ "kennzeichen": ["W"] }""", "kennzeichen: type")]
    [InlineData("""{ "kennzeichen": { "a": 1 } }""", "kennzeichen: type")]
    [InlineData("""{ "kennzeichen": "W-" }""", "kennzeichen: plate.letters")]
    [InlineData("""{ "selbst": "ja" }""", "selbst: type")]
    [InlineData("""{ "selbst": 1 }""", "selbst: type")]
    [InlineData("""{ "beginn": "1.12.2026" }""", "beginn: date")]
    [InlineData("""{ "beginn": "2026-11-31" }""", "beginn: date")]
    [InlineData("""{ "beginn": "0001-01-01" }""", "beginn: date")]
    [InlineData("""{ "monate": "12" }""", "monate: type")]
    [InlineData("""{ "monate": 1.5 }""", "monate: integer")]
    [InlineData("""{ "monate": 1e30 }""", "monate: integer")]
    [InlineData("""{ "selbst": false, "halter": "A\u0007B" }""", "halter: characters")]
    [InlineData("""{ "selbst": false, "halter": "A\ud800B" }""", "halter: characters")]
    public async Task Wrong_input_is_a_fault_with_its_path_and_never_an_exception(string answers, string expected)
    {
        var evaluation = await Service.WithAsync(answers, strict: true);

        Assert.Contains(expected, evaluation.Codes());
    }

    [Fact]
    public async Task Too_long_a_text_says_how_long_it_may_be()
    {
        var evaluation = await Service.WithAsync(new JsonObject { ["selbst"] = false, ["halter"] = new string('x', 201) }.ToJsonString());

        Assert.Equal("Der Text ist zu lang: 201 Zeichen. Höchstens 200 sind möglich.", evaluation.FindQuestion("halter")!.Fault!.Message);
    }

    [Fact]
    public async Task Faults_come_in_the_readers_language()
    {
        var evaluation = await Service.WithAsync("""{ "selbst": true, "beginn": "2026-12-01" }""", Language.English);

        Assert.Equal("“Kennzeichen” is missing. Fill in this field.", Assert.Single(evaluation.Faults).Message);
    }

    [Fact]
    public async Task Script_and_sql_in_a_text_are_just_text()
    {
        const string Hostile = "<script>alert(1)</script>'; drop table x; --";
        var evaluation = await Service.WithAsync(new JsonObject { ["selbst"] = false, ["halter"] = Hostile }.ToJsonString());

        Assert.Equal(Hostile, evaluation.FindQuestion("halter")!.Display);
    }

    [Fact]
    public async Task A_question_with_a_fault_shows_what_was_typed()
    {
        var raw = new Dictionary<string, string>(StringComparer.Ordinal) { ["beginn.day"] = "31", ["beginn.month"] = "11", ["beginn.year"] = "2026" };
        var evaluation = await Service.WithAsync("""{ "kennzeichen": "W-AB 123", "selbst": true }""", raw: raw);

        var fault = Assert.Single(evaluation.Faults);
        Assert.Equal(("beginn", "date_none", "Den 31. November gibt es nicht. Wählen Sie einen Tag bis zum 30."), (fault.Path, fault.Code, fault.Message));
        Assert.Equal("31", evaluation.FindQuestion("beginn")!.Raw("day"));
    }
}
