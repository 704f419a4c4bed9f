using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.SdJwt;

/// <summary>
/// Puts disclosed claims back in their places (RFC 9901 section 7.1): every digest occurs once, every disclosure is used once
/// and fits its place; what was not disclosed leaves no trace.
/// </summary>
internal sealed class SdJwtUnpacker
{
    private const int Deepest = 32;

    private readonly Dictionary<string, Disclosure> disclosures;
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> namesAtTop = new(StringComparer.Ordinal);
    private Refusal? refusal;

    private SdJwtUnpacker(Dictionary<string, Disclosure> disclosures) => this.disclosures = disclosures;

    /// <param name="DisclosedAtTop">Names of members of the payload itself that came from a disclosure.</param>
    internal sealed record Unpacked(JsonObject Claims, IReadOnlySet<string> DisclosedAtTop);

    public static Outcome<Unpacked> Unpack(JsonObject payload, IReadOnlyList<Disclosure> disclosures)
    {
        if (payload.ContainsKey("_sd_alg") && payload.Text("_sd_alg") != "sha-256")
            return SdJwtRefusals.Disclosure("Der Nachweis benutzt ein anderes Verfahren als sha-256.");
        var byDigest = new Dictionary<string, Disclosure>(StringComparer.Ordinal);
        if (disclosures.Any(disclosure => !byDigest.TryAdd(disclosure.Digest, disclosure)))
            return SdJwtRefusals.Disclosure("Eine Angabe ist zweimal offengelegt.");
        var run = new SdJwtUnpacker(byDigest);
        var claims = (JsonObject)payload.DeepClone();
        claims.Remove("_sd_alg");
        run.Object(claims, 0);
        if (run.refusal is not null)
            return run.refusal;
        return run.used.Count < byDigest.Count
            ? SdJwtRefusals.Disclosure("Eine offengelegte Angabe gehört nicht zu diesem Nachweis.")
            : new Unpacked(claims, run.namesAtTop);
    }

    private void Object(JsonObject members, int depth)
    {
        if (refusal is not null)
            return;
        if (members.ContainsKey("..."))
        {
            Refuse("Ein Platzhalter steht an einer Stelle, an der keiner stehen darf.");
            return;
        }

        var digests = members["_sd"];
        var listed = members.Remove("_sd");
        foreach (var child in members.Select(member => member.Value).ToList())
            Node(child, depth + 1);
        if (!listed)
            return;
        if (digests is not JsonArray list || list.Any(digest => digest?.GetValueKind() != JsonValueKind.String))
        {
            Refuse("Die Liste der Prüfsummen ist beschädigt.");
            return;
        }

        foreach (var digest in list.Select(one => one!.GetValue<string>()))
            Member(members, digest, depth);
    }

    private void Member(JsonObject members, string digest, int depth)
    {
        if (Take(digest) is not { } disclosure)
            return;
        if (disclosure.Name is not { } name)
            Refuse("Eine Angabe ohne Namen steht an der Stelle einer benannten.");
        else if (members.ContainsKey(name))
            Refuse("Eine offengelegte Angabe überschreibt eine andere.");
        else
        {
            var value = disclosure.Value?.DeepClone();
            members[name] = value;
            if (depth == 0)
                namesAtTop.Add(name);
            Node(value, depth + 1);
        }
    }

    private void Array(JsonArray elements, int depth)
    {
        for (var i = 0; i < elements.Count && refusal is null; i++)
        {
            if (elements[i] is not JsonObject placeholder || !placeholder.ContainsKey("..."))
            {
                Node(elements[i], depth + 1);
                continue;
            }

            if (placeholder.Count != 1 || placeholder.Text("...") is not { } digest)
            {
                Refuse("Ein Platzhalter ist beschädigt.");
                return;
            }

            if (Take(digest) is not { } disclosure)
            {
                elements.RemoveAt(i--);
                continue;
            }

            if (disclosure.Name is not null)
            {
                Refuse("Eine benannte Angabe steht an der Stelle eines Listenteils.");
                return;
            }

            var value = disclosure.Value?.DeepClone();
            elements[i] = value;
            Node(value, depth + 1);
        }
    }

    private void Node(JsonNode? node, int depth)
    {
        if (depth > Deepest)
            Refuse("Der Nachweis ist zu tief verschachtelt.");
        else if (node is JsonObject members)
            Object(members, depth);
        else if (node is JsonArray elements)
            Array(elements, depth);
    }

    /// <summary>The disclosure of a digest, or null: a decoy, or kept back by the holder.</summary>
    private Disclosure? Take(string digest)
    {
        if (refusal is not null)
            return null;
        if (!seen.Add(digest))
        {
            Refuse("Eine Prüfsumme kommt zweimal vor.");
            return null;
        }

        if (!disclosures.TryGetValue(digest, out var found))
            return null;
        used.Add(digest);
        return found;
    }

    private void Refuse(string why) => refusal ??= SdJwtRefusals.Disclosure(why);
}
