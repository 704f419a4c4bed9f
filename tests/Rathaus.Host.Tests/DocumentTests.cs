using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Operations;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>What the documents name exists: tests, files, invariants, metrics.</summary>
public sealed partial class DocumentTests(RathausApp app) : IClassFixture<RathausApp>
{
    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(Checkout.Folder, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "docs"), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(Checkout.Folder, "benchmarks", "README.md"))
            .Select(file => Path.GetRelativePath(Checkout.Folder, file)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_test_a_document_names_exists(string document)
    {
        foreach (Match named in TestNames().Matches(Text(document)))
        {
            var files = Directory.GetFiles(Path.Combine(Checkout.Folder, "tests"), named.Groups["type"].Value + ".cs", SearchOption.AllDirectories);
            Assert.True(files.Length > 0, $"{document}: {named.Value}");
            if (named.Groups["method"] is { Success: true } method)
                Assert.True(files.Any(file => File.ReadAllText(file).Contains($" {method.Value}(", StringComparison.Ordinal)), $"{document}: {named.Value}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_file_a_document_links_to_exists(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Checkout.Folder, document))!;
        foreach (Match link in Links().Matches(Text(document)))
        {
            var target = Path.Combine(folder, link.Groups["path"].Value);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{document}: {link.Groups["path"].Value}");
        }
    }

    [Fact]
    public void Operations_list_every_invariant_of_the_doctor()
    {
        var text = Text("docs/operations.md");
        Assert.All(app.Services.GetServices<IInvariant>(), invariant => Assert.Contains($"- {invariant.Name}\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Operations_list_every_metric_of_ours()
    {
        var text = Text("docs/operations.md");
        var names = Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Metrics().Matches(File.ReadAllText(file)))
            .Select(metric => metric.Groups["name"].Value).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"| `{name}` |", text, StringComparison.Ordinal));
    }

    private static string Text(string document) => File.ReadAllText(Path.Combine(Checkout.Folder, document));

    [GeneratedRegex("""`(?<type>[A-Z]\w+Tests)(\.(?<method>\w+))?`""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestNames();

    /// <summary>Links to files of the checkout, without anchors and without other hosts.</summary>
    [GeneratedRegex(@"\]\((?<path>(?!https?:|mailto:|#)[^)#\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex("""Create(Counter|Histogram|UpDownCounter|ObservableGauge)<\w+>\(\s*"(?<name>[a-z.]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metrics();
}
