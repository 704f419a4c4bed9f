using Rathaus.Cases.Domain;
using Rathaus.Kernel.Languages;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Joint;

/// <summary>Words of the package about a signer; a text with values in it stays as it was asked.</summary>
internal static class SignerWords
{
    public static string Label(EffectiveService service, CaseSigner signer, Language language) =>
        Plain(RuleOf(service, signer)?.Label, language) ?? signer.Label;

    /// <summary>Why this person must confirm, or empty.</summary>
    public static string Why(EffectiveService service, CaseSigner signer, Language language) =>
        Plain(RuleOf(service, signer)?.Why, language) ?? "";

    private static SignerRule? RuleOf(EffectiveService service, CaseSigner signer) =>
        service.Signers.FirstOrDefault(rule => rule.Id == signer.Rule);

    private static string? Plain(LocalText? text, Language language) =>
        text?.In(language) is { Length: > 0 } words && !words.Contains("{{", StringComparison.Ordinal) ? words : null;
}
