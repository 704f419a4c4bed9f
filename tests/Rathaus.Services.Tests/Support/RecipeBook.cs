using System.Diagnostics;
using System.Text.RegularExpressions;
using Rathaus.Kernel.Commands;
using Rathaus.Services.Adoption;
using Rathaus.Services.Benefits;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Checking;
using Rathaus.Services.Source;
using Rathaus.Testing;

namespace Rathaus.Services.Tests.Support;

/// <summary>Follows a page of <c>docs/</c> word by word on a copy of the catalogue: each paragraph before a code block is a step.</summary>
/// <param name="page">Name of the page, for example <c>law-as-data.md</c>; each of its sections is a recipe.</param>
internal sealed partial class RecipeBook(string page) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rathaus-recipe-");

    /// <summary>The recipes by their headings.</summary>
    public static IReadOnlyCollection<string> Of(string page) => Sections(page).Keys;

    public void Dispose() => folder.Delete(recursive: true);

    public async Task FollowAsync(string recipe)
    {
        Checkout.CopyCatalogue(Path.Combine(folder.FullName, "catalogue"));
        string? answer = null;
        string? replaced = null;
        var place = "";
        var steps = 0;
        foreach (var (said, block) in Blocks(Sections(page)[recipe]))
        {
            steps++;
            if (Said().Match(said) is not { Success: true } step)
            {
                Assert.Fail($"\"{said}\" is no step of a recipe");
                return;
            }

            if (step.Groups["path"].Success)
                place = Path.Combine(folder.FullName, step.Groups["path"].Value);
            switch (step.Groups["verb"].Value)
            {
                case "Create":
                    Assert.False(File.Exists(place), place);
                    Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                    await File.WriteAllTextAsync(place, block, TestContext.Current.CancellationToken);
                    break;
                case "Add":
                    await File.AppendAllTextAsync(place, block, TestContext.Current.CancellationToken);
                    break;
                case "In":
                    replaced = block;
                    break;
                case "with":
                    await ReplaceAsync(place, replaced!, block);
                    break;
                case "Run":
                    answer = await RunAsync(block.Trim());
                    break;
                default:
                    Assert.Equal(block.Trim(), answer?.Trim());
                    break;
            }
        }

        Assert.True(steps > 5);
    }

    private static Dictionary<string, string> Sections(string page)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", page));
        return text.Split("\n## ").Skip(1).ToDictionary(section => section[..section.IndexOf('\n', StringComparison.Ordinal)], section => section, StringComparer.Ordinal);
    }

    private static async Task ReplaceAsync(string file, string old, string replacement)
    {
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(2, text.Split(old.TrimEnd('\n')).Length);
        await File.WriteAllTextAsync(file, text.Replace(old.TrimEnd('\n'), replacement.TrimEnd('\n'), StringComparison.Ordinal), TestContext.Current.CancellationToken);
    }

    /// <summary>The verb of the house runs here, what stands behind the first pipe in a shell.</summary>
    private async Task<string> RunAsync(string line)
    {
        var parts = line.Split(" | ", 2);
        var words = parts[0].Split(' ');
        Assert.Equal("./rathaus", words[0]);
        using var output = new StringWriter();
        var catalogue = new CatalogueLocation(Path.Combine(folder.FullName, "catalogue"));
        switch (words[1])
        {
            case "check":
                await new CheckCommand(catalogue, House.Texts, new FrozenTime()).RunAsync(
                    CommandLine.Parse(words[2..], [], ["--no-warnings", "--coverage"]).WritingTo(output), TestContext.Current.CancellationToken);
                break;
            case "adopt":
                await new AdoptCommand(catalogue, House.Texts, new FrozenTime()).RunAsync(
                    CommandLine.Parse(words[2..], ["--town"], []).WritingTo(output), TestContext.Current.CancellationToken);
                break;
            case "calculate":
                Assert.Equal("<", words[3]);
                using (var input = new StreamReader(Path.Combine(folder.FullName, words[4])))
                {
                    await new CalculateCommand(new Loaded(catalogue)).RunAsync(
                        CommandLine.Parse([words[2]], [], []).WritingTo(output).Reading(input), TestContext.Current.CancellationToken);
                }

                break;
            default:
                Assert.Fail($"unknown command {words[1]}");
                break;
        }

        return parts.Length == 1 ? output.ToString() : await PipeAsync(parts[1], output.ToString());
    }

    private static async Task<string> PipeAsync(string command, string input)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        using var shell = Process.Start(start)!;
        var reading = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.StandardInput.WriteAsync(input.AsMemory(), TestContext.Current.CancellationToken);
        shell.StandardInput.Close();
        return await reading;
    }

    /// <summary>Each fenced block with the paragraph before it.</summary>
    private static IEnumerable<(string Said, string Block)> Blocks(string section)
    {
        var said = "";
        List<string>? block = null;
        foreach (var line in section.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (block is not null)
                    yield return (said, string.Concat(block.Select(one => one + "\n")));
                block = block is null ? [] : null;
            }
            else if (block is not null)
            {
                block.Add(line);
            }
            else if (line.Length > 0)
            {
                said = line;
            }
        }
    }

    [GeneratedRegex("^(?<verb>Create|Add|In|with|Run|It answers)(?: to the end of)?(?: `(?<path>[^`]+)`)?", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Said();

    private sealed class Loaded(CatalogueLocation location) : IBenefits
    {
        private readonly BenefitSet set = location.Load(new FaultList()).Benefits;

        public IReadOnlyList<Benefit> All => set.All;

        public Benefit? Find(string id) => set.Find(id);
    }
}
