using Rathaus.Cel.Conformance;

namespace Rathaus.Cel.Tests;

/// <summary>Cases of google/cel-spec (Cases/README.md): an own part of them, and all when they lie beside the checkout.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.json"))
            data.Add(file);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared", "cases", "cel");
            if (!Directory.Exists(shared))
                continue;
            foreach (var file in Directory.GetFiles(shared, "*.json"))
                data.Add(file);
            break;
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_case_of_the_standard_passes_or_is_excluded_with_a_reason(string file)
    {
        var results = CelConformance.Run(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        Assert.NotEmpty(results);
        var failed = results.Where(result => result.Outcome == ConformanceOutcome.Failed)
            .Select(result => $"{result.Suite} {result.Name}: {result.Expression}\n  expected {result.Expected}\n  got {result.Got}");
        Assert.Empty(failed);
        Assert.All(results.Where(result => result.Outcome == ConformanceOutcome.Skipped), result => Assert.NotEmpty(result.Expected));
    }
}
