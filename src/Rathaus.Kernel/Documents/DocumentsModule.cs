using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Rathaus.Kernel.Documents;

/// <summary>Settings of the section <c>Documents</c>.</summary>
public sealed class DocumentsOptions
{
    /// <summary>Folder with <c>NotoSans-Regular.ttf</c> and its sisters (Debian: fonts-noto-core).</summary>
    public string FontFolder { get; set; } = "/usr/share/fonts/truetype/noto";
}

/// <summary>Letters as HTML and PDF, QR codes.</summary>
public static class DocumentsModule
{
    /// <summary>Registers <see cref="LetterPdf"/> and its fonts, read once at first use.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddOptions<DocumentsOptions>().BindConfiguration("Documents");
        services.TryAddSingleton(provider =>
            LetterFonts.Load(provider.GetRequiredService<IOptions<DocumentsOptions>>().Value.FontFolder));
        services.TryAddSingleton<LetterPdf>();
        return services;
    }
}
