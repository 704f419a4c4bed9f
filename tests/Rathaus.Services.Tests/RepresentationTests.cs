using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>The key <c>representation</c> of a package.</summary>
public sealed class RepresentationTests
{
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

        """;

    [Fact]
    public void Without_it_anyone_with_a_mandate_applies()
    {
        var service = new SmallCatalogue().Effective();
        Assert.Equal((RepresentationRule.Anyone, null), (service.Representation, service.RepresentationBasis));
    }

    [Theory]
    [InlineData("legal", RepresentationRule.Legal)]
    [InlineData("nobody", RepresentationRule.Nobody)]
    public void It_says_who_may(string by, RepresentationRule rule)
    {
        var service = new SmallCatalogue().Service("service.yaml", $"{Head}representation: {{ by: {by}, basis: \"PAuswG § 9 Abs. 1\" }}\n").Effective();
        Assert.Equal((rule, "PAuswG § 9 Abs. 1"), (service.Representation, service.RepresentationBasis));
    }

    [Theory]
    [InlineData("representation: { by: everybody, basis: x }", "service.yaml:9: by must be one of legal, nobody, not everybody")]
    [InlineData("representation: { basis: x }", "service.yaml:9: by is missing: legal or nobody")]
    [InlineData("representation: { by: nobody }", "service.yaml:9: basis is missing")]
    [InlineData("representation: { by: nobody, basis: x, when: y }", "service.yaml:9: unknown key when")]
    public void A_wrong_one_is_named(string line, string fault) =>
        Assert.Contains(fault, new SmallCatalogue().Service("service.yaml", $"{Head}{line}\n").Faults());
}
