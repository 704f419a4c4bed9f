using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>A receipt, a notice and a permit about invented persons, as the towns would write them.</summary>
internal static class SampleLetters
{
    public static readonly DateTimeOffset Noon = new(2026, 12, 1, 10, 20, 0, TimeSpan.Zero);

    private static readonly LetterColours Wuppertal = new("#045a5c", "#bfe5e4");

    public static ReceiptLetter Receipt() => new()
    {
        Title = "Ihr Antrag ist angekommen",
        Letterhead = new LetterheadBlock
        {
            Sender = "Stadt Wuppertal",
            Office = "Ordnungsamt · Bewohnerparken",
            Tile = "W",
            ReturnLine = "Stadt Wuppertal · Musterplatz 1 · 42103 Wuppertal",
        },
        Summary = "Die 30,00\u00a0€ sind bezahlt. Eine Bestätigung liegt in Ihrem Postfach. Sie müssen jetzt nichts tun.",
        CaseNumber = "W-2026-0047116",
        ArrivedAt = "Freitag, 20. November 2026, 14:39 Uhr",
        Facts =
        [
            new DefinitionEntry("Leistung", "Bewohnerparkausweis für 12 Monate"),
            new DefinitionEntry("Antrag von", "Mira Beispiel, Musterstraße 12, 42103 Wuppertal"),
            new DefinitionEntry("Kennzeichen", "W-AB 123"),
        ],
        CheckSign = "7f3a 91c2 0be4 d618 5a07 33c9 e1f4 802b 9d6e 4c15 aa30 7be8 1f92 c64d 08e7 b5a3",
        VerifyAddress = "https://rathaus.example/verify?hash=7f3a91c20be4d6185a0733c9e1f4802b9d6e4c15aa307be81f92c64d08e7b5a3",
        NextSteps =
        [
            "Wir prüfen Wohnung und Auto. Das dauert meist wenige Minuten.",
            "Wir entscheiden spätestens am Mittwoch, 25. November 2026.",
            "Sie bekommen den Ausweis in Ihr Postfach. Er gilt ab dem 1. Dezember 2026.",
        ],
        Fees = new FeesBlock(
            [new FeeLine("Bewohnerparkausweis, 12 Monate", new Euro(30m), "§ 6a Abs. 5a StVG, Gebührensatzung der Stadt", "bezahlt am 20. November 2026")],
            new Euro(30m)),
        Colours = Wuppertal,
        Mark = "Vorführung",
        Created = Noon,
    };

