using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Engine;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class AnswerParserTests
{
    private const string Form =
        """
        pages:
          - id: eins
            title: Alles?
            questions:
              - { id: text, type: text, label: Text }
              - { id: ja, type: yesno, label: Ja }
              - { id: zahl, type: integer, label: Zahl }
              - { id: menge, type: decimal, label: Menge }
              - { id: betrag, type: money, label: Betrag }
              - { id: tag, type: date, label: Tag }
              - { id: ungefaehr, type: partial_date, label: Ungefähr }
              - { id: kennzeichen, type: plate, label: Kennzeichen }
              - { id: iban, type: iban, label: IBAN }
              - { id: telefon, type: phone, label: Telefon }
              - { id: steuer, type: text, format: tax_id, label: Steuernummer }
              - { id: ausweis, type: text, format: document_number, label: Ausweis }
              - { id: ust, type: text, format: vat_id, label: USt }
              - { id: betrieb, type: text, format: business_id, label: Betrieb }
              - { id: evb, type: text, format: evb, label: eVB }
              - { id: plz, type: text, format: post_code, label: PLZ }
              - { id: name, type: text, format: name, label: Name }
              - { id: firma, type: text, format: latin, label: Firma }
              - { id: person, type: person, label: Person }
              - { id: anschrift, type: address, label: Anschrift }
              - { id: farben, type: multiple_choice, label: Farben, options: [{ id: rot, label: Rot }, { id: blau, label: Blau }] }
              - { id: ort, type: geometry, label: Ort }
              - { id: dinge, type: repeating_group, label: Dinge, questions: [{ id: art, type: text, label: Art }, { id: anzahl, type: integer, label: Anzahl }] }
          - id: zwei
            title: Mehr?
            questions:
              - { id: spaeter, type: text, label: Später }
        """;

    private static readonly EffectiveService Service = new SmallCatalogue().Form(Form).Effective();

    private static ParsedAnswers Parse(params (string Name, string Value)[] fields) => Parse(new JsonObject(), fields);

    private static ParsedAnswers Parse(JsonObject draft, params (string Name, string Value)[] fields) => new AnswerParser(House.Texts).ParsePage(
        Service, "eins",
        fields.GroupBy(field => field.Name).ToDictionary(
            group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(field => field.Value)], StringComparer.Ordinal),
        draft, Language.German);

    [Theory]
    [InlineData("steuer", "86095742710", "taxid.check")]
    [InlineData("ausweis", "L01X00T472", "document.check")]
    [InlineData("ust", "DE136695978", "vatid.check")]
    [InlineData("betrieb", "DE123456788-1", "businessid.shape")]
    [InlineData("evb", "A1B2C3", "evb.length")]
    [InlineData("plz", "4210", "postcode.length")]
    [InlineData("name", "Müller3", "latin.glyph")]
    [InlineData("firma", "王伟", "latin.glyph")]
    public void A_text_of_another_format_says_what_is_the_matter(string id, string typed, string code) =>
        Assert.Equal(code, Assert.Single(Parse((id, typed)).Faults).Code);

    [Theory]
    [InlineData("text", "  zwei   Wörter ", "\"zwei W\\u00F6rter\"")]
    [InlineData("ja", "true", "true")]
    [InlineData("ja", "false", "false")]
    [InlineData("zahl", "1.234", "1234")]
    [InlineData("zahl", " 42 ", "42")]
    [InlineData("menge", "2,5", "\"2.5\"")]
    [InlineData("menge", "1.234,5", "\"1234.5\"")]
    [InlineData("betrag", "12,5 €", "\"12.50\"")]
    [InlineData("betrag", "1.234,00", "\"1234.00\"")]
    [InlineData("tag", "1.12.2026", "\"2026-12-01\"")]
    [InlineData("tag", "2026-12-01", "\"2026-12-01\"")]
    [InlineData("ungefaehr", "5.2026", "\"2026-05\"")]
    [InlineData("kennzeichen", "w-ab 123", "\"W-AB 123\"")]
    [InlineData("iban", "de89 3704 0044 0532 0130 00", "\"DE89370400440532013000\"")]
    [InlineData("telefon", "0202 5630", "\"\\u002B492025630\"")]
    [InlineData("steuer", "86 095 742 719", "\"86095742719\"")]
    [InlineData("ausweis", "l01x00t471", "\"L01X00T471\"")]
    [InlineData("ust", "de 136695976", "\"DE136695976\"")]
    [InlineData("betrieb", "de123456788-00001", "\"DE123456788-00001\"")]
    [InlineData("evb", "a1b2c3d", "\"A1B2C3D\"")]
    [InlineData("plz", "01067", "\"01067\"")]
    [InlineData("name", "O'Neill", "\"O\\u0027Neill\"")]
    [InlineData("firma", "Haus 3 & Co", "\"Haus 3 \\u0026 Co\"")]
    public void What_people_type_becomes_the_canonical_answer(string id, string typed, string json)
    {
        var parsed = Parse((id, typed));

        Assert.Empty(parsed.Faults);
        Assert.Equal(json, parsed.Answers[id]!.ToJsonString());
    }

    [Theory]
    [InlineData("zahl", "zwölf", "integer", "Geben Sie eine ganze Zahl ein. Zum Beispiel 12.")]
    [InlineData("betrag", "12,345", "money", "Geben Sie einen Betrag in Euro ein. Zum Beispiel 12,50.")]
    [InlineData("tag", "gestern", "date_year", "Geben Sie auch das Jahr ein. Zum Beispiel 2026.")]
    [InlineData("iban", "DE8937040044", "iban.short", "Es fehlen 10 Zeichen. Diese IBAN hat 22 Zeichen.")]
    [InlineData("kennzeichen", "W-", "plate.letters", "Nach „W-“ fehlen Buchstaben. Zum Beispiel W-MU 123.")]
    [InlineData("text", "a\u0000b", "characters", "Hier steht ein Zeichen, das wir nicht lesen können. Tippen Sie den Text noch einmal.")]
    public void What_cannot_be_read_stays_as_typed_with_a_sentence(string id, string typed, string code, string message)
    {
        var parsed = Parse((id, typed));

        Assert.False(parsed.Answers.ContainsKey(id));
        Assert.Equal((id, code, message), parsed.Faults.Select(fault => (fault.Path, fault.Code, fault.Message)).Single());
        Assert.Equal(typed, parsed.Raw[id]);
    }

    [Fact]
    public void A_date_in_three_fields_takes_names_of_months() =>
        Assert.Equal("2026-12-01", (string?)Parse(("tag.day", "1"), ("tag.month", "Dezember"), ("tag.year", "2026")).Answers["tag"]);

    [Fact]
    public void A_day_that_does_not_exist_is_named()
    {
        var parsed = Parse(("tag.day", "31"), ("tag.month", "11"), ("tag.year", "2026"));

        Assert.Equal("Den 31. November gibt es nicht. Wählen Sie einen Tag bis zum 30.", Assert.Single(parsed.Faults).Message);
        Assert.Equal(["11", "2026", "31"], parsed.Raw.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Composites_are_read_part_by_part()
    {
        var parsed = Parse(
            ("person.family_name", "Beispiel"), ("person.given_names", "Mira"), ("person.birth_date.day", "17"), ("person.birth_date.month", "4"),
            ("person.birth_date.year", "1988"), ("anschrift.street", "Musterstraße"), ("anschrift.number", "12a"), ("anschrift.post_code", "42103"),
            ("anschrift.town", "Wuppertal"), ("kennzeichen.district", "W"), ("kennzeichen.rest", "AB 123"));

        Assert.Empty(parsed.Faults);
        Assert.Equal("1988-04-17", (string?)parsed.Answers["person"]!["birth_date"]);
        Assert.Equal("12a", (string?)parsed.Answers["anschrift"]!["number"]);
        Assert.Equal("W-AB 123", (string?)parsed.Answers["kennzeichen"]);
    }

    [Fact]
    public async Task The_engine_parts_number_and_suffix()
    {
        var evaluation = await Service.WithAsync(
            """{ "anschrift": { "street": "Musterstraße", "number": "12a", "post_code": "42103", "town": "Wuppertal" } }""");

        Assert.Equal("12", (string?)evaluation.Answers["anschrift"]!["number"]);
        Assert.Equal("a", (string?)evaluation.Answers["anschrift"]!["suffix"]);
    }

    [Fact]
    public void Several_choices_and_entries_close_their_gaps()
    {
        var parsed = Parse(
            ("farben", "rot"), ("farben", "blau"), ("dinge[0].art", "Sofa"), ("dinge[0].anzahl", "1"), ("dinge[3].art", "Tisch"), ("dinge[3].anzahl", "viele"));

        Assert.Equal("""["rot","blau"]""", parsed.Answers["farben"]!.ToJsonString());
        Assert.Equal("""[{"art":"Sofa","anzahl":1},{"art":"Tisch"}]""", parsed.Answers["dinge"]!.ToJsonString());
        Assert.Equal("dinge[1].anzahl", Assert.Single(parsed.Faults).Path);
        Assert.Equal("viele", parsed.Raw["dinge[1].anzahl"]);
    }

    [Fact]
    public void A_page_replaces_its_own_answers_and_no_others()
    {
        var draft = new JsonObject { ["text"] = "alt", ["zahl"] = 1, ["spaeter"] = "bleibt" };

        var parsed = Parse(draft, ("text", "neu"), ("zahl", ""));

        Assert.Equal("""{"spaeter":"bleibt","text":"neu"}""", parsed.Answers.ToJsonString());
        Assert.Equal("alt", (string?)draft["text"]);
    }

    [Fact]
    public void A_place_is_typed_as_latitude_and_longitude() =>
        Assert.Equal("""{"type":"Point","coordinates":[7.15,51.26]}""", Parse(("ort.place", "51.26, 7.15")).Answers["ort"]!.ToJsonString());

    [Theory]
    [InlineData("""{"type":"Point","coordinates":[200,51]}""")]
    [InlineData("""{"type":"Circle","coordinates":[7,51]}""")]
    [InlineData("""{"type":"LineString","coordinates":[[7,51]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[7,51],[8,51],[8,52],[7,52]]]}""")]
    public async Task Geometry_outside_the_world_or_the_standard_is_a_fault(string geometry) =>
        Assert.Equal(["ort: geometry"], (await Service.WithAsync($$"""{ "ort": {{geometry}} }""")).Codes());
}
