using Rathaus.Services.Adoption;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Adoption;

public sealed class VersionTests
{
    [Theory]
    [InlineData("1", "1.0.0")]
    [InlineData("1.0", "1.0.0")]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData("2", "2.0.0")]
    public void An_overlay_gets_the_newest_version_that_matches(string wanted, string version)
    {
        using var catalogue = new TwoVersions().Own($"adopts: solingen/ausweis@{wanted}\noffice: amt\n");

        Assert.Empty(catalogue.Faults());
        Assert.Equal(version, catalogue.Load().Service("wuppertal", "ausweis")!.Version);
    }

    [Fact]
    public void A_newer_version_inside_the_wanted_one_is_followed()
    {
        using var catalogue = new TwoVersions().Change("service.yaml", "version: 2.0.0", "version: 1.1.0");

        Assert.Equal("1.1.0", catalogue.Load().Service("wuppertal", "ausweis")!.Version);
    }

    [Fact]
    public void A_version_that_is_not_there_is_a_fault()
    {
        using var catalogue = new TwoVersions().Own("adopts: solingen/ausweis@3\noffice: amt\n");

        Assert.Contains("municipalities/wuppertal/services/ausweis.yaml:1: adopts solingen/ausweis@3, but the package is 2.0.0", catalogue.Faults());
    }

    [Fact]
    public void What_was_published_must_not_change()
    {
        using var catalogue = new TwoVersions().With(TwoVersions.Archive + "fees.yaml", TwoVersions.Fees.Replace("betrag", "betrag * 2", StringComparison.Ordinal));

        Assert.Contains(
            "services/solingen/ausweis@1.0.0/service.yaml:1: 1.0.0 is published and was changed since: begin a version with ./rathaus package revise, or undo the change",
            catalogue.Faults());
    }

    [Fact]
    public void Remarks_and_the_order_of_files_do_not_change_what_a_package_says()
    {
        using var catalogue = new TwoVersions().With(TwoVersions.Archive + "fees.yaml", "# a remark\n" + TwoVersions.Fees);

        Assert.Empty(catalogue.Faults());
    }

    [Fact]
    public void A_shared_question_belongs_to_what_was_published()
    {
        const string form = "pages:\n  - id: eins\n    title: A\n    overlay_point: ende\n    questions:\n      - { id: ort, use: ort }\n";
        using var catalogue = new TwoVersions()
            .With("blocks/ort.yaml", "type: text\nlabel: Ort\n").With(TwoVersions.Archive + "blocks/ort.yaml", "type: text\nlabel: Ort\n")
            .With(TwoVersions.Archive + "form.yaml", form).Publish();
        Assert.Empty(catalogue.Faults());

        catalogue.With("blocks/ort.yaml", "type: text\nlabel: Wohnort\n");
        Assert.Empty(catalogue.Faults());
        Assert.Equal("Ort", catalogue.Load().Service("wuppertal", "ausweis")!.Form.FindQuestion("ort")!.Label.German);

        catalogue.With(TwoVersions.Archive + "blocks/ort.yaml", "type: text\nlabel: Wohnort\n");
        Assert.Contains(catalogue.Faults(), fault => fault.Contains("1.0.0 is published and was changed since", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("version: 1.0.1", "services/solingen/ausweis@1.0.0/service.yaml:1: the folder says version 1.0.0, the package 1.0.1")]
    public void A_folder_says_the_version_it_holds(string version, string fault)
    {
        using var catalogue = new TwoVersions().With(TwoVersions.Archive + "service.yaml", TwoVersions.Service.Replace("version: 1.0.0", version, StringComparison.Ordinal));

        Assert.Contains(fault, catalogue.Faults());
    }

    [Fact]
    public void The_newest_version_is_the_highest()
    {
        using var catalogue = new TwoVersions().Change("service.yaml", "version: 2.0.0", "version: 0.9.0");
        using var same = new TwoVersions().Change("service.yaml", "version: 2.0.0", "version: 1.0.0");

        Assert.Contains("services/solingen/ausweis/service.yaml:1: the version must be higher than 1.0.0, which lies in services/solingen/ausweis@1.0.0", catalogue.Faults());
        Assert.Contains(same.Faults(), fault => fault.Contains("the version must be higher than 1.0.0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("form.yaml", "hint: Ihr Viertel", "hint: Ihre Zone", "Patch")]
    [InlineData("texts/en.yaml", "You park.", "You park here.", "Patch")]
    [InlineData("service.yaml", "basis: [\"§ 45 StVO\"]", "basis: [\"§ 45 Abs. 1b StVO\"]", "Patch")]
    [InlineData("service.yaml", "label: Laufzeiten", "label: Dauer", "Patch")]
    [InlineData("service.yaml", "default: [12]", "default: [12, 24]", "Minor")]
    [InlineData("service.yaml", "range: [0.00, 500.00]", "range: [0.00, 600.00]", "Minor")]
    [InlineData("service.yaml", "range: [0.00, 500.00]", "range: [10.00, 500.00]", "Major")]
    [InlineData("service.yaml", "  hof: { type: text, default: Musterhof, label: Hof }\n", "", "Major")]
    [InlineData("service.yaml", "  hof: { type: text, default: Musterhof, label: Hof }", "  hof: { type: text, default: Musterhof, label: Hof }\n  neu: { type: text, default: x }", "Minor")]
    [InlineData("service.yaml", "  hof: { type: text, default: Musterhof, label: Hof }", "  hof: { type: text, default: Musterhof, label: Hof }\n  neu: { type: text }", "Major")]
    [InlineData("service.yaml", "trust: { level: none }", "trust: { level: low }", "Major")]
    [InlineData("service.yaml", "applicants: [person]", "applicants: [person, organisation]", "Minor")]
    [InlineData("service.yaml", "applicants: [person]", "applicants: [person]\nrepresentation: { by: nobody, basis: x }", "Major")]
    [InlineData("service.yaml", "overlay_points: { ende: questions, hinweise: texts }", "overlay_points: { ende: questions }", "Major")]
    [InlineData("form.yaml", "required: true", "required: false", "Minor")]
    [InlineData("form.yaml", "type: plate", "type: text", "Major")]
    [InlineData("form.yaml", "questions:\n", "questions:\n      - { id: elektro, type: yesno, label: Elektroauto }\n", "Minor")]
    [InlineData("form.yaml", "questions:\n", "questions:\n      - { id: elektro, type: yesno, label: Elektroauto, required: true }\n", "Major")]
    [InlineData("fees.yaml", "amount: betrag", "amount: betrag * 2", "Minor")]
    [InlineData("fees.yaml", "booking: PARKEN", "booking: PARKEN, source: unconfirmed", "Major")]
    [InlineData("fees.yaml", "fees:\n", "fees:\n  - { id: karte, label: Karte, amount: betrag, booking: KARTE }\n", "Major")]
    public void A_change_has_a_class(string file, string from, string to, string expected)
    {
        using var catalogue = new TwoVersions().Change(file, from, to);

        Assert.Equal(Enum.Parse<ChangeClass>(expected), catalogue.Comparison().Class);
    }

    [Fact]
    public void Equal_packages_do_not_differ()
    {
        using var catalogue = new TwoVersions();

        Assert.Empty(catalogue.Comparison().Changes);
    }

    [Theory]
    [InlineData("2.0.0", "1.0.1", "1.1.0", "1.1.0")]
    [InlineData("2.0.0", "1.1.0", null, null)]
    public async Task A_step_that_is_too_small_for_what_changed_is_a_fault(string before, string version, string? _, string? needed)
    {
        using var catalogue = new TwoVersions().Change("service.yaml", $"version: {before}", $"version: {version}").Change("service.yaml", "default: [12]", "default: [12, 24]");

        var result = await new Checking.CatalogueCheck(House.Texts, SmallCatalogue.Today).RunAsync(
            new Catalogues.CatalogueFiles(catalogue.Load().Parts.Files), new Source.FaultList(), TestContext.Current.CancellationToken);

        var faults = result.Faults.Where(fault => fault.Message.Contains("too small a step", StringComparison.Ordinal)).Select(fault => fault.ToString());
        if (needed is null)
            Assert.Empty(faults);
        else
            Assert.Equal(["services/solingen/ausweis/service.yaml:2: version 1.0.1 is too small a step from 1.0.0: parameter:laufzeit:default makes it minor, so at least 1.1.0"], faults);
    }
}
