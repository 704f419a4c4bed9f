using System.Text.Json.Nodes;

namespace Rathaus.Identity.Wallet.Dcql;

/// <summary>What a verifier asks a wallet for (Digital Credentials Query Language, OpenID4VP 1.0 section 6).</summary>
/// <param name="Sets">Null: every credential is needed.</param>
internal sealed record DcqlQuery(IReadOnlyList<CredentialQuery> Credentials, IReadOnlyList<CredentialSetQuery>? Sets);

/// <summary>One credential.</summary>
/// <param name="Types">Values of <c>vct_values</c>, or the one <c>doctype_value</c>; empty for other formats.</param>
/// <param name="Claims">Null: all the holder can always show.</param>
/// <param name="ClaimSets">Combinations of claims by id, the most wanted first; null: all claims.</param>
internal sealed record CredentialQuery(
    string Id, string Format, IReadOnlyList<string> Types, bool Multiple, bool HolderBinding,
    IReadOnlyList<TrustedAuthority> Authorities, IReadOnlyList<ClaimQuery>? Claims, IReadOnlyList<IReadOnlyList<string>>? ClaimSets)
{
    public const string SdJwt = "dc+sd-jwt";
    public const string Mdoc = "mso_mdoc";
}

/// <summary>Who must have issued it: <c>aki</c>, <c>etsi_tl</c> or <c>openid_federation</c> with its values.</summary>
internal sealed record TrustedAuthority(string Type, IReadOnlyList<string> Values);

/// <summary>One claim, and which values will do.</summary>
internal sealed record ClaimQuery(string? Id, ClaimsPath Path, IReadOnlyList<JsonNode>? Values);

/// <summary>Combinations of credentials by id, the most wanted first.</summary>
internal sealed record CredentialSetQuery(IReadOnlyList<IReadOnlyList<string>> Options, bool Required);
