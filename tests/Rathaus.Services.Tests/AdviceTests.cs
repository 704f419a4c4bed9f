using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>What another authority decides: a page that says where one applies, and nothing to fill in.</summary>
public sealed class AdviceTests
{
    private const string Head =
        """
        id: probe
        version: 1.0.0
        name: Probe
        summary: Eine Probe.
        authority: { kind: familienkasse, where: main_residence }
        remedy: einspruch_1_month

        """;

    [Fact]
    public void A_page_without_application_needs_no_form_trust_or_retention()
    {
        var small = Advice("advice: { where: Sie beantragen es bei der Familienkasse., link: https://familienkasse.example/antrag }");

        Assert.Empty(small.Faults());
        var service = small.Effective();
        Assert.False(service.TakesApplications);
        Assert.Equal("Sie beantragen es bei der Familienkasse.", service.Advice!.Where.German);
        Assert.Equal("https://familienkasse.example/antrag", service.Advice.Link);
        Assert.Empty(service.Form.Pages);
    }

    [Theory]
    [InlineData("advice: { where: Dort. }\ntrust: { level: low }", "service.yaml:8: advice has no trust: nobody applies for it here")]
    [InlineData("advice: { where: Dort. }\nretention: { months: 12 }", "service.yaml:8: advice has no retention: nobody applies for it here")]
    [InlineData("advice: { where: Dort. }\napplicants: [person]", "service.yaml:8: advice has no applicants: nobody applies for it here")]
    [InlineData("advice: { where: Dort., link: http://familienkasse.example }", "service.yaml:7: a link begins with https://")]
    [InlineData("advice: { where: Dort., link: \"javascript:alert(1)\" }", "service.yaml:7: a link begins with https://")]
    [InlineData("advice: { link: https://familienkasse.example }", "service.yaml:7: where is missing")]
    public void What_only_applications_have_is_refused(string keys, string fault) =>
        Assert.Contains(fault, Advice(keys).Faults());

    [Theory]
    [InlineData("form.yaml", "pages:\n  - { id: eins, title: Wer?, questions: [{ id: name, type: text, label: Name }] }\n")]
    [InlineData("process.yaml", "use: standard\n")]
    [InlineData("documents/eingang.md", "# Da\n")]
    public void Advice_has_no_form_process_or_letters(string file, string text) => Assert.Contains(
        $"{file}:1: advice has no {file}: nobody applies for it here",
        Advice("advice: { where: Dort. }").Service(file, text).Faults());

    [Fact]
    public void A_service_that_takes_applications_still_needs_its_form() =>
        Assert.Contains("form.yaml:1: file is missing", new SmallCatalogue().Without("services/wuppertal/probe/form.yaml").Faults());

    private static SmallCatalogue Advice(string keys) =>
        new SmallCatalogue().Without("services/wuppertal/probe/form.yaml").Service("service.yaml", Head + keys + "\n");
}
