using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Rathaus.Identity.WebAuthn;

namespace Rathaus.Identity.Passkeys;

/// <summary>
/// The host passkeys belong to: that of the Bürger-ID, which is the public address unless it has a host of its own; then the
/// portal's pages may use them too (related origins). Without one the house serves this machine only, and passkeys
/// belong to <c>localhost</c> with the port of the request, whatever its Host header claims.
/// </summary>
internal sealed class PasskeyHost(IOptions<IdentityOptions> options, IConfiguration configuration)
{
    private readonly RelyingParty? configured = FromAddress(
        configuration["Rathaus:IdentityUrl"], options.Value.PublicUrl ?? configuration["Rathaus:PublicUrl"]);

    /// <summary>Hosts beside the own one whose pages may use its passkeys (Web Authentication Level 3, 5.11.1).</summary>
    public IReadOnlyList<string> RelatedOrigins => configured is null ? [] : [.. configured.Origins];

    public RelyingParty Of(HttpRequest request)
    {
        if (configured is not null)
            return configured;
        var port = request.Host.Port is { } number ? $":{number}" : string.Empty;
        return new RelyingParty { Id = "localhost", Origins = [$"http://localhost{port}", $"https://localhost{port}"] };
    }

    private static RelyingParty? FromAddress(string? identity, string? portal)
    {
        if (string.IsNullOrEmpty(identity ?? portal))
            return null;
        var origins = new[] { identity, portal }
            .Where(address => !string.IsNullOrEmpty(address))
            .Select(address => new Uri(address!, UriKind.Absolute).GetLeftPart(UriPartial.Authority));
        return new RelyingParty { Id = new Uri(identity ?? portal!, UriKind.Absolute).Host, Origins = [.. origins.Distinct(StringComparer.Ordinal)] };
    }
}
