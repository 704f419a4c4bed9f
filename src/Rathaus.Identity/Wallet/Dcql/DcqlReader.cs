using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.Dcql;

/// <summary>Reads a query with the rules of OpenID4VP 1.0 sections 6.1 to 6.4. Unknown members are ignored, as the standard says.</summary>
internal static class DcqlReader
{
    private const int Most = 64;

    public static Outcome<DcqlQuery> Read(JsonNode? node)
    {
        if (node is not JsonObject query || query["credentials"] is not JsonArray { Count: > 0 and <= Most } list)
            return Fault("credentials");
        var credentials = new List<CredentialQuery>();
        foreach (var entry in list)
        {
            if (Credential(entry) is not { } credential)
                return Fault($"credentials[{credentials.Count}]");
            credentials.Add(credential);
        }

        var ids = credentials.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count < credentials.Count)
            return Fault("id");
        if (query["credential_sets"] is not { } sets)
            return new DcqlQuery(credentials, null);
        return Sets(sets, ids) is { } read ? new DcqlQuery(credentials, read) : Fault("credential_sets");
    }

    private static CredentialQuery? Credential(JsonNode? node)
    {
        if (node is not JsonObject entry || entry.Text("id") is not { } id || !IsId(id) || entry.Text("format") is not { Length: > 0 } format
            || entry["meta"] is not JsonObject meta || Types(format, meta) is not { } types
            || Flag(entry, "multiple", false) is not { } multiple
            || Flag(entry, "require_cryptographic_holder_binding", true) is not { } bound
            || Authorities(entry["trusted_authorities"]) is not { } authorities)
            return null;
        IReadOnlyList<ClaimQuery>? claims = null;
        if (entry["claims"] is { } listed)
        {
            claims = Claims(listed, format);
            if (claims is null)
                return null;
        }

        if (entry["claim_sets"] is not { } sets)
            return new CredentialQuery(id, format, types, multiple, bound, authorities, claims, null);
        var ids = claims?.Select(claim => claim.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return ids is not null && ids.Count == claims!.Count && Combinations(sets, ids) is { } combinations
            ? new CredentialQuery(id, format, types, multiple, bound, authorities, claims, combinations)
            : null;
    }

    private static IReadOnlyList<string>? Types(string format, JsonObject meta) => format switch
    {
        CredentialQuery.SdJwt => Texts(meta["vct_values"]),
        CredentialQuery.Mdoc => meta.Text("doctype_value") is { Length: > 0 } type ? [type] : null,
        _ => [],
    };

    private static IReadOnlyList<ClaimQuery>? Claims(JsonNode node, string format)
    {
        if (node is not JsonArray { Count: > 0 and <= Most } list)
            return null;
        var claims = new List<ClaimQuery>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in list)
        {
            var id = entry.Text("id");
            if (entry is not JsonObject claim || ClaimsPath.Parse(claim["path"]) is not { } path
                || (claim.ContainsKey("id") && (id is null || !IsId(id) || !ids.Add(id)))
                || (format == CredentialQuery.Mdoc && !path.IsTwoNames))
                return null;
            IReadOnlyList<JsonNode>? values = null;
            if (claim.ContainsKey("values"))
            {
                if (claim["values"] is not JsonArray { Count: > 0 and <= Most } wanted || !wanted.All(IsPlain))
                    return null;
                values = [.. wanted.OfType<JsonNode>()];
            }

            claims.Add(new ClaimQuery(id, path, values));
        }

        return claims;
    }

    private static IReadOnlyList<CredentialSetQuery>? Sets(JsonNode node, HashSet<string> ids)
    {
        if (node is not JsonArray { Count: > 0 and <= Most } list)
            return null;
        var sets = new List<CredentialSetQuery>();
        foreach (var entry in list)
        {
            if (entry is not JsonObject set || Combinations(set["options"], ids) is not { } options || Flag(set, "required", true) is not { } required)
                return null;
            sets.Add(new CredentialSetQuery(options, required));
        }

        return sets;
    }

    private static IReadOnlyList<IReadOnlyList<string>>? Combinations(JsonNode? node, HashSet<string> ids)
    {
        if (node is not JsonArray { Count: > 0 and <= Most } list)
            return null;
        var options = list.Select(Texts).ToList();
        return options.TrueForAll(option => option is not null && option.All(ids.Contains)) ? [.. options.OfType<IReadOnlyList<string>>()] : null;
    }

    private static IReadOnlyList<TrustedAuthority>? Authorities(JsonNode? node)
    {
        if (node is null)
            return [];
        if (node is not JsonArray { Count: > 0 and <= Most } list)
            return null;
        var authorities = list
            .Select(entry => entry.Text("type") is { Length: > 0 } type && Texts(entry?["values"]) is { } values ? new TrustedAuthority(type, values) : null)
            .ToList();
        return authorities.TrueForAll(one => one is not null) ? [.. authorities.OfType<TrustedAuthority>()] : null;
    }

    /// <summary>A list of at least one text, or null.</summary>
    private static IReadOnlyList<string>? Texts(JsonNode? node) =>
        node is JsonArray { Count: > 0 and <= Most } list && list.All(one => one?.GetValueKind() == JsonValueKind.String)
            ? [.. list.Select(one => one!.GetValue<string>())]
            : null;

    private static bool? Flag(JsonObject members, string name, bool otherwise) => members[name] switch
    {
        null => members.ContainsKey(name) ? null : otherwise,
        { } node when node.GetValueKind() is JsonValueKind.True or JsonValueKind.False => node.GetValue<bool>(),
        _ => null,
    };

    private static bool IsPlain(JsonNode? value) => value?.GetValueKind() is
        JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static bool IsId(string id) => id.Length is > 0 and <= 100 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static Refusal Fault(string where) =>
        Refusal.Invalid("credential.query", $"Die Abfrage nach Nachweisen ist fehlerhaft ({where}).");
}
