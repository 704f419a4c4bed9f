using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Confirmations, appointments and documents a case calls for.</summary>
public sealed class DueTests
{
    private const string Form =
        """
        pages:
          - id: eins
            title: Wer?
            questions:
              - { id: gemeinsam, type: yesno, label: Gemeinsam?, required: true }
              - { id: partner, type: person, label: Partner }
              - { id: anzahl, type: integer, label: Anzahl, required: true }
              - id: leitung
                type: repeating_group
                label: Leitung
                questions:
                  - { id: nachname, type: text, label: Nachname, required: true }
                  - { id: vorname, type: text, label: Vorname, required: true }
                  - { id: geboren, type: date, label: Geboren }
        """;

    private const string Head =
        """
        id: probe
        version: 1.0.0
        name: Probe
        summary: Eine Probe.
        authority: { kind: meldebehoerde, where: main_residence }
        applicants: [person]
        trust: { level: none }
        retention: { months: 12 }
        standard: [XPersonenstand, XMeld]

        """;

    private const string Signers =
        """
        signers:
          - { id: partner, label: "Partner {{ anzahl }}", why: Beide., who: partner, when: gemeinsam, trust: high }
          - { id: leitung, label: Leitung, why: Alle., who: "leitung.map(l, {'family_name': l.nachname, 'given_names': l.vorname, 'birth_date': l.geboren})", trust: substantial }

        """;

    private const string Process =
        """
        issues:
          - { id: urkunde, document: urkunde, copies: anzahl }
        appointments:
          - { id: abholung, label: Abholen, say: Kommen Sie., office: meldebehoerde, minutes: 15, when: gemeinsam, at: granted }
          - { id: vorsprache, label: Vorsprechen, say: Kommen Sie., minutes: 20, at: submitted }
        """;

    private static SmallCatalogue Sound() => new SmallCatalogue()
        .Form(Form).Service("service.yaml", Head + Signers).Service("process.yaml", Process)
        .Service("documents/urkunde.md", "---\ntitle: Urkunde\nkind: certificate\n---\nText.\n")
        .Service("documents/urkunde.de-einfach.md", "---\ntitle: Urkunde\nkind: certificate\n---\nText.\n");

    [Fact]
    public async Task Signers_have_the_names_of_the_answers()
    {
        var evaluation = await Sound().Effective().WithAsync(
            """
            { "gemeinsam": true, "anzahl": 2, "partner": { "family_name": "Muster", "given_names": "Alex", "birth_date": "1980-05-17" },
              "leitung": [{ "nachname": "Groß", "vorname": "Änne", "geboren": "1970-01-02" }, { "nachname": "Klein", "vorname": "Ole" }] }
            """);

        Assert.Equal(["partner", "leitung"], evaluation.Signers.Select(signer => signer.Id));
        Assert.Equal("Partner 2", evaluation.Signers[0].Label);
        Assert.Equal(TrustLevel.High, evaluation.Signers[0].Trust);
        Assert.Equal([new SignerPerson("Muster", "Alex", new DateOnly(1980, 5, 17))], evaluation.Signers[0].People);
        Assert.Equal([new SignerPerson("Groß", "Änne", new DateOnly(1970, 1, 2)), new SignerPerson("Klein", "Ole", null)], evaluation.Signers[1].People);
    }

    [Fact]
    public async Task Nobody_signs_when_the_condition_does_not_hold_or_nobody_is_named()
    {
        var evaluation = await Sound().Effective().WithAsync(
            """{ "gemeinsam": false, "anzahl": 0, "partner": { "family_name": "Muster", "given_names": "Alex" }, "leitung": [] }""");

        Assert.Empty(evaluation.Signers);
        Assert.Empty(evaluation.Issues);
        Assert.Equal(["vorsprache"], evaluation.Appointments.Select(appointment => appointment.Id));
    }

