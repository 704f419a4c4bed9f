using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Rathaus.Identity.WebAuthn;

namespace Rathaus.Identity.Passkeys;

/// <summary>
/// The host passkeys belong to: that of the public address. Without one the house serves this machine only, and passkeys
/// belong to <c>localhost</c> with the port of the request, whatever its Host header claims.
/// </summary>
internal sealed class PasskeyHost(IOptions<IdentityOptions> options, IConfiguration configuration)
{
    private readonly RelyingParty? configured = FromAddress(options.Value.PublicUrl ?? configuration["Rathaus:PublicUrl"]);

    public RelyingParty Of(HttpRequest request)
    {
        if (configured is not null)
            return configured;
        var port = request.Host.Port is { } number ? $":{number}" : string.Empty;
        return new RelyingParty { Id = "localhost", Origins = [$"http://localhost{port}", $"https://localhost{port}"] };
    }

    private static RelyingParty? FromAddress(string? address)
    {
        if (string.IsNullOrEmpty(address))
            return null;
        var url = new Uri(address, UriKind.Absolute);
        return new RelyingParty { Id = url.Host, Origins = [url.GetLeftPart(UriPartial.Authority)] };
    }
}
