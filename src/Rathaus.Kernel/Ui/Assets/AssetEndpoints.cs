using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Rathaus.Kernel.Ui.Assets;

/// <summary>
/// Serves the bundle from memory (well below 1 MB): names carry the content's hash, so answers are kept for ever; text files
/// lie compressed beside the plain one (<c>.br</c>, <c>.gz</c>) and are sent as the browser accepts them.
/// </summary>
internal static class AssetEndpoints
{
    private const string Immutable = "public, max-age=31536000, immutable";

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        var files = Load(routes.ServiceProvider.GetRequiredService<AssetManifest>());
        routes.MapMethods(AssetManifest.Prefix + "{file}", ["GET", "HEAD"], (string file, HttpContext http) => Send(files, file, http))
            .ExcludeFromDescription();
        routes.MapMethods(TownStyle.Path, ["GET", "HEAD"], (HttpContext http, TownStyle towns) =>
        {
            http.Response.Headers.CacheControl = towns.Address.EndsWith("=" + http.Request.Query["v"], StringComparison.Ordinal)
                ? Immutable
                : "no-cache";
            return Results.Text(towns.Css, "text/css; charset=utf-8");
        }).ExcludeFromDescription();
    }

    private static FrozenDictionary<string, Asset> Load(AssetManifest manifest) => manifest.Files.ToFrozenDictionary(
        name => name,
        name =>
        {
            var path = Path.Combine(manifest.Folder, name);
            return new Asset(TypeOf(name), File.ReadAllBytes(path), Compressed(path + ".br"), Compressed(path + ".gz"));
        },
        StringComparer.Ordinal);

    private static byte[]? Compressed(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    private static IResult Send(FrozenDictionary<string, Asset> files, string file, HttpContext http)
    {
        if (!files.TryGetValue(file, out var asset))
            return Results.NotFound();

        var headers = http.Response.Headers;
        headers.CacheControl = Immutable;
        if (asset.Brotli is null && asset.Gzip is null)
            return Results.Bytes(asset.Plain, asset.Type);

        headers.Vary = HeaderNames.AcceptEncoding;
        var accepted = http.Request.Headers.AcceptEncoding;
        if (asset.Brotli is not null && Accepts(accepted, "br"))
        {
            headers.ContentEncoding = "br";
            return Results.Bytes(asset.Brotli, asset.Type);
        }

        if (asset.Gzip is not null && Accepts(accepted, "gzip"))
        {
            headers.ContentEncoding = "gzip";
            return Results.Bytes(asset.Gzip, asset.Type);
        }

        return Results.Bytes(asset.Plain, asset.Type);
    }

    private static bool Accepts(Microsoft.Extensions.Primitives.StringValues header, string encoding) =>
        StringWithQualityHeaderValue.TryParseList(header, out var values)
        && values.Any(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0);

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };

    private sealed record Asset(string Type, byte[] Plain, byte[]? Brotli, byte[]? Gzip);
}