    [Fact]
    public async Task Appointments_and_documents_follow_the_answers()
    {
        var service = Sound().Effective();
        var evaluation = await service.WithAsync("""{ "gemeinsam": true, "anzahl": 3 }""");

        Assert.Equal(new DueIssue("urkunde", "urkunde", 3), Assert.Single(evaluation.Issues));
        Assert.Equal(("amt", 15, AppointmentTime.Granted), (evaluation.Appointments[0].Office.Id, evaluation.Appointments[0].Minutes, evaluation.Appointments[0].At));
        Assert.Equal(["XPersonenstand", "XMeld"], service.Standards);
        Assert.Equal("Alle.", service.Signers[1].Why.In(Language.German));
    }

    [Theory]
    [InlineData("who: partner", "who: anzahl", "service.yaml:11: who gives int; expected person, optional(person), list(person) or a map with family_name and given_names")]
    [InlineData("when: gemeinsam", "when: anzahl", "service.yaml:11: ")]
    [InlineData("id: leitung, label", "id: partner, label", "service.yaml:10: partner is there twice")]
    [InlineData(", trust: high", "", "service.yaml:11: trust is missing: the level the other person signs in with")]
    [InlineData("why: Alle.,", "", "service.yaml:12: why is missing")]
    public void Faulty_signers_are_named(string from, string to, string expected) => Assert.Contains(
        Sound().Service("service.yaml", Head + Signers.Replace(from, to, StringComparison.Ordinal)).Faults(),
        fault => fault.StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("document: urkunde", "document: keine", "process.yaml:2: there is no documents/keine.md")]
    [InlineData("office: meldebehoerde", "office: mond", "services/probe.yaml:1: wuppertal has no office of the id or kind mond for the appointment abholung")]
    [InlineData("minutes: 15", "minutes: 17", "process.yaml:4: minutes go in steps of five")]
    [InlineData("minutes: 20, ", "", "process.yaml:5: minutes is missing")]
    [InlineData(", at: submitted", "", "process.yaml:5: at is missing: submitted or granted")]
    [InlineData("at: submitted", "at: morgen", "process.yaml:5: at must be one of submitted, granted, not morgen")]
    public void Faulty_appointments_and_documents_are_named(string from, string to, string expected) =>
        Assert.Contains(expected, Sound().Service("process.yaml", Process.Replace(from, to, StringComparison.Ordinal)).Faults());

    [Fact]
    public async Task Each_must_be_reached_and_worded_in_every_language()
    {
        var faults = await Sound().CheckAsync();

        Assert.Contains("services/wuppertal/probe/service.yaml:11: no example of probe reaches: signer partner", faults);
        Assert.Contains("services/wuppertal/probe/process.yaml:2: no example of probe reaches: issue urkunde", faults);
        Assert.Contains("services/wuppertal/probe/process.yaml:4: no example of probe reaches: appointment abholung", faults);
        Assert.Contains("services/wuppertal/probe/service.yaml:12: no text in en for signers.leitung.why", faults);
        Assert.Contains("services/wuppertal/probe/process.yaml:5: no text in de-einfach for appointments.vorsprache.say", faults);
    }

    [Theory]
    [InlineData("signers: { partner: Alex Muster }, appointments: [abholung, vorsprache], issues: { urkunde: 2 }", null)]
    [InlineData("signers: { partner: Max Muster }", "signers partner are [Alex Muster]")]
    [InlineData("signers: []", "signers is [partner], expected []")]
    [InlineData("appointments: [abholung]", "appointments is [abholung, vorsprache], expected [abholung]")]
    [InlineData("issues: { urkunde: 1 }", "urkunde is issued in 2 copies")]
    public async Task Examples_expect_them(string expect, string? differs)
    {
        var faults = await Sound().Service(
            "examples/a.yaml",
            "title: A\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { gemeinsam: true, anzahl: 2, partner: { family_name: Muster, given_names: Alex } }\nexpect: { " + expect + " }\n").CheckAsync();

        var ofExample = faults.Where(fault => fault.Contains("examples/a.yaml", StringComparison.Ordinal)).ToList();
        if (differs is null)
            Assert.Empty(ofExample);
        else
            Assert.Contains(ofExample, fault => fault.EndsWith(differs, StringComparison.Ordinal));
    }
}
