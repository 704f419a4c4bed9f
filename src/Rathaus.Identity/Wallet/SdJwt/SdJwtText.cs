using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.SdJwt;

/// <summary>
/// An SD-JWT taken apart: <c>issuer-jwt~disclosure~…~[key-binding-jwt]</c> (RFC 9901 section 4).
/// </summary>
/// <param name="Bound">Everything up to and including the last tilde: what a holder's signature is about.</param>
internal sealed record SdJwtText(string IssuerJwt, IReadOnlyList<Disclosure> Disclosures, string? KeyBindingJwt, string Bound)
{
    private const int Longest = 262_144;
    private const int MostDisclosures = 512;

    /// <summary>base64url(SHA-256) of <see cref="Bound"/>.</summary>
    public string Hash => Disclosure.DigestOf(Bound);

    public static Outcome<SdJwtText> Parse(string text)
    {
        if (text.Length is 0 or > Longest)
            return SdJwtRefusals.Malformed("Der Nachweis ist leer oder zu groß.");
        var parts = text.Split('~');
        if (parts.Length is < 2 or > MostDisclosures + 2 || parts[0].Length == 0)
            return SdJwtRefusals.Malformed("Der Nachweis besteht nicht aus den Teilen, die er haben muss.");
        var disclosures = new List<Disclosure>(parts.Length - 2);
        foreach (var encoded in parts[1..^1])
        {
            var disclosure = Disclosure.Parse(encoded);
            if (!disclosure.Succeeded)
                return disclosure.Refusal;
            disclosures.Add(disclosure.Value);
        }

        var binding = parts[^1].Length == 0 ? null : parts[^1];
        return new SdJwtText(parts[0], disclosures, binding, text[..^(binding?.Length ?? 0)]);
    }

    /// <summary>
    /// The JWS JSON serialisation (RFC 9901 section 8), flattened or general: disclosures and key binding stand in the first
    /// unprotected header. One compact text for each signature.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> FromJson(JsonObject jws)
    {
        var payload = jws.Text("payload");
        var signatures = jws["signatures"] is JsonArray several ? [.. several] : (IReadOnlyList<JsonNode?>)[jws];
        if (payload is null || signatures.Count == 0)
            return SdJwtRefusals.Malformed("Der Nachweis besteht nicht aus den Teilen, die er haben muss.");
        var header = signatures[0]?["header"];
        var disclosures = header?["disclosures"] is JsonArray list ? string.Concat(list.Select(one => one + "~")) : "";
        return Outcome.Of<IReadOnlyList<string>>(
            [.. signatures.Select(one => $"{one.Text("protected")}.{payload}.{one.Text("signature")}~{disclosures}{header.Text("kb_jwt")}")]);
    }

    /// <summary>The whole text again, with another selection of disclosures and without key binding.</summary>
    public string Select(Func<Disclosure, bool> keep) =>
        IssuerJwt + "~" + string.Concat(Disclosures.Where(keep).Select(one => one.Encoded + "~"));
}
