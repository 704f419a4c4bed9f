using Rathaus.Kernel.Commands;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Checking;
using Rathaus.Services.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Services.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public async Task The_catalogue_of_the_house_has_no_fault()
    {
        using var output = new StringWriter();
        var command = new CheckCommand(new CatalogueLocation(House.Catalogue), House.Texts, new FrozenTime());

        var exit = await command.RunAsync(
            Line(output, "--no-warnings"), TestContext.Current.CancellationToken);

        Assert.True(exit == 0, output.ToString());
        Assert.EndsWith("warnings" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }

    private static readonly Lazy<ServiceExamples> All = new(() => ServiceExamples.Load(House.Catalogue));

    public static TheoryData<string> Examples() => [.. All.Value.Files];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_holds(string file)
    {
        var differences = await All.Value.RunAsync(file, House.Texts, TestContext.Current.CancellationToken);

        Assert.Empty(differences);
    }

    private static CommandLine Line(StringWriter output, params string[] words) =>
        CommandLine.Parse(words, [], ["--no-warnings"]).WritingTo(output);
}
