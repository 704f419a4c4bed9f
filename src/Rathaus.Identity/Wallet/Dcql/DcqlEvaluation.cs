using System.Text.Json.Nodes;

namespace Rathaus.Identity.Wallet.Dcql;

/// <summary>A credential to choose from, or one that was presented.</summary>
/// <param name="Type">vct or doctype.</param>
/// <param name="Claims">All that is known of it; for mdoc by name space.</param>
internal sealed record DcqlCandidate(string Format, string? Type, JsonObject Claims, bool HolderBound = true)
{
    /// <summary>Kind and value of what vouches for its issuer, for example the key identifiers of its chain.</summary>
    public IReadOnlyList<(string Type, string Value)> Authorities { get; init; } = [];
}

/// <summary>A credential that answers a query, and the claims to show. <paramref name="Claims"/> null: no single ones were asked for.</summary>
internal sealed record DcqlMatch(int Candidate, IReadOnlyList<ClaimQuery>? Claims);

/// <summary>Which credentials answer a query (OpenID4VP 1.0 section 6.4).</summary>
/// <param name="Matches">By id of the credential query; an empty list: nothing fits.</param>
internal sealed record DcqlAnswer(bool Satisfied, IReadOnlyDictionary<string, IReadOnlyList<DcqlMatch>> Matches)
{
    public static DcqlAnswer Of(DcqlQuery query, IReadOnlyList<DcqlCandidate> candidates)
    {
        var matches = query.Credentials.ToDictionary(
            wanted => wanted.Id,
            IReadOnlyList<DcqlMatch> (wanted) =>
            [
                .. candidates.Index()
                    .Select(one => Fits(wanted, one.Item, out var claims) ? new DcqlMatch(one.Index, claims) : null)
                    .OfType<DcqlMatch>(),
            ],
            StringComparer.Ordinal);
        bool Has(string id) => matches[id].Count > 0;
        var satisfied = query.Sets is null
            ? query.Credentials.All(wanted => Has(wanted.Id))
            : query.Sets.All(set => !set.Required || set.Options.Any(option => option.All(Has)));
        return new DcqlAnswer(satisfied, matches);
    }

    /// <summary>Whether one credential fits, and the first combination of claims it can show.</summary>
    public static bool Fits(CredentialQuery wanted, DcqlCandidate candidate, out IReadOnlyList<ClaimQuery>? claims)
    {
        claims = null;
        if (!string.Equals(wanted.Format, candidate.Format, StringComparison.Ordinal)
            || (wanted.Types.Count > 0 && (candidate.Type is null || !wanted.Types.Contains(candidate.Type, StringComparer.Ordinal)))
            || (wanted.HolderBinding && !candidate.HolderBound)
            || (wanted.Authorities.Count > 0 && !wanted.Authorities.Any(one =>
                candidate.Authorities.Any(held => held.Type == one.Type && one.Values.Contains(held.Value, StringComparer.Ordinal)))))
            return false;
        if (wanted.Claims is null)
            return true;
        if (wanted.ClaimSets is null)
        {
            claims = wanted.Claims;
            return wanted.Claims.All(claim => Holds(claim, candidate.Claims));
        }

        claims = wanted.ClaimSets
            .Select(set => (IReadOnlyList<ClaimQuery>)[.. set.Select(id => wanted.Claims.First(claim => claim.Id == id))])
            .FirstOrDefault(set => set.All(claim => Holds(claim, candidate.Claims)));
        return claims is not null;
    }

    private static bool Holds(ClaimQuery claim, JsonObject claims)
    {
        var found = claim.Path.Select(claims);
        return found.Count > 0
            && (claim.Values is null || found.Any(value => claim.Values.Any(wanted => JsonNode.DeepEquals(value, wanted))));
    }
}
