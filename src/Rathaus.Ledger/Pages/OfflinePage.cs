using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Pages;

/// <summary>
/// The check as one file that needs nobody: verifier, words in all languages and the policy of this region stand in it. Its
/// own security policy lets it load nothing and call nobody.
/// </summary>
internal sealed class OfflinePage(ITexts texts)
{
    private static readonly string Style = Resource("page.css");
    private static readonly string Verifier = (Resource("pdf.mjs") + Resource("verifier.mjs"))
        .Replace("export ", "", StringComparison.Ordinal).Replace("import { takeApart } from \"./pdf.mjs\";\n", "", StringComparison.Ordinal) + "\n";
    private static readonly string Script = Verifier + Resource("page.mjs");
    private static readonly string Frame = Resource("page.html");

    public static string SecurityPolicy { get; } = $"default-src 'none'; script-src '{HashOf(Script)}'; style-src '{HashOf(Style)}'; base-uri 'none'; form-action 'none'";

    /// <summary>The same verifier with what reads a printed code.</summary>
    public static string PaperScript { get; } = Verifier + Resource("paper.mjs");

    /// <summary>The sentences of the steps in one language, as JSON.</summary>
    public string StepWords(Language language) => JsonSerializer.Serialize(WordsOf(language, [.. StepKeys]));

    public IResult Answer(TrustPolicy policy, HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = SecurityPolicy;
        response.Headers.ContentDisposition = "inline; filename=\"govchain-pruefseite.html\"";
        return Results.Text(Html(policy), "text/html; charset=utf-8");
    }

    public string Html(TrustPolicy policy) => Frame
        .Replace("{{style}}", Style, StringComparison.Ordinal)
        .Replace("{{words}}", Words(), StringComparison.Ordinal)
        .Replace("{{script}}", Script, StringComparison.Ordinal)
        .Replace("{{policy}}", WebUtility.HtmlEncode(policy.Text), StringComparison.Ordinal);

    private static IEnumerable<string> StepKeys => Enum.GetValues<BundleStep>()
        .SelectMany(static step => Enum.GetValues<ProofOutcome>(), static (step, outcome) => $"step.{step}.{outcome}".ToLowerInvariant());

    private string Words()
    {
        string[] keys = [.. StepKeys, .. Enum.GetValues<ProofAnswer>().Select(static answer => $"answer.{answer}".ToLowerInvariant())];
        return JsonSerializer.Serialize(Language.All.ToDictionary(
            static language => language.Code, language => WordsOf(language, keys), StringComparer.Ordinal));
    }

    // The placeholders stay: the page fills them in.
    private Dictionary<string, string> WordsOf(Language language, string[] keys) => keys.ToDictionary(
        static key => key,
        key => texts.For(language)["ledger." + key, ("n", "{n}"), ("from", "{from}"), ("until", "{until}"), ("origin", "{origin}")],
        StringComparer.Ordinal);

    private static string HashOf(string content) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(OfflinePage).Assembly.GetManifestResourceStream("Offline/" + name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