    /// <summary>The housing benefit of the notice page's sample: figures of §§ 5 to 19 WoGG, 3 persons, 2026.</summary>
    public static NoticeLetter Notice() => new()
    {
        Title = "Bescheid über Mietzuschuss nach dem Wohngeldgesetz",
        Letterhead = new LetterheadBlock
        {
            Sender = "Stadt Wuppertal",
            Office = "Wohngeldstelle",
            Tile = "W",
            ReturnLine = "Stadt Wuppertal · Musterplatz 1 · 42103 Wuppertal",
            Address = ["Frau", "Mira Beispiel", "Musterstraße 12", "42103 Wuppertal"],
            References =
            [
                new DefinitionEntry("Aktenzeichen", InlineText.Strong("WG-2026-004120")),
                new DefinitionEntry("Datum", "1. Dezember 2026"),
                new DefinitionEntry("Ihr Antrag vom", "9. November 2026"),
                new DefinitionEntry("Fragen beantwortet", "Toni Probe\nTelefon 0202 563-0000"),
            ],
        },
        KeyFacts =
        [
            new InlineText([new TextRun("Sie bekommen "), new TextRun("330\u00a0€ Wohngeld im Monat", Strong: true), new TextRun(".")]),
            "Es gilt vom 1. November 2026 bis zum 31. Oktober 2027.",
            "Das Geld kommt zum Ersten des Monats auf Ihr Konto.",
            "Melden Sie uns, wenn sich Miete, Einkommen oder Haushalt ändern.",
        ],
        Result = LetterMarkdown.ParseBlocks(
            """
            Guten Tag Frau Beispiel,

            auf Ihren Antrag vom {{ antrag.datum }} bewilligen wir Ihnen einen Mietzuschuss von **{{ betrag }} im Monat**.
            Er wird vom 1. November 2026 bis zum 31. Oktober 2027 gezahlt.
            """,
            name => name == "betrag" ? "330\u00a0Euro" : "9. November 2026"),
        Chain = new ChainBlock(
        [
            new ChainStep("Haushaltsmitglieder", "Mira, Jonas, Lotta", "3", "§ 5 WoGG"),
            new ChainStep("Miete ohne Heizung", "laut Mietvertrag", "640,00\u00a0€", "§ 9 WoGG"),
            new ChainStep("Höchstbetrag", "657,00\u00a0€ (Mietenstufe III) + 29,60\u00a0€", "686,60\u00a0€", "§ 12 Abs. 1, 7"),
            new ChainStep("Anerkannte Miete", "kleinerer Betrag", "640,00\u00a0€", "§ 11 WoGG"),
            new ChainStep("Entlastung Heizung", "22,20\u00a0€ + 148,00\u00a0€", "+ 170,20\u00a0€", "§ 12 Abs. 6"),
            new ChainStep("Miete für die Formel (M)", "640,00\u00a0€ + 170,20\u00a0€", "810,20\u00a0€", "§ 19 WoGG"),
            new ChainStep("Bruttoeinkommen im Jahr", "12 × 2.600,00\u00a0€", "31.200,00\u00a0€", "§ 14 WoGG"),
            new ChainStep("Werbungskosten", "Pauschbetrag", "− 1.230,00\u00a0€", "§ 9a EStG"),
            new ChainStep("Abzug für Steuer, Kranken- und Renten\u00adversicherung", "30\u00a0% von 29.970,00\u00a0€", "− 8.991,00\u00a0€", "§ 16 WoGG"),
            new ChainStep("Einkommen im Monat (Y)", "20.979,00\u00a0€ ÷ 12", "1.748,25\u00a0€", "§ 13 WoGG"),
            new ChainStep("Anteil des Einkommens (z)", "a + b · M + c · Y", "0,299167465", "Anlage 2"),
            new ChainStep("Formel", "1,15 × (M − z · Y)", "330,26\u00a0€", "§ 19 WoGG"),
            new ChainStep("Wohngeld im Monat", "gerundet auf volle Euro", "330\u00a0€", "Anlage 3", IsResult: true),
        ])
        { Note = "a = 0,02 · b = 0,0002917 · c = 0,0000245 (3 Personen, seit 1. Januar 2025)" },
        Reasons =
        [
            new ParagraphBlock("Sie wohnen zur Miete und haben Anspruch auf Mietzuschuss (§ 3 Abs. 1 WoGG). Ihr Haushalt liegt unter der Grenze, ab der kein Wohngeld mehr gezahlt wird."),
        ],
        Remedy = new RemedyBlock(
            "Ihre Rechte",
            "Sie können gegen diesen Bescheid innerhalb eines Monats klagen.",
            ["Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage erhoben werden. Die Klage ist beim Verwaltungsgericht Düsseldorf, Bastionstraße 39, 40213\u00a0Düsseldorf, schriftlich oder zu Protokoll der Urkundsbeamtin oder des Urkundsbeamten der Geschäftsstelle zu erheben."]),
        Closing = "Im Auftrag\nToni Probe",
        VerifyAddress = "https://rathaus.example/verify/W-2026-004120",
        Colours = Wuppertal,
        Mark = "Vorführung",
        Created = Noon,
        Attachments =
        [
            new LetterAttachment("bescheid.json", "application/json", "Bescheid als Daten", "{\"wohngeld\":\"330.00\"}"u8.ToArray()),
        ],
    };

