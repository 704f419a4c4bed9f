using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Phone.Pages;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Assets;

namespace Rathaus.Identity.Phone;

/// <summary>What makes the pages below <c>/id/app/</c> an app: manifest, icons, and a service worker that keeps the shell only.</summary>
internal static class AppFiles
{
    public const string Manifest = AppRoutes.Address + "/manifest.webmanifest";

    public const string Worker = AppRoutes.Address + "/sw.js";

    /// <summary>The page shown without a network. It knows nobody.</summary>
    public const string Offline = AppRoutes.Address + "/offline";

    private const string Scope = AppRoutes.Address + "/";

    private static readonly string[] Icons = ["icon-192.png", "icon-512.png", "icon-maskable-512.png"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Manifest, ["GET", "HEAD"], static (HttpContext http, ITexts texts) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Text(ManifestOf(texts.For(http.Language())), "application/manifest+json", Encoding.UTF8);
        }).ExcludeFromDescription();
        routes.MapMethods(Worker, ["GET", "HEAD"], static (HttpContext http, AssetManifest assets, TownStyle towns) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Text(WorkerOf(assets, towns), "text/javascript", Encoding.UTF8);
        }).ExcludeFromDescription();
        foreach (var icon in Icons)
        {
            var bytes = Embedded(icon);
            routes.MapMethods($"{AppRoutes.Address}/{icon}", ["GET", "HEAD"], (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "public, max-age=86400";
                return TypedResults.Bytes(bytes, "image/png");
            }).ExcludeFromDescription();
        }

        routes.MapPage(Offline, static () => PageResult.Of<OfflinePage>()).WithMetadata(PublicPage.Mark);
    }

    private static string ManifestOf(Texts texts) => new JsonObject
    {
        ["id"] = Scope,
        ["name"] = texts["identity.app.name"],
        ["short_name"] = texts["identity.app.name"],
        ["description"] = texts["identity.app.lead"],
        ["lang"] = texts.Language.HtmlTag,
        ["dir"] = texts.Language.Direction,
        ["start_url"] = Scope,
        ["scope"] = Scope,
        ["display"] = "standalone",
        ["background_color"] = "#ffffff",
        ["theme_color"] = TownTheme.Region.Colour,
        ["icons"] = new JsonArray(
            Icon(Icons[0], "192x192", "any"), Icon(Icons[1], "512x512", "any"), Icon(Icons[2], "512x512", "maskable")),
    }.ToJsonString();

    private static JsonObject Icon(string file, string sizes, string purpose) => new()
    {
        ["src"] = $"{AppRoutes.Address}/{file}", ["sizes"] = sizes, ["type"] = "image/png", ["purpose"] = purpose,
    };

    /// <summary>The worker with the addresses of this build's shell; its cache is named after them.</summary>
    private static string WorkerOf(AssetManifest assets, TownStyle towns)
    {
        string[] shell =
        [
            Offline, assets["rathaus.css"], assets["rathaus.js"], assets["icons.svg"], assets["tile.svg"], assets["fira-sans-400.woff2"],
            towns.Address, $"{AppRoutes.Address}/{Icons[0]}",
        ];
        var list = JsonSerializer.Serialize(shell);
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..12];
        return Encoding.UTF8.GetString(Embedded("service-worker.js"))
            .Replace("\"SHELL\"", list, StringComparison.Ordinal)
            .Replace("VERSION", version, StringComparison.Ordinal);
    }

    private static byte[] Embedded(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = Array.Find(assembly.GetManifestResourceNames(), one => one.EndsWith(name, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{name} is not part of the build");
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
