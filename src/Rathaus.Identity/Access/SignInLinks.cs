using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>Addresses of the sign-in pages, with the way back to the page a person came from.</summary>
public static class SignInLinks
{
    public const string Citizen = "/anmelden";

    public const string Staff = "/amt/anmelden";

    /// <summary>Where a member of staff sets up access with a code.</summary>
    public const string Invitation = "/amt/einladung";

    /// <summary>Name of the query parameter that carries the way back.</summary>
    public const string ReturnParameter = "zurueck";

    /// <summary>Name of the query parameter that carries the trust level a page asked for.</summary>
    public const string LevelParameter = "niveau";

    /// <summary>Level of somebody who is signed in below it; a page that needs no more says nothing to those who are not.</summary>
    internal const string LowLevel = "normal";

    private const string SubstantialLevel = "substantiell";
    private const string HighLevel = "hoch";

    /// <summary>Name of the query parameter with the seconds that may have passed since the person showed who they are.</summary>
    public const string AgeParameter = "frisch";

    /// <summary>Sign-in page that leads back to this request; a refused form comes back as its page.</summary>
    public static string For(HttpRequest request, bool staff, TrustLevel least)
    {
        var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString.ToString() : request.Path.ToString();
        return For(back, staff, least);
    }

    /// <summary>Sign-in page that leads back to a local address; inside an authorization of the provider its own one.</summary>
    /// <param name="maxAge">Longest time since the person showed who they are; zero: they show it now.</param>
    public static string For(string back, bool staff = false, TrustLevel least = TrustLevel.None, TimeSpan? maxAge = null)
    {
        var page = staff ? Staff : AuthorizeRoutes.FlowOf(back) is null ? Citizen : HouseAddresses.Path + Citizen;
        var age = maxAge is { } longest ? string.Create(CultureInfo.InvariantCulture, $"&{AgeParameter}={(int)longest.TotalSeconds}") : string.Empty;
        var level = least > TrustLevel.Low
            ? $"&{LevelParameter}={(least == TrustLevel.High ? HighLevel : SubstantialLevel)}"
            : string.Empty;
        return $"{page}?{ReturnParameter}={Uri.EscapeDataString(Local(back))}{level}{age}";
    }

    /// <summary>The level that a link of these names.</summary>
    internal static TrustLevel LevelOf(string? name) => name switch
    {
        HighLevel => TrustLevel.High,
        SubstantialLevel => TrustLevel.Substantial,
        LowLevel => TrustLevel.Low,
        _ => TrustLevel.None,
    };

    /// <summary>
    /// The address if it stays in this house, else <paramref name="otherwise"/>. Browsers read <c>//host</c>,
    /// <c>/\host</c> and addresses with control characters as foreign; a percent sign followed by a slash or
    /// backslash code is refused as well, because something between here and the browser may decode it.
    /// </summary>
    public static string Local(string? address, string otherwise = "/konto")
    {
        if (string.IsNullOrEmpty(address) || address.Length > 2000 || address[0] != '/')
            return otherwise;
        foreach (var sign in address)
        {
            if (char.IsControl(sign) || sign == '\\')
                return otherwise;
        }

        var path = address.AsSpan(0, address.AsSpan().IndexOfAny('?', '#') is var end and >= 0 ? end : address.Length);
        if (path.StartsWith("//", StringComparison.Ordinal)
            || path.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            || path.Contains("%5c", StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(Citizen, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(HouseAddresses.Path + Citizen, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(Staff, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(Invitation, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith("/abmelden", StringComparison.OrdinalIgnoreCase))
            return otherwise;
        return address;
    }
}
