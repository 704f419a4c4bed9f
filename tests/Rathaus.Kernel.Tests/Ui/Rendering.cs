using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Assets;
using Rathaus.Kernel.Ui.Frames;

namespace Rathaus.Kernel.Tests.Ui;

/// <summary>Renders components as the server does and asks the HTML for elements and attributes.</summary>
internal static partial class Rendering
{
    public static ITexts Texts { get; } = new ServiceCollection()
        .AddLogging()
        .AddTexts(typeof(UiModule).Assembly, "ui")
        .BuildServiceProvider()
        .GetRequiredService<ITexts>();

    public static PageContext Context(Language? language = null, TownTheme? town = null, bool demo = false) => new()
    {
        Texts = Texts.For(language ?? Language.German),
        Town = town ?? TownTheme.Region,
        Options = new UiOptions { Demo = demo },
        Assets = new AssetManifest(new Dictionary<string, string>(StringComparer.Ordinal) { ["rathaus.css"] = "rathaus.0123.css" }, "."),
        Path = "/wuppertal",
    };

    public static async Task<string> HtmlAsync<T>(object? parameters = null, PageContext? context = null)
        where T : IComponent
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<AntiforgeryStateProvider, SampleToken>()
            .AddSingleton(UiModule.Encoder)
            .BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<PageRoot>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                ["Context"] = context ?? Context(),
                ["Page"] = typeof(T),
                ["Parameters"] = new Microsoft.AspNetCore.Routing.RouteValueDictionary(parameters)
                    .ToDictionary(pair => pair.Key, pair => pair.Value),
            }));
            return root.ToHtmlString();
        });
    }

    /// <summary>Opening tags of an element name.</summary>
    public static IReadOnlyList<string> Tags(string html, string name) =>
        [.. Regex.Matches(html, $@"<{name}(\s[^>]*)?>", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => match.Value)];

    public static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $@"\s{name}=""([^""]*)""", RegexOptions.None, TimeSpan.FromSeconds(5));
        return match.Success ? match.Groups[1].Value : null;
    }

    public static IReadOnlySet<string> Ids(string html) =>
        AllIds(html).ToHashSet(StringComparer.Ordinal);

    public static IReadOnlyList<string> AllIds(string html) =>
        [.. AnyId().Matches(html).Select(match => match.Groups["id"].Value)];

    /// <summary>The markup with all attribute values taken out: what is left of them is not a value.</summary>
    public static string WithoutValues(string html) => AnyValue().Replace(html, "\"\"");

    /// <summary>The token of the first form.</summary>
    public static string Token(string html) => FormToken().Match(html).Groups["token"].Value;

    public static string Form(string html) => AnyForm().Match(html).Value;

    [GeneratedRegex(@"\sid=""(?<id>[^""]*)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex AnyId();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex AnyValue();

    [GeneratedRegex("name=\"_token\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex FormToken();

    [GeneratedRegex("<form method=\"post\".*</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex AnyForm();

    private sealed class SampleToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken GetAntiforgeryToken() => new("sample", UiModule.TokenField);
    }
}
