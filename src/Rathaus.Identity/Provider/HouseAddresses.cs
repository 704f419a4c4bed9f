using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Rathaus.Identity.Provider;

/// <summary>
/// Addresses of the house as the world sees them, never with a slash at the end. Without a public address the house serves this
/// machine only: then they are <c>http://localhost</c> with the port of the request, whatever its Host header claims.
/// </summary>
internal sealed class HouseAddresses(IOptions<IdentityOptions> options, IConfiguration configuration)
{
    /// <summary>Everything of the Bürger-ID lies below.</summary>
    public const string Path = "/id";

    private readonly string? portal = Of(options.Value.PublicUrl ?? configuration["Rathaus:PublicUrl"]);
    private readonly string? identity = Of(configuration["Rathaus:IdentityUrl"]);

    /// <summary>Serves the world, so that addresses of clients must be https.</summary>
    public bool IsPublic => portal is not null;

    public string Portal(HttpRequest request) => portal ?? ThisMachine(request);

    /// <summary>What tokens name as their issuer.</summary>
    public string Issuer(HttpRequest request) => Origin(request) + Path;

    /// <summary>The host of the Bürger-ID.</summary>
    public string Origin(HttpRequest request) => identity ?? Portal(request);

    private static string ThisMachine(HttpRequest request) =>
        request.Host.Port is { } port ? $"http://localhost:{port}" : "https://localhost";

    private static string? Of(string? address) =>
        string.IsNullOrEmpty(address) ? null : new Uri(address, UriKind.Absolute).GetLeftPart(UriPartial.Authority);
}
