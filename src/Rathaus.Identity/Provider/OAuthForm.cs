using Microsoft.AspNetCore.Http;

namespace Rathaus.Identity.Provider;

/// <summary>Reads the form of an endpoint that programs call: small, and no parameter twice (RFC 6749 3.1, 3.2).</summary>
internal static class OAuthForm
{
    private const int Largest = 32 * 1024;

    public static async Task<OAuthOutcome<IFormCollection>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return OAuthErrors.InvalidRequest("The body is no application/x-www-form-urlencoded.");
        if (request.ContentLength is > Largest)
            return TooLarge;
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(ct);
        }
        catch (InvalidDataException)
        {
            return OAuthErrors.InvalidRequest("The form cannot be read.");
        }

        var size = 0;
        foreach (var (name, values) in form)
        {
            if (values.Count != 1)
                return OAuthErrors.InvalidRequest("A parameter stands there twice.");
            size += name.Length + values[0]!.Length;
        }

        return size > Largest ? TooLarge : new OAuthOutcome<IFormCollection>(form, null);
    }

    /// <summary>The parameter, or null: not there or empty.</summary>
    public static string? Get(this IFormCollection form, string name) => form[name] is [{ Length: > 0 } value] ? value : null;

    private static readonly OAuthError TooLarge = new("invalid_request", "The request is too large.", StatusCodes.Status413PayloadTooLarge);
}
