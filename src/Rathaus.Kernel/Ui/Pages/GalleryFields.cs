using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Kernel.Ui.Pages;

/// <summary>One state in which the gallery shows a question.</summary>
internal sealed record GalleryState(string Id, string Name);

/// <summary>Sample questions of the gallery: every type in every state. Persons and numbers are invented.</summary>
internal static class GalleryFields
{
    public static readonly IReadOnlyList<GalleryState> States =
    [
        new("leer", "leer"),
        new("gefuellt", "ausgefüllt"),
        new("fehler", "mit Fehler"),
        new("gesperrt", "gesperrt"),
        new("lang", "langer Text"),
        new("rtl", "von rechts nach links"),
    ];

    private static readonly Dictionary<FieldType, (string Label, string Hint, string Fault)> Words = new()
    {
        [FieldType.Text] = ("Beruf", "Wie im Arbeitsvertrag.", "Schreiben Sie, was Sie arbeiten."),
        [FieldType.LongText] = ("Begründung", "Schreiben Sie in eigenen Worten.", "Schreiben Sie, warum Sie den Antrag stellen."),
        [FieldType.YesNo] = ("Ist das Auto auf Sie zugelassen?", "Sehen Sie im Fahrzeugschein nach, Feld C.1.1.", "Wählen Sie Ja oder Nein."),
        [FieldType.Integer] = ("Wie viele Personen wohnen bei Ihnen?", "Zählen Sie sich mit.", "Schreiben Sie eine ganze Zahl, zum Beispiel 3."),
        [FieldType.Decimal] = ("Wie viel Sperrmüll ist es?", "Ein Sofa hat etwa 2 Kubikmeter.", "Höchstens 3 Kubikmeter je Abholung."),
        [FieldType.Money] = ("Kaltmiete im Monat", "Ohne Heizung und Nebenkosten.", "Schreiben Sie einen Betrag, zum Beispiel 512,40."),
        [FieldType.Date] = ("Gültig ab", "Frühestens heute. Zum Beispiel 1 12 2026.", "Den 31. November gibt es nicht. Wählen Sie einen Tag bis zum 30."),
        [FieldType.PartialDate] = ("Seit wann wohnen Sie dort?", "", "Schreiben Sie mindestens das Jahr."),
        [FieldType.Choice] = ("Wie lange soll der Ausweis gelten?", "", "Wählen Sie, wie lange der Ausweis gelten soll."),
        [FieldType.MultipleChoice] = ("Was holen wir ab?", "Wählen Sie alles, was passt.", "Wählen Sie mindestens einen Gegenstand."),
        [FieldType.Country] = ("Staatsangehörigkeit", "", "Wählen Sie ein Land."),
        [FieldType.Person] = ("Wer nutzt das Auto noch?", "Wie im Ausweis.", "Schreiben Sie den Familiennamen."),
        [FieldType.Organisation] = ("Ihre Firma", "", "Schreiben Sie den Namen der Firma."),
        [FieldType.Address] = ("Wo wohnen Sie?", "Ihre Hauptwohnung.", "Diese Postleitzahl liegt nicht in Wuppertal."),
        [FieldType.Iban] = ("IBAN", "Steht auf Ihrer Bankkarte.", "Es fehlen 14 Ziffern. Eine deutsche IBAN hat 22 Zeichen."),
        [FieldType.Plate] = ("Kennzeichen", "Zum Beispiel W-MU 123.", "Nach „W-“ fehlen Buchstaben. Zum Beispiel W-MU 123."),
        [FieldType.Vin] = ("Fahrzeug-Identifizierungsnummer", "Feld E im Fahrzeugschein, 17 Zeichen.", "Es fehlen 2 Zeichen."),
        [FieldType.Months] = ("Für wie viele Monate?", "", "Schreiben Sie eine Zahl von 1 bis 24."),
        [FieldType.Email] = ("E-Mail", "Für Rückfragen.", "Nach dem @ fehlt etwas. Zum Beispiel name@beispiel.example."),
        [FieldType.Phone] = ("Telefon", "Für Rückfragen.", "Schreiben Sie die Nummer mit Vorwahl."),
        [FieldType.File] = ("Fahrzeugschein", "Ein Foto reicht, wenn man alles lesen kann.", "Laden Sie den Fahrzeugschein hoch."),
        [FieldType.Geometry] = ("Wo stehen die Sachen?", "", "Beschreiben Sie den Ort."),
        [FieldType.Group] = ("Halter oder Halterin", "", ""),
        [FieldType.RepeatingGroup] = ("Gegenstände", "Höchstens drei.", "Nennen Sie mindestens einen Gegenstand."),
    };

    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["Text"] = "Schlosserin", ["LongText"] = "Ich wohne in der Zone und arbeite im Schichtdienst.\nAbends finde ich keinen Platz.",
        ["YesNo"] = "true", ["Integer"] = "3", ["Decimal"] = "2,5", ["Money"] = "512,40", ["Months"] = "12",
        ["Date.day"] = "1", ["Date.month"] = "12", ["Date.year"] = "2026", ["PartialDate.month"] = "5", ["PartialDate.year"] = "2019",
        ["Country"] = "DE", ["Person.given_names"] = "Mira", ["Person.family_name"] = "Beispiel", ["Person.birth_date.day"] = "3",
        ["Person.birth_date.month"] = "5", ["Person.birth_date.year"] = "1985", ["Organisation.name"] = "Muster Metallbau GmbH",
        ["Organisation.legal_form"] = "GmbH", ["Organisation.register_court"] = "Wuppertal", ["Organisation.register_number"] = "HRB 00000",
        ["Address.street"] = "Musterstraße", ["Address.number"] = "12", ["Address.suffix"] = "a", ["Address.post_code"] = "42103",
        ["Address.town"] = "Wuppertal", ["Iban"] = "DE02 1203 0000 0000 2020 51", ["Plate"] = "W-MU 123", ["Vin"] = "WVWZZZ1JZXW000001",
        ["Email"] = "mira@beispiel.example", ["Phone"] = "0202 000000", ["Geometry.place"] = "Musterstraße 12, vor der Einfahrt",
    };

    private static readonly Dictionary<FieldType, string[]> Faulty = new()
    {
        [FieldType.Date] = ["day", "month"], [FieldType.Person] = ["family_name"], [FieldType.Address] = ["post_code"],
        [FieldType.Organisation] = ["name"], [FieldType.Geometry] = ["place"],
    };

    public static FieldModel Of(FieldType type, GalleryState state)
    {
        var (label, hint, fault) = Words[type];
        var filled = state.Id is "gefuellt" or "gesperrt" or "rtl" or "fehler";
        var model = new FieldModel
        {
            Type = type,
            Path = $"{type.ToString().ToLowerInvariant()}_{state.Id}",
            Label = label,
            Hint = hint,
            Required = state.Id != "leer",
            Disabled = state.Id == "gesperrt",
            Raw = part => filled ? Values.GetValueOrDefault(part.Length == 0 ? type.ToString() : $"{type}.{part}", "") : "",
            Fault = state.Id == "fehler" && fault.Length > 0 ? fault : null,
            FaultyParts = state.Id == "fehler" ? Faulty.GetValueOrDefault(type, []) : [],
            Source = state.Id == "gefuellt" && type is FieldType.Address or FieldType.Person ? "laut Melderegister, Stand heute" : "",
            DisputeAddress = type == FieldType.Address ? "#stimmt-nicht" : null,
            Unit = type == FieldType.Decimal ? "m³" : type == FieldType.Integer ? "Personen" : null,
            MaxLength = type == FieldType.LongText ? 4000 : 0,
            EntryName = "Gegenstand",
            MaxEntries = 3,
            MaxFiles = 3,
        };
        model = model with { Options = OptionsOf(type, filled), Files = FilesOf(type, state), Why = WhyOf(type, state) };
        model = type switch
        {
            FieldType.Group => model with { Children = Inner(model, filled) },
            FieldType.RepeatingGroup => model with
            {
                Entries = filled ? EntriesOf(model) : [],
                RemovedEntry = state.Id == "gefuellt" ? "3. Matratze" : null,
            },
            _ => model,
        };
        return state.Id switch
        {
            "lang" => Long(model),
            "rtl" => model with { Label = "سؤال: " + Arabic(type), Hint = "اكتب الإجابة هنا." },
            _ => model,
        };
    }

    private static FieldModel Long(FieldModel model) => model with
    {
        Label = "Verkehrsordnungswidrigkeitenbußgeldbescheidzustellungsbevollmächtigung: " + model.Label
            + " Und gilt das auch für alle Personen, die mit Ihnen zusammen wohnen und wirtschaften?",
        Hint = string.Join(' ', Enumerable.Repeat("Dieser Hinweis ist länger, als er sein sollte.", 4)),
        Raw = part => part.Length > 0 ? "Donaudampfschifffahrtsgesellschaftskapitän" : string.Join(' ', Enumerable.Repeat("Rindfleischetikettierung", 12)),
        Fault = "Diese Meldung ist sehr lang und erklärt in mehreren Sätzen, was nicht stimmt und was zu tun ist. Prüfen Sie die Angabe.",
        FaultyParts = Faulty.GetValueOrDefault(model.Type, []),
    };

    private static string Arabic(FieldType type) => type is FieldType.Date or FieldType.PartialDate ? "التاريخ" : "الاسم";

    private static IReadOnlyList<FieldOption> OptionsOf(FieldType type, bool filled) => type switch
    {
        FieldType.Choice => [new("12", "12 Monate", "30,00 €", filled), new("24", "24 Monate", "60,00 €")],
        FieldType.MultipleChoice =>
        [
            new("sofa", "Sofa", Chosen: filled), new("matratze", "Matratze", Chosen: filled), new("schrank", "Schrank", "Zerlegt, höchstens 2 Meter lang."),
        ],
        _ => [],
    };

    private static IReadOnlyList<FieldFile> FilesOf(FieldType type, GalleryState state) => type != FieldType.File || state.Id is "leer" or "lang"
        ? []
        :
        [
            new("1", "Fahrzeugschein.pdf", 1_400_000, FileState.Stored, Pages: 2, PreviewAddress: "#vorschau"),
            new("2", "Rueckseite-Foto.heic", 3_100_000, FileState.Checking, Pages: 1),
            new("3", "Scan-komplett.pdf", 24_800_000, FileState.Refused, "Diese Datei ist größer als 20 MB. Teilen Sie sie oder scannen Sie mit 200 dpi."),
        ];

    private static string WhyOf(FieldType type, GalleryState state) => type == FieldType.YesNo && state.Id == "leer"
        ? "Den Ausweis bekommt, wer das Auto dauerhaft selbst nutzt."
        : "";

    private static IReadOnlyList<FieldModel> Inner(FieldModel group, bool filled) =>
    [
        new() { Type = FieldType.Text, Path = group.Path + ".name", Label = "Name", Disabled = group.Disabled, Raw = _ => filled ? "Mira Beispiel" : "" },
        new() { Type = FieldType.Email, Path = group.Path + ".mail", Label = "E-Mail", Required = false, Disabled = group.Disabled },
    ];

    private static IReadOnlyList<FieldEntry> EntriesOf(FieldModel group) =>
    [
        new("Sofa", "2 Stück", null, false, []),
        new("Schrank", "", "Anzahl", group.Path.EndsWith("gefuellt", StringComparison.Ordinal),
        [
            new() { Type = FieldType.Integer, Path = group.Path + "[1].anzahl", Label = "Wie viele?", Disabled = group.Disabled },
        ]),
    ];
}
