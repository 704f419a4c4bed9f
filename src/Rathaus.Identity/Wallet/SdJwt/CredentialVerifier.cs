using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.SdJwt;

/// <summary>What a holder's signature must be about.</summary>
internal sealed record HolderBinding(string Audience, string Nonce, DateTimeOffset Now)
{
    /// <summary>How old or how far ahead it may be.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);
}

/// <summary>An SD-JWT whose signatures and disclosures were checked.</summary>
internal sealed record VerifiedSdJwt(JoseHeader Header, JsonObject Claims, IReadOnlySet<string> DisclosedAtTop, Jwk? Holder);

/// <summary>A credential (SD-JWT VC) of a trusted issuer, shown by its holder.</summary>
internal sealed record VerifiedCredential(TrustedIssuer Issuer, string Type, JsonObject Claims, Jwk Holder, StatusReference? Status);

/// <summary>Place of a credential in a status list.</summary>
internal sealed record StatusReference(string Address, int Place);

/// <summary>Checks SD-JWTs (RFC 9901 section 7) and SD-JWT VCs. Says nothing about revocation: <c>CredentialStatus</c> does.</summary>
internal static class CredentialVerifier
{
    /// <summary>Members that an issuer must not make disclosable: without them nothing could be judged.</summary>
    private static readonly string[] AlwaysThere = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);

    /// <summary>The older name of the type is accepted while wallets still use it.</summary>
    private static readonly DateTimeOffset OldTypeEnds = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JwsPolicy AnyTypePolicy = new() { Algorithms = [JoseAlgorithms.Es256], AcceptsCertificates = true };

    private static readonly JwsPolicy BindingPolicy = new() { Algorithms = [JoseAlgorithms.Es256], Types = ["kb+jwt"] };

    /// <summary>Signatures, disclosures, and, if one is wanted, the holder's signature.</summary>
    /// <param name="types">Accepted <c>typ</c>; empty: any.</param>
    public static Outcome<VerifiedSdJwt> Verify(
        string text, IReadOnlyCollection<string> types, Func<JoseHeader, Jwk?> issuerKey, HolderBinding? binding)
    {
        var parsed = SdJwtText.Parse(text);
        if (!parsed.Succeeded)
            return parsed.Refusal;
        var parts = parsed.Value;
        Refusal? unknown = null;
        var jws = JwsReader.Verify(parts.IssuerJwt, AnyTypePolicy with { Types = types }, header =>
        {
            var key = issuerKey(header);
            if (key is null)
                unknown = SdJwtRefusals.UnknownIssuer;
            return key;
        });
        if (!jws.Succeeded)
            return unknown ?? (jws.Refusal.Code == "crypto.type" ? SdJwtRefusals.WrongType : SdJwtRefusals.Signature);
        if (WalletJson.Node(jws.Value.Claims) is not JsonObject payload)
            return SdJwtRefusals.Malformed("Der Nachweis hat keinen Inhalt.");
        var unpacked = SdJwtUnpacker.Unpack(payload, parts.Disclosures);
        if (!unpacked.Succeeded)
            return unpacked.Refusal;

        // Only what the issuer signed openly can be the holder's key.
        var holder = unpacked.Value.DisclosedAtTop.Contains("cnf") ? null : HolderOf(payload);
        if (binding is not null)
        {
            if (holder is null || parts.KeyBindingJwt is null)
                return SdJwtRefusals.Holder("Die Wallet hat nicht unterschrieben.");
            if (CheckBinding(parts, holder, binding) is { } refused)
                return refused;
        }

        return new VerifiedSdJwt(jws.Value.Header, unpacked.Value.Claims, unpacked.Value.DisclosedAtTop, holder);
    }

    /// <summary>All of it: a credential of an issuer on the list, within its time, shown by its holder for this very request.</summary>
    public static Outcome<VerifiedCredential> VerifyPresented(string text, IReadOnlyList<TrustedIssuer> issuers, HolderBinding binding)
    {
        TrustedIssuer? found = null;
        var today = DateOnly.FromDateTime(binding.Now.UtcDateTime);
        string[] types = binding.Now < OldTypeEnds ? ["dc+sd-jwt", "vc+sd-jwt"] : ["dc+sd-jwt"];
        var verified = Verify(text, types, header =>
        {
            foreach (var issuer in issuers.Where(issuer => issuer.IsBelievedOn(today)))
            {
                if (issuer.KeyOf(header.Certificates, binding.Now) is { } key)
                {
                    found = issuer;
                    return key;
                }
            }

            return null;
        }, binding);
        if (!verified.Succeeded)
            return verified.Refusal;
        var (_, claims, disclosed, holder) = verified.Value;
        if (found is null || holder is null)
            return SdJwtRefusals.UnknownIssuer;
        if (AlwaysThere.Any(disclosed.Contains))
            return SdJwtRefusals.Disclosure("Eine Angabe ist auswählbar, die immer da sein muss.");
        if (claims.Text("vct") is not { } type || !found.Types.Contains(type, StringComparer.Ordinal))
            return SdJwtRefusals.WrongType;
        if (found.Issuer is not null && claims.Text("iss") != found.Issuer)
            return SdJwtRefusals.UnknownIssuer;
        if (!IsInTime(claims, binding.Now))
            return SdJwtRefusals.Expired;
        if (!claims.ContainsKey("status"))
            return new VerifiedCredential(found, type, claims, holder, null);
        return StatusOf(claims["status"]) is { } status
            ? new VerifiedCredential(found, type, claims, holder, status)
            : SdJwtRefusals.StatusUnknown;
    }

    private static Refusal? CheckBinding(SdJwtText parts, Jwk holder, HolderBinding binding)
    {
        var read = JwsReader.Verify(parts.KeyBindingJwt!, BindingPolicy, _ => holder);
        if (!read.Succeeded)
            return SdJwtRefusals.Holder("Die Unterschrift der Wallet stimmt nicht.");
        var claims = read.Value.Claims;
        if (claims.Text("nonce") != binding.Nonce)
            return SdJwtRefusals.Holder("Die Wallet hat auf eine andere Anfrage geantwortet.");
        if (claims.Text("aud") != binding.Audience)
            return SdJwtRefusals.Holder("Die Wallet hat für eine andere Stelle unterschrieben.");
        if (claims.Text("sd_hash") != parts.Hash)
            return SdJwtRefusals.Holder("Die Wallet hat andere Angaben unterschrieben.");
        return claims.Integer("iat") is { } seconds && Within(seconds, binding.Now)
            ? null
            : SdJwtRefusals.Holder("Die Unterschrift der Wallet ist zu alt.");
    }

    private static bool Within(long seconds, DateTimeOffset now) =>
        Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) <= (decimal)HolderBinding.Tolerance.TotalSeconds;

    private static bool IsInTime(JsonObject claims, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var slack = (long)ClockTolerance.TotalSeconds;
        foreach (var name in (ReadOnlySpan<string>)["exp", "nbf", "iat"])
        {
            if (claims.ContainsKey(name) && claims.Whole(name) is null)
                return false;
        }

        return !(claims.Whole("exp") <= seconds - slack) && !(claims.Whole("nbf") > seconds + slack) && !(claims.Whole("iat") > seconds + slack);
    }

    private static Jwk? HolderOf(JsonObject payload) =>
        payload["cnf"] is JsonObject confirmation && confirmation["jwk"] is JsonObject key ? Jwk.Parse(key.ToJsonString()).Value : null;

    private static StatusReference? StatusOf(JsonNode? status) =>
        status is JsonObject members && members["status_list"] is JsonObject list
        && list.Text("uri") is { } address && list.Whole("idx") is >= 0 and <= int.MaxValue and var place
            ? new StatusReference(address, (int)place)
            : null;
}
