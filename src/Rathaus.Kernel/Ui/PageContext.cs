using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui.Assets;

namespace Rathaus.Kernel.Ui;

/// <summary>What every component of a page may ask: language and texts, town, who acts, where we are. Cascades through the page.</summary>
public sealed class PageContext
{
    public required Texts Texts { get; init; }

    public Language Language => Texts.Language;

    public required TownTheme Town { get; init; }

    public required UiOptions Options { get; init; }

    public required AssetManifest Assets { get; init; }

    /// <summary>Null on pages that must work without the database.</summary>
    public IActor? Actor { get; init; }

    public IReadOnlyList<NavEntry> Navigation { get; init; } = [];

    /// <summary>Path of the request, <c>/wuppertal/sperrmuell</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Parameters of the request without the language.</summary>
    public QueryString Query { get; init; }

    /// <summary>Address of the stylesheet with the towns' colours.</summary>
    public string TownStyles { get; init; } = TownStyle.Path;

    /// <summary>This page in another language.</summary>
    public string AddressIn(Language language) => Path + Query.Add(RequestLanguage.Parameter, language.Code);

    public IEnumerable<NavEntry> Entries(NavPlace place) =>
        Navigation.Where(entry => entry.Place == place && entry.IsVisible?.Invoke(this) != false).OrderBy(entry => entry.Order);

    /// <param name="town">Null: the town of the route value <c>town</c>, else the region.</param>
    public static PageContext Of(HttpContext http, TownTheme? town = null)
    {
        var services = http.RequestServices;
        var themes = services.GetService<ITownThemes>();
        if (town is null && http.GetRouteValue("town") is string id)
            town = themes?.Find(id);

        return new PageContext
        {
            Texts = services.GetRequiredService<ITexts>().For(http.Language()),
            Town = town ?? TownTheme.Region,
            Options = services.GetRequiredService<IOptions<UiOptions>>().Value,
            Assets = services.GetRequiredService<AssetManifest>(),
            Actor = services.GetService<IActor>(),
            Navigation = [.. services.GetServices<NavEntry>()],
            Path = http.Request.Path.HasValue ? http.Request.Path.ToUriComponent() : "/",
            Query = WithoutLanguage(http.Request.Query),
            TownStyles = services.GetRequiredService<TownStyle>().Address,
        };
    }

    private static QueryString WithoutLanguage(IQueryCollection query)
    {
        if (query.Count == 0)
            return QueryString.Empty;
        var builder = new QueryBuilder();
        foreach (var (name, values) in query)
        {
            if (name == RequestLanguage.Parameter)
                continue;
            foreach (var value in values)
                builder.Add(name, value ?? "");
        }

        return builder.ToQueryString();
    }
}
