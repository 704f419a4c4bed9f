using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class OverlayTests
{
    private const string Service =
        """
        id: probe
        version: 1.2.0
        name: Probe
        summary: Eine Probe.
        authority: { kind: meldebehoerde, where: main_residence }
        applicants: [person]
        trust: { level: none }
        retention: { months: 12 }
        parameters:
          modell: { type: choice, of: [fest, flaeche], default: fest }
          betrag: { type: money, range: [0.00, 500.00], when: "modell == 'fest'" }
          zonen: { type: areas }
        overlay_points: { ende: questions }
        """;

    private static SmallCatalogue Catalogue(string overlay) => new SmallCatalogue()
        .Service("service.yaml", Service)
        .Form("pages:\n  - id: eins\n    title: A\n    overlay_point: ende\n    questions:\n      - { id: name, type: text, label: Name, required: true }\n")
        .Overlay(overlay);

    [Theory]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 30.00 }")]
    [InlineData("adopts: wuppertal/probe@1.2\noffice: amt\nparameters: { betrag: 500.00 }")]
    [InlineData("adopts: wuppertal/probe@1.2.0\noffice: amt\nparameters: { modell: flaeche }")]
    public void What_the_package_declares_may_be_set(string overlay) => Assert.Empty(Catalogue(overlay).Faults());

    [Theory]
    [InlineData("adopts: wuppertal/probe@2\noffice: amt\nparameters: { betrag: 1.00 }", "services/probe.yaml:1: adopts wuppertal/probe@2, but the package is 1.2.0")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 500.01 }", "services/probe.yaml:3: betrag must lie between 0.00 and 500.00, not 500.01")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.005 }", "services/probe.yaml:3: betrag must be exact to the cent, not 1.005")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: viel }", "services/probe.yaml:3: betrag must be an amount such as 30.00, not viel")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { modell: frei }", "services/probe.yaml:3: modell must be one of fest, flaeche, not frei")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.00, neu: 1 }", "services/probe.yaml:3: the package declares no parameter neu")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { modell: flaeche, betrag: 1.00 }", "services/probe.yaml:3: betrag is not used here: modell == 'fest' does not hold")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt", "services/probe.yaml:1: parameter betrag must be set")]
    [InlineData("adopts: wuppertal/probe@1\noffice: bauamt\nparameters: { betrag: 1.00 }", "services/probe.yaml:1: wuppertal has no office bauamt")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.00 }\npages: []", "services/probe.yaml:4: an overlay cannot set pages: that would be a fork")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.00 }\ntexts: { de: { service: { name: Anders } } }", "services/probe.yaml:4: the package opens no texts to towns")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.00, zonen: ../../geheim.csv }", "services/probe.yaml:3: zonen names a file areas/....csv of the town")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.00, zonen: areas/fehlt.csv }", "services/probe.yaml:3: wuppertal has no file areas/fehlt.csv")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.00 }\nquestions: { mitte: [] }", "services/probe.yaml:4: mitte is no overlay point for questions")]
    [InlineData("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 1.00 }\nfees: { all: { demo: true, confirmed: { by: Rat, on: 2026-01-01 } } }", "services/probe.yaml:4: a fee is either demo: true or confirmed: { by, on }")]
    public void Anything_else_is_refused_at_its_line(string overlay, string expected) => Assert.Contains(expected, Catalogue(overlay).Faults());

    [Fact]
    public void A_towns_own_question_stands_at_the_overlay_point()
    {
        var service = Catalogue(
            """
            adopts: wuppertal/probe@1
            office: amt
            parameters: { betrag: 1.00 }
            questions:
              ende:
                - { id: hausfarbe, type: text, label: Farbe des Hauses }
            """).Effective();

        Assert.Equal(["name", "hausfarbe"], service.Form.Pages[0].Questions.Select(question => question.Id));
        Assert.Equal("wuppertal", service.Form.FindQuestion("hausfarbe")!.AddedBy);
    }

    [Fact]
    public void The_hash_follows_the_content_and_the_canonical_form_makes_the_same_service_again()
    {
        var service = Catalogue("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 30.00 }").Effective();
        var same = Catalogue("# a remark\nadopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 30.00 }").Effective();
        var other = Catalogue("adopts: wuppertal/probe@1\noffice: amt\nparameters: { betrag: 31.00 }").Effective();

        var again = Catalogues.CanonicalForm.Read(service.Runtime.Canonical(), service.Town);

        Assert.Matches("^[0-9a-f]{64}$", service.Hash);
        Assert.Equal(service.Hash, same.Hash);
        Assert.NotEqual(service.Hash, other.Hash);
        Assert.Equal(service.Hash, again.Hash);
        Assert.Equal("30,00\u00a0€", again.Parameters.Single(parameter => parameter.Id == "betrag").On(SmallCatalogue.Today)!.Display.German);
    }
}
