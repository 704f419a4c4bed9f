using Microsoft.AspNetCore.Http;

namespace Rathaus.Kernel.Ui.Pages;

/// <summary>
/// The answer to a form whose token is missing or no longer holds (signed out, cookie gone, page open for days): a page
/// that keeps what was typed and sends it again with one press. Values are only kept when the browser says that the form
/// came from this very site; otherwise a foreign page could have a person confirm a forged form here.
/// </summary>
internal static class ExpiredForm
{
    private const int MaximumLength = 200_000;

    public static async Task<IResult> PageAsync(HttpContext http)
    {
        var values = CameFromHere(http.Request) && http.Request.HasFormContentType
            ? Kept(await http.Request.ReadFormAsync(http.RequestAborted))
            : [];
        return PageResult.Of<ExpiredPage>(
            new { Values = values, Action = http.Request.Path.ToUriComponent() + http.Request.QueryString },
            status: StatusCodes.Status400BadRequest);
    }

    /// <summary>
    /// The same for a form that arrived after the session had ended: the sign-in, and everything that was typed. Null when
    /// there is nothing to keep.
    /// </summary>
    public static async Task<IResult?> SignedOutAsync(HttpContext http, string signIn)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !CameFromHere(http.Request) || !http.Request.HasFormContentType)
            return null;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var values = Kept(form);
        return values.Count == 0
            ? null
            : PageResult.Of<SignedOutPage>(
                new
                {
                    Values = values,
                    Action = http.Request.Path.ToUriComponent() + http.Request.QueryString,
                    SignIn = signIn,
                    Files = form.Files.Any(file => file.Length > 0),
                },
                status: StatusCodes.Status401Unauthorized);
    }

    /// <summary>What a form from here was sending when a fault came, with its token; empty for anything else.</summary>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>> SentAsync(HttpContext http)
    {
        var request = http.Request;
        if (!HttpMethods.IsPost(request.Method) || !CameFromHere(request)
            || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return [];
        try
        {
            var form = await request.ReadFormAsync(http.RequestAborted);
            var kept = Kept(form);
            return kept.Count == 0 ? [] : [.. kept, new(UiModule.TokenField, form[UiModule.TokenField].ToString())];
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or BadHttpRequestException)
        {
            // It never arrived whole; there is nothing to keep.
            return [];
        }
    }

    internal static bool CameFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site == "same-origin";
        var origin = request.Headers.Origin.ToString();
        return Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static List<KeyValuePair<string, string>> Kept(IFormCollection form)
    {
        var kept = new List<KeyValuePair<string, string>>();
        var length = 0;
        foreach (var (name, values) in form.Where(pair => pair.Key != UiModule.TokenField))
        {
            foreach (var value in values)
            {
                length += name.Length + (value?.Length ?? 0);
                kept.Add(new(name, value ?? ""));
            }
        }

        return length > MaximumLength ? [] : kept;
    }
}
