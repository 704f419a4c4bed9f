using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Formats;

/// <summary>
/// An e-mail address as forms take it (the HTML standard's definition, RFC 5321 lengths), domain lower-cased.
/// Whether it is reached only a message can tell.
/// </summary>
public static partial class Email
{
    public static FormatResult Parse(string text)
    {
        var address = text.Trim();
        if (!address.Contains('@', StringComparison.Ordinal))
            return FormatResult.Bad("email.at");
        if (address.Length > 254 || !Shape().IsMatch(address))
            return FormatResult.Bad("email.shape");
        var at = address.LastIndexOf('@');
        return at > 64
            ? FormatResult.Bad("email.shape")
            : FormatResult.Good(address[..at] + address[at..].ToLowerInvariant());
    }

    [GeneratedRegex(
        @"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$",
        RegexOptions.NonBacktracking, 100)]
    private static partial Regex Shape();
}
