using Microsoft.AspNetCore.Builder;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Assets;
using Rathaus.Kernel.Ui.Pages;

namespace Rathaus.Kernel.Ui;

/// <summary>
/// Pages, texts and assets. In the pipeline: <c>UseSecurityHeaders</c> first, then <c>UseErrorPages</c>, then everything
/// else; no antiforgery middleware, <see cref="PageRoutes.MapForm"/> guards each form itself.
/// </summary>
public static class UiModule
{
    /// <summary>Name of the hidden field that carries a form's token.</summary>
    public const string TokenField = "_token";

    /// <summary>Letters of all scripts stay letters; markup, controls and direction marks are escaped.</summary>
    public static HtmlEncoder Encoder { get; } = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="assetFolder">Folder of the bundle; null: <c>assets</c> beside the program.</param>
    public static IServiceCollection AddUi(this IServiceCollection services, string? assetFolder = null)
    {
        services.AddOptions<UiOptions>().BindConfiguration("Ui").ValidateDataAnnotations().ValidateOnStart();
        services.AddRazorComponents();
        services.AddSingleton(Encoder);
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = TokenField;
            options.HeaderName = "X-Rathaus-Token";
            options.SuppressXFrameOptionsHeader = true; // frame-ancestors of the policy says the same
            options.Cookie.Name = "__Host-rathaus-form";
            options.Cookie.Path = "/";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        });
        services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);
        services.TryAddSingleton(AssetManifest.Load(assetFolder ?? Path.Combine(AppContext.BaseDirectory, "assets")));
        services.TryAddSingleton<TownStyle>();
        services.TryAddSingleton<StaticFaultPage>();
        return services.AddTexts(typeof(UiModule).Assembly, "ui");
    }

    /// <summary>Assets and the pages of the kit itself.</summary>
    public static IEndpointRouteBuilder MapUi(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        routes.MapPage("/bausteine", static () => PageResult.Of<GalleryPage>()).WithMetadata(PublicPage.Mark);
        return routes;
    }
}
