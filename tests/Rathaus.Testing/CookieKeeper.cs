using System.Net;

namespace Rathaus.Testing;

/// <summary>Keeps cookies as a browser does: sends them back to their host, path and scheme.</summary>
public sealed class CookieKeeper(CookieContainer container) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var header = container.GetCookieHeader(address);
        if (header.Length > 0)
            request.Headers.Add("Cookie", header);
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
                container.SetCookies(address, cookie.Replace("expires=", "Expires=", StringComparison.Ordinal));
        }

        return answer;
    }
}
