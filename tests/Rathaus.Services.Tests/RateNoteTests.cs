using Rathaus.Services.Catalogues;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Figures that end on a known day, and those still to be checked. Today is 20 November 2026.</summary>
public sealed class RateNoteTests
{
    private static SmallCatalogue With(string head, string rows = "  - { value: 5, from: 2025-01-01 }\n") => new SmallCatalogue()
        .Service("tables/satz.yaml", $"id: satz\nlabel: Satz der Stadt\nvalue: {{ type: money }}\nsource: Satzung\n{head}rows:\n{rows}")
        .Service("rules.yaml", "steps:\n  - { id: jahr, value: \"satz(today())\", type: money }\n");

    private static async Task<IReadOnlyList<string>> WarningsAsync(SmallCatalogue catalogue) =>
        [.. (await catalogue.CheckAsync()).Where(line => line.Contains("warning: known", StringComparison.Ordinal) || line.Contains("to be checked", StringComparison.Ordinal))
            .Select(line => line.Replace("services/wuppertal/probe/", "", StringComparison.Ordinal))];

    [Theory]
    [InlineData("2026-12-31", "tables/satz.yaml:1: warning: known until 2026-12-31, in 41 days: enter what follows")]
    [InlineData("2027-02-18", "tables/satz.yaml:1: warning: known until 2027-02-18, in 90 days: enter what follows")]
    [InlineData("2027-02-19", null)]
    [InlineData("2026-11-20", "tables/satz.yaml:1: warning: known until 2026-11-20, in 0 days: enter what follows")]
    [InlineData("2026-11-19", "tables/satz.yaml:1: warning: known until 2026-11-19 only: enter what holds now")]
    public async Task The_check_warns_ninety_days_ahead(string end, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], await WarningsAsync(With($"known_until: {end}\n")));

    [Fact]
    public async Task A_row_that_is_followed_by_another_ends_quietly() => Assert.Equal(
        ["tables/satz.yaml:7: warning: known until 2026-12-31, in 41 days: enter what follows"],
        await WarningsAsync(With("", "  - { value: 5, from: 2025-01-01, known_until: 2025-12-31 }\n  - { value: 6, from: 2026-01-01, known_until: 2026-12-31 }\n")));

    [Fact]
    public async Task What_nobody_has_confirmed_is_named() => Assert.Equal(
        ["tables/satz.yaml:1: warning: to be checked: Betrag aus der Presse"], await WarningsAsync(With("check: Betrag aus der Presse\n")));

    [Fact]
    public void A_town_sees_its_tables_and_its_own_values_by_their_end()
    {
        var service = With("known_until: 2027-06-30\n")
            .Service("service.yaml", "id: probe\nversion: 1.0.0\nname: Probe\nsummary: Eine Probe.\nauthority: { kind: meldebehoerde, where: main_residence }\napplicants: [person]\ntrust: { level: none }\nretention: { months: 12 }\nparameters: { betrag: { type: money, label: Betrag } }\n")
            .Overlay("adopts: wuppertal/probe@1\noffice: amt\nparameters:\n  betrag:\n    - { value: 1, from: 2025-01-01, known_until: 2025-12-31 }\n    - { value: 2, from: 2026-01-01, known_until: 2026-12-31, source: Rat, check: Amtsblatt }\n")
            .Effective();

        var notes = RateNotes.Of(service).OrderBy(note => note.KnownUntil).ToList();

        Assert.Equal(["Betrag", "Satz der Stadt"], notes.Select(note => note.Label));
        Assert.Equal(("municipalities/wuppertal/services/probe.yaml:6", "Rat", "Amtsblatt", "Probe"), (notes[0].Place, notes[0].Source, notes[0].Check, notes[0].Owner.German));
        Assert.Equal((true, false), (notes[0].EndsSoon(SmallCatalogue.Today), notes[1].EndsSoon(SmallCatalogue.Today)));
    }
}
