using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Rathaus.Identity.Wallet;

/// <summary>
/// Addresses that wallets call. They come from the public address; a house without one serves this machine only, and then the
/// request says the port and nothing else.
/// </summary>
internal sealed class WalletAddresses(IOptions<IdentityOptions> options, IConfiguration configuration)
{
    public const string Verifier = "/id/vp";
    public const string Issuer = "/id/vci";
    public const string StatusLists = "/id/status";

    private readonly string? configured = (options.Value.PublicUrl ?? configuration["Rathaus:PublicUrl"])?.TrimEnd('/');

    public string Host => configured is null ? "localhost" : new Uri(configured).Host;

    /// <summary>The house, without a slash at the end.</summary>
    public string Base(HttpRequest request) => configured ?? LocalAddress(request);

    /// <summary>Identifier of the issuer: <c>…/id</c>.</summary>
    public string IssuerId(HttpRequest request) => Base(request) + "/id";

    private static string LocalAddress(HttpRequest request) =>
        $"{request.Scheme}://localhost{(request.Host.Port is { } port ? $":{port}" : string.Empty)}";
}
