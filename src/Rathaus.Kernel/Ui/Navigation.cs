using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Kernel.Ui;

/// <summary>Which bar or list an entry belongs to.</summary>
public enum NavPlace
{
    /// <summary>Header of the public pages.</summary>
    Portal,

    /// <summary>Header of the back office.</summary>
    Office,

    /// <summary>Tabs of <c>/konto</c>.</summary>
    Account,
}

/// <summary>One entry of a navigation, registered by the room that owns the page.</summary>
/// <param name="TextKey">Text of the link.</param>
/// <param name="Address">May hold <c>{town}</c>: then on region pages the entry leads to the region's page of the same name.</param>
/// <param name="IsVisible">Who sees it; null for everybody.</param>
public sealed record NavEntry(
    NavPlace Place, int Order, string TextKey, string Address, Func<PageContext, bool>? IsVisible = null)
{
    public string AddressFor(TownTheme town)
    {
        if (!Address.Contains("{town}", StringComparison.Ordinal))
            return Address;
        return town.IsRegion
            ? "/" + Address.Replace("/{town}", "", StringComparison.Ordinal).TrimStart('/')
            : Address.Replace("{town}", town.Id, StringComparison.Ordinal);
    }
}

/// <summary>Registration of navigation entries.</summary>
public static class NavigationRegistration
{
    public static IServiceCollection AddNavigation(
        this IServiceCollection services, NavPlace place, int order, string textKey, string address,
        Func<PageContext, bool>? isVisible = null) =>
        services.AddSingleton(new NavEntry(place, order, textKey, address, isVisible));
}
