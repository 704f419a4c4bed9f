using System.Text.Encodings.Web;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Assets;

namespace Rathaus.Kernel.Ui.Pages;

/// <summary>
/// The 500 and 503 pages as plain text built from texts and asset addresses alone: no database, no rendering. A form that was
/// sent in vain comes back in it with everything typed, to be sent again with one press, also without script.
/// </summary>
internal sealed class StaticFaultPage(ITexts texts, AssetManifest assets, TownStyle towns)
{
    /// <param name="form">What was sent in vain; empty when nothing was, or not from here.</param>
    /// <param name="action">Where it was sent: the path of the request.</param>
    public string Html(Language language, int status, string trace, IReadOnlyList<KeyValuePair<string, string>> form, string action)
    {
        var t = texts.For(language);
        var title = t[$"ui.error.e{status}.title"];
        return $"""
            <!DOCTYPE html>
            <html lang="{language.HtmlTag}" dir="{language.Direction}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Text(title)}</title>
            <link rel="stylesheet" href="{assets["rathaus.css"]}">
            <link rel="stylesheet" href="{towns.Address}">
            <script type="module" src="{assets["rathaus.js"]}"></script>
            </head>
            <body data-town="region" data-kern-theme="system" data-fault="{status}">
            <main id="inhalt" tabindex="-1"><div class="rh-wrap"><div class="rh-text rh-flow">
            <h1 class="kern-heading-large">{Text(title)}</h1>
            <p>{Text(t[$"ui.error.e{status}.text"])}</p>
            <div class="rh-note" data-copy hidden role="status"><p class="rh-small">{Text(t["ui.draft.kept"])}</p></div>
            {Again(t, form, action)}
            <p class="rh-small rh-muted">{Text(t["ui.error.trace"])} <span class="rh-code">{Text(trace)}</span></p>
            <p class="rh-links"><a href="">{Text(t["ui.error.retry"])}</a><a href="/">{Text(t["ui.error.start"])}</a></p>
            </div></div></main>
            </body>
            </html>
            """;
    }

    private static string Again(Texts t, IReadOnlyList<KeyValuePair<string, string>> form, string action)
    {
        if (form.Count == 0)
            return "";
        // The first line break of a text area is not part of its text.
        var fields = form.Select(field =>
            $"""<textarea class="rh-kept" name="{Text(field.Key)}" readonly hidden>{'\n'}{Text(field.Value)}</textarea>""");
        return $"""
            <form method="post" action="{Text(action)}">
            <p>{Text(t["ui.error.kept"])}</p>
            {string.Concat(fields)}
            <div class="rh-actions"><button class="kern-btn kern-btn--primary" type="submit"><span class="kern-label">{Text(t["ui.expired.again"])}</span></button></div>
            </form>
            """;
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
