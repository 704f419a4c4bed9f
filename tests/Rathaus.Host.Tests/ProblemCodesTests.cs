using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Kernel.Outcomes;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>docs/problems.md names exactly the codes that stand in the sources, each with its status, and the host shows them.</summary>
public sealed partial class ProblemCodesTests(RathausApp app) : IClassFixture<RathausApp>
{
    private static readonly IReadOnlyList<string> Sources =
        [.. Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "src"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)];

    private static readonly IReadOnlyList<string> Document =
        File.ReadAllLines(Path.Combine(Checkout.Folder, "docs", "problems.md"));

    private static readonly IReadOnlyDictionary<string, string> Documented = Rows(4).ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);

    [Fact]
    public void Every_code_in_the_sources_is_documented_and_every_documented_one_exists()
    {
        var used = Used().Select(found => found.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(used, Documented.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_documented_status_is_the_one_the_refusal_has()
    {
        foreach (var (code, status) in Used().Where(found => found.Status is not null))
            Assert.True(Documented[code] == status, $"{code} is {status}, docs/problems.md says {Documented[code]}");
    }

    [Fact]
    public void Every_code_of_a_field_is_documented_and_every_documented_one_exists()
    {
        var used = FieldCodes().Where(code => !Documented.ContainsKey(code)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(used, Rows(2).Select(row => row[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_problem_documents_type_leads_to_a_page_that_explains_it()
    {
        using var client = app.CreateClient();
        var page = await client.GetStringAsync("/problems/idempotency.other-body", TestContext.Current.CancellationToken);
        Assert.Contains("The key was used for another body.", page, StringComparison.Ordinal);
        Assert.Contains("409", page, StringComparison.Ordinal);
        foreach (var code in Documented.Keys)
        {
            using var answer = await client.GetAsync("/problems/" + code, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{code}: {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/problems/gibt-es.nicht")]
    [InlineData("/problems/required")]
    [InlineData("/problems/%3Cscript%3E")]
    public async Task An_unknown_code_is_404(string address)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static IEnumerable<string[]> Rows(int cells) => Document
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .Where(row => row.Length == cells)
        .Select(row => row.Select((cell, at) => at == 0 ? cell.Trim('`') : cell).ToArray());

    /// <summary>Codes of refusals, with the status where the place says it.</summary>
    private static IEnumerable<(string Code, string? Status)> Used()
    {
        foreach (var text in Sources)
        {
            foreach (Match match in NotFound().Matches(text))
                yield return (match.Groups["what"].Value + ".not-found", "404");
            foreach (Match match in Kinds().Matches(text))
                yield return (match.Groups["code"].Value, StatusOf(match.Groups["kind"].Value));
            foreach (Match match in Shortcuts().Matches(text))
                yield return (match.Groups["code"].Value, "422");
            foreach (Match match in ByStatus().Matches(text))
                yield return (match.Groups["code"].Value, match.Groups["status"] is { Success: true } status ? status.Value : null);
            foreach (Match match in Either().Matches(text))
            {
                yield return (match.Groups["one"].Value, null);
                yield return (match.Groups["other"].Value, null);
            }
        }
    }

    private static string StatusOf(string kind) =>
        RefusalHttp.StatusOf(Enum.Parse<RefusalKind>(kind)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> FieldCodes()
    {
        foreach (var text in Sources)
        {
            foreach (Match match in Fields().Matches(text))
            {
                yield return match.Groups["code"].Value;
                if (match.Groups["other"].Success)
                    yield return match.Groups["other"].Value;
            }

            foreach (Match match in Ranges().Matches(text))
                yield return "range." + match.Groups["end"].Value;
        }
    }

    [GeneratedRegex("""Refusal\.NotFound\(\s*"(?<what>[a-z-]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotFound();

    /// <summary>The factories of <see cref="Refusal"/> and its constructor.</summary>
    [GeneratedRegex("""(Refusal\.(?=(Invalid|Conflict|Forbidden|Unavailable)\()|RefusalKind\.)(?<kind>[A-Z]\w+)[(,]\s*"(?<code>[a-z.-]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kinds();

    /// <summary>Short forms that rooms have for 422: <c>No(code, …)</c>, <c>Fault(path, code, …)</c>, what breaks a rule of WebAuthn.</summary>
    [GeneratedRegex("""\b(No|Fault|WebAuthnException)\(\s*("?\w+"?,\s*)?"(?<code>[a-z-]+\.[a-z-]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shortcuts();

    /// <summary>Answers that got a status but no body.</summary>
    [GeneratedRegex("""((?<status>[0-9]{3})|_) => "(?<code>[a-z-]+\.[a-z-]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ByStatus();

    [GeneratedRegex("""\? "(?<one>[a-z-]+\.[a-z-]+)" : "(?<other>[a-z-]+\.[a-z-]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Either();

    [GeneratedRegex("""(new FieldFault\([^,;]+,|AnswerFault\.Of\([^")]*|new AnswerFault\(|\bBad\()\s*"(?<code>[a-z._-]*[a-z])"( : "(?<other>[a-z._]+)")?(?!\) with)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fields();

    [GeneratedRegex("""RangeFault\("(?<end>[a-z]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ranges();
}
