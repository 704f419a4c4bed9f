using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.Dcql;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>
/// What a wallet posts (OpenID4VP 1.0 section 8, <c>direct_post.jwt</c>). One answer is judged for each request, right or wrong:
/// nobody tries until something fits.
/// </summary>
internal sealed class WalletResponses(
    WalletRequests requests, RequestObjects objects, HouseKeys keys, TrustList trust, CredentialStatus status, WalletVault vault,
    SecurityEvents events, TimeProvider time)
{
    public static readonly Refusal Unknown = Refusal.NotFound("wallet-request");

    public static readonly Refusal Declined = Refusal.Invalid("wallet.declined", "Die Wallet hat nichts gezeigt.");

    private const int Longest = 131_072;

    private static readonly Refusal NotReadable = Refusal.Invalid("wallet.response", "Die Antwort der Wallet ist nicht lesbar.");

    private static readonly Refusal NotAsked = Refusal.Invalid("credential.query", "Die Wallet hat etwas anderes gezeigt, als gefragt war.");

    /// <returns>The path to which the wallet sends its person, with the code behind the number sign.</returns>
    public async Task<Outcome<string>> ReceiveAsync(string id, string? response, CancellationToken ct)
    {
        if (await requests.AwaitedAsync(id, ct) is not { } request)
            return Unknown;
        var shown = await ReadAsync(request, response, ct);
        if (!shown.Succeeded)
        {
            await requests.RefuseAsync(id, shown.Refusal.Code, ct);
            events.Refused("wallet", shown.Refusal.Code);
            return shown.Refusal;
        }

        var box = vault.Seal(WalletVault.Person, System.Text.Encoding.UTF8.GetBytes(StoredJson.Of(PidQuery.PersonIn(shown.Value))));
        return await requests.AnswerAsync(id, box, shown.Value.Issuer.Simulated, ct) is { } code
            ? $"{WalletAddresses.Verifier}/{(request.SameDevice ? "done" : "code")}#{code}"
            : Unknown;
    }

    /// <summary>The person said no in the wallet, or it could not.</summary>
    public async Task<Outcome<string>> DeclineAsync(string id, CancellationToken ct)
    {
        if (await requests.AwaitedAsync(id, ct) is null)
            return Unknown;
        await requests.RefuseAsync(id, Declined.Code, ct);
        return $"{WalletAddresses.Verifier}/declined";
    }

    private async Task<Outcome<VerifiedCredential>> ReadAsync(WalletRequest request, string? response, CancellationToken ct)
    {
        var opened = Jwe.Decrypt(
            response ?? "", header => header.KeyId is null || header.KeyId == request.Id ? objects.KeyOf(request) : null, Longest);
        if (!opened.Succeeded || !WalletJson.TryParse(opened.Value.Plaintext, out var content)
            || content is not JsonObject members || members["vp_token"] is not JsonObject token)
            return NotReadable;
        if (members.ContainsKey("state") && members.Text("state") != request.Id)
            return NotReadable;

        var query = DcqlReader.Read(await objects.QueryAsync(request, ct));
        if (!query.Succeeded)
            throw new InvalidOperationException("A query of the house is readable");
        var wanted = query.Value.Credentials[0];
        if (token.Count != 1 || token[wanted.Id] is not JsonArray { Count: 1 } presentations
            || presentations[0]?.GetValueKind() != System.Text.Json.JsonValueKind.String)
            return NotAsked;

        var verifier = await keys.OfAsync(HouseKeyUse.Verifier, ct);
        var verified = CredentialVerifier.VerifyPresented(
            presentations[0]!.GetValue<string>(), await trust.CurrentAsync(ct),
            new HolderBinding(verifier.X509Hash, request.Nonce, time.GetUtcNow()));
        if (!verified.Succeeded)
            return verified.Refusal;
        var credential = verified.Value;
        if (!DcqlAnswer.Fits(wanted, new DcqlCandidate(CredentialQuery.SdJwt, credential.Type, credential.Claims), out _)
            || PidQuery.PersonIn(credential) is null)
            return NotAsked;
        return await status.CheckAsync(credential, ct) is { } refused ? refused : credential;
    }
}