    public static PermitLetter Permit() => new()
    {
        Title = "Bewohnerparkausweis",
        Letterhead = new LetterheadBlock
        {
            Sender = "Stadt Wuppertal",
            Office = "Ordnungsamt · Bewohnerparken",
            Tile = "W",
            ReturnLine = "Stadt Wuppertal · Musterplatz 1 · 42103 Wuppertal",
        },
        Lines =
        [
            new PermitLine("Kennzeichen", "W-AB 1234", 72),
            new PermitLine("Zone", "12 Nordstadt", 40),
            new PermitLine("gültig bis", "30.11.2027", 60),
        ],
        Facts =
        [
            new DefinitionEntry("Nummer", InlineText.Strong("W-2026-0047116")),
            new DefinitionEntry("Gültig", "1. Dezember 2026 bis 30. November 2027"),
        ],
        VerifyAddress = "https://rathaus.example/verify/W-2026-0047116",
        Conditions =
        [
            "Legen Sie diesen Ausweis so hinter die Windschutzscheibe, dass man ihn von außen lesen kann. Er gibt kein Recht auf einen bestimmten Stellplatz.",
        ],
        Colours = Wuppertal,
        Mark = "Vorführung",
        Created = Noon,
    };

    /// <summary>Every kind of block once.</summary>
    public static LetterDocument Everything() => new()
    {
        Title = "Alles auf einmal",
        Language = Language.English,
        Author = "Stadt Aachen",
        Footer = "Stadt Aachen · Test",
        Created = Noon,
        Blocks =
        [
            .. LetterMarkdown.ParseBlocks(
                """
                # Erste Überschrift

                Ein Absatz mit **starkem** und *betontem* Text, einem [Verweis](https://rathaus.example/hilfe) und `W-2026-1`.

                #### Übersprungene Ebenen werden geschlossen

                1. eins
                2. zwei
                   - darunter
                   - noch eins
                3. drei

                | Ort | Tag | Betrag |
                |---|:-:|--:|
                | Köln | Montag | 12,00 € |
                | Düsseldorf | Dienstag | 1.300,50 € |

                ---

                Schluss.
                """,
                name => name),
            new ParagraphBlock(new InlineText([new TextRun("Auf Englisch: "), new TextRun("good morning", Tag: "en")])),
            new BigTextBlock("Kennzeichen", "AC-XY 99"),
            new QrBlock("https://rathaus.example/", "QR-Code zur Startseite", "Startseite"),
            new PageBreakBlock(),
            new DefinitionBlock([new DefinitionEntry("Name", "Grüße aus Łódź")]),
        ],
    };

    /// <summary>What people and machines put into text fields.</summary>
    public static LetterDocument Hostile() => new()
    {
        Title = "Böses \ud800 <script>",
        Mark = "Simulation mit einer sehr langen Erklärung, die nicht in die Zeile passt",
        Footer = new string('F', 300),
        Blocks =
        [
            new LetterheadBlock
            {
                Sender = new string('S', 200), Office = new string('O', 200), Tile = "WW", ReturnLine = new string('R', 200),
                Address = [.. Enumerable.Repeat(new string('A', 120), 12)],
                References = [.. Enumerable.Range(0, 20).Select(i => new DefinitionEntry($"Bezug {i}", new string('B', 90)))],
            },
            new HeadingBlock(5, "Titel 😀 שלום مرحبا"),
            new KeyFactsBlock("Viel", [.. Enumerable.Range(0, 120).Select(i => (InlineText)$"Tatsache {i}")]),
            new ParagraphBlock(new string('x', 5000)),
            new ParagraphBlock("\n\n\n"),
            new ParagraphBlock(""),
            new HeadingBlock(1, ""),
            new ListBlock(Ordered: true, [[], [new ParagraphBlock("nach einem leeren")]]),
            new TableBlock([], [[]]),
            new TableBlock([.. Enumerable.Range(0, 30).Select(i => new TableColumn($"Spalte {i}"))], [[.. Enumerable.Range(0, 30).Select(i => (InlineText)$"Wert {i}")]]),
            new DefinitionBlock([new DefinitionEntry(new string('T', 300), string.Join(' ', Enumerable.Range(0, 2000)))]),
            new BigTextBlock(new string('L', 200), new string('W', 200)),
            new QrBlock("https://rathaus.example/" + new string('q', 1000), "QR-Code", string.Join(' ', Enumerable.Range(0, 200)), 90),
            new ParagraphBlock(new InlineText([new TextRun("böse", Link: "javascript:alert(1)"), new TextRun("gut ü", Link: "https://a.example/ü?q=(x)<y>")])),
        ],
    };
}
