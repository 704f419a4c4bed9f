using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>
/// Fills any service's form in the browser, page by page: what a page shows is answered from a set of answers by the names of its fields,
/// what it offers already stays. A page that comes again with more questions is answered again.
/// </summary>
internal static partial class Filling
{
    private const int MostPages = 60;

    /// <summary>From the service's start page to check-your-answers, for whoever is signed in.</summary>
    /// <param name="start">Address of the application: <c>/wuppertal/kita-platz/antrag</c>.</param>
    public static async Task FillAsync(this Visitor visitor, string start, JsonObject answers, bool look = true)
    {
        await visitor.GoAsync(start);
        await visitor.NextAsync("Los geht es");
        var before = "";
        for (var turn = 0; turn < MostPages; turn++)
        {
            if (new Uri(visitor.Page.Url).AbsolutePath.EndsWith("/pruefen", StringComparison.Ordinal))
                return;
            await AnswerPageAsync(visitor, answers);
            if (look)
                await visitor.LookAsync();
            await visitor.NextAsync();
            var now = visitor.Page.Url + await NamesAsync(visitor);
            Assert.True(now != before, $"{visitor.Page.Url} does not go on: {await SummaryAsync(visitor)}");
            before = now;
        }

        Assert.Fail($"{start} has no end");
    }

    private static async Task AnswerPageAsync(Visitor visitor, JsonObject answers)
    {
        await AddEntriesAsync(visitor, answers);
        foreach (var name in (await NamesAsync(visitor)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Value(answers, name) is { } value)
                await PutAsync(visitor, name, value);
        }

        foreach (var file in await visitor.Page.Locator("input[type=file]").AllAsync())
            await UploadAsync(visitor, file, answers);
    }

    /// <summary>As many entries of each repeating group as there are answers.</summary>
    private static async Task AddEntriesAsync(Visitor visitor, JsonObject answers)
    {
        foreach (var (id, list) in answers)
        {
            if (list is not JsonArray { Count: > 0 } entries || entries[0] is not JsonObject)
                continue;
            var add = visitor.Page.Locator($"button[value='hinzufuegen:{id}']");
            for (var one = 0; one < entries.Count && await add.CountAsync() > 0; one++)
            {
                if (await visitor.Page.Locator($"[name^='{id}[{one}].']").CountAsync() == 0)
                    await visitor.PressAsync(add);
            }
        }
    }

    /// <summary>Names of the fields a person can fill in, one a line.</summary>
    private static Task<string> NamesAsync(Visitor visitor) => visitor.Page.EvaluateAsync<string>(
        """
        () => [...new Set([...document.querySelectorAll('main input, main select, main textarea')]
          .filter(field => !['hidden', 'file', 'submit'].includes(field.type) && !field.disabled && !field.name.startsWith('_'))
          .map(field => field.name))].join('\n')
        """);

    private static Task<string> SummaryAsync(Visitor visitor) => visitor.Page.Locator("main").InnerTextAsync();

    /// <summary>The answer a field's name leads to, in the way the field takes it; null: none.</summary>
    private static JsonNode? Value(JsonObject answers, string name)
    {
        JsonNode? at = answers;
        foreach (var step in name.Split('.'))
        {
            if (at is JsonValue date)
                return DatePart(date.ToString(), step);
            var index = Index().Match(step);
            at = (at as JsonObject)?[index.Success ? step[..index.Index] : step];
            if (index.Success)
                at = at is JsonArray list && int.Parse(index.Groups["n"].Value, CultureInfo.InvariantCulture) is var n && n < list.Count ? list[n] : null;
            if (at is null)
                return null;
        }

        return at is JsonObject ? null : at;
    }

    private static JsonValue? DatePart(string date, string part)
    {
        var pieces = date.Split('-');
        var at = part switch { "year" => 0, "month" => 1, "day" => 2, _ => 3 };
        return at < pieces.Length ? JsonValue.Create(pieces[at].TrimStart('0')) : null;
    }

    private static async Task PutAsync(Visitor visitor, string name, JsonNode value)
    {
        var field = visitor.Page.Locator($"main [name=\"{name}\"]").First;
        var kind = await field.EvaluateAsync<string>("field => field.tagName === 'SELECT' ? 'select' : field.type");
        var wanted = value is JsonArray many ? many.Select(one => one!.ToString()).ToArray() : [value.ToString()];
        switch (kind)
        {
            case "select":
                await field.SelectOptionAsync(wanted[0]);
                break;
            case "radio" or "checkbox":
                foreach (var one in wanted)
                    await visitor.Page.Locator($"main [name=\"{name}\"][value=\"{one}\"]").CheckAsync();
                break;
            default:
                var decimals = await field.GetAttributeAsync("inputmode") == "decimal";
                await field.FillAsync(decimals ? wanted[0].Replace('.', ',') : wanted[0]);
                break;
        }
    }

    private static async Task UploadAsync(Visitor visitor, ILocator field, JsonObject answers)
    {
        var question = await field.EvaluateAsync<string>("field => (field.dataset.question ?? field.name ?? '').replace(/^datei[.:]/, '')");
        var name = $"{question}.pdf";
        if (Value(answers, question) is null || await visitor.Page.Locator(".rh-file").Filter(new() { HasText = name }).CountAsync() > 0)
            return;
        var atOnce = await field.EvaluateAsync<bool>("field => field.closest('[data-upload]') !== null");
        await field.SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/pdf", Buffer = AccountSteps.APdf });
        if (atOnce)
            await visitor.Page.Locator(".rh-file").Filter(new() { HasText = name }).Locator(".rh-state--ok:visible").First.WaitForAsync();
    }

    [GeneratedRegex(@"\[(?<n>[0-9]+)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Index();
}
