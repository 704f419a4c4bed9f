using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Provider;

namespace Rathaus.Identity.Wallet;

/// <summary>Addresses that wallets call: those of the OpenID provider, whose tokens they use.</summary>
internal sealed class WalletAddresses(HouseAddresses addresses, IOptions<IdentityOptions> options, IConfiguration configuration)
{
    public const string Verifier = "/id/vp";
    public const string Issuer = "/id/vci";
    public const string StatusLists = "/id/status";

    /// <summary>Name in certificates.</summary>
    public string Host { get; } =
        (configuration["Rathaus:IdentityUrl"] ?? options.Value.PublicUrl ?? configuration["Rathaus:PublicUrl"]) is { Length: > 0 } address
            ? new Uri(address, UriKind.Absolute).Host
            : "localhost";

    /// <summary>The house, without a slash at the end.</summary>
    public string Base(HttpRequest request) => addresses.Origin(request);

    /// <summary>Identifier of the issuer: <c>…/id</c>.</summary>
    public string IssuerId(HttpRequest request) => addresses.Issuer(request);
}
