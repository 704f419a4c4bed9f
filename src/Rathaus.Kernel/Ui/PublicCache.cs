using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Kernel.Ui;

/// <summary>
/// Output cache for pages that know no person and hold no form that posts: 30 seconds, apart by language. The Host
/// defines the policy and evicts <see cref="Tag"/> when the catalogue changes.
/// </summary>
public static class PublicCache
{
    /// <summary>Name of the policy.</summary>
    public const string Policy = "public";

    /// <summary>Tag of everything that the catalogue decides.</summary>
    public const string Tag = "catalogue";

    public static RouteHandlerBuilder WithPublicCache(this RouteHandlerBuilder page) =>
        page.CacheOutput(Policy).WithMetadata(PublicPage.Mark);
}

/// <summary>
/// Marks a page that knows no person. Every other page counts as personal: browsers and proxies must not keep it, and its
/// address is not told to the next site (<see cref="SecurityHeaders"/>).
/// </summary>
public sealed class PublicPage
{
    public static readonly PublicPage Mark = new();
}
