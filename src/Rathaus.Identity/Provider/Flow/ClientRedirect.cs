using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>The way back to the client: always with the issuer, so that a client of several providers knows whose answer it is (RFC 9207).</summary>
internal static class ClientRedirect
{
    public static IResult WithCode(PushedRequest request, string issuer, string code) =>
        To(request.RedirectUri, ("code", code), ("state", request.State), ("iss", issuer));

    public static IResult WithError(PushedRequest request, string issuer, string error) =>
        To(request.RedirectUri, ("error", error), ("state", request.State), ("iss", issuer));

    public static IResult To(string address, params ReadOnlySpan<(string Name, string? Value)> parameters) =>
        new Answer(Address(address, parameters));

    public static string Address(string address, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(address);
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null)
                continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return text.ToString();
    }

    private sealed class Answer(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.CacheControl = "no-store";
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
