using Rathaus.Services.Benefits;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>Every example of the checkout's benefits.</summary>
public sealed class BenefitExamplesTests
{
    private static readonly Lazy<CatalogueSnapshot> Loaded = new(() =>
    {
        var faults = new FaultList();
        return CatalogueLoader.Load(CatalogueFiles.Read(House.Catalogue, faults), faults);
    });

    public static TheoryData<string> Files => [.. Loaded.Value.Benefits.Examples.Select(example => example.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void An_example_holds(string file)
    {
        var faults = new FaultList();
        var source = Loaded.Value.Benefits.Examples.Single(example => example.File == file);

        BenefitExample.Run(Loaded.Value.Benefits.Find(source.Benefit)!, source, [], faults);

        Assert.Empty(faults.All.Select(fault => fault.ToString()));
    }
}
