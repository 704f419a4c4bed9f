using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Passkeys;

/// <summary>The ceremony in which a device makes a passkey: options with a challenge, then the verified answer.</summary>
internal sealed class PasskeyRegistration(
    Challenges challenges, PasskeyHost host, WebAuthnVerifier verifier, SecurityEvents events, IOptions<UiOptions> ui)
{
    public static readonly Refusal Expired =
        Refusal.Invalid("passkey.challenge", "Die Seite war zu lange offen. Versuchen Sie es noch einmal.");

    public static readonly Refusal AlreadyUsed =
        Refusal.Conflict("passkey.already-used", "Dieser Passkey gehört schon zu einem Konto.");

    /// <param name="attested">Asks the device to prove its maker.</param>
    /// <param name="detail">Comes back with the verified answer; the browser never sees it.</param>
    public async Task<JsonObject> OptionsAsync<TDetail>(
        HttpContext http, string purpose, KeyHolderName name, TDetail detail, IEnumerable<byte[]> existing, CancellationToken ct,
        string? hint = null, bool attested = false)
    {
        var challenge = await challenges.IssueAsync(http, purpose, JsonSerializer.Serialize(detail), ct);
        return PasskeyMessages.CreationOptions(
            host.Of(http.Request), ui.Value.RegionName, challenge, name.UserHandle, name.DisplayName, existing, hint, attested);
    }

    public async Task<Outcome<(TDetail Detail, RegisteredCredential Credential)>> VerifyAsync<TDetail>(
        HttpContext http, string purpose, string? credential, CancellationToken ct)
    {
        if (PasskeyMessages.ReadRegistration(credential) is not { } message
            || PasskeyMessages.ChallengeOf(message.ClientData) is not { } challenge)
            return Refusal.Invalid("passkey.malformed", "Das hat nicht geklappt. Versuchen Sie es noch einmal.");
        if (await challenges.RedeemAsync(http, purpose, challenge, ct) is not { } detail)
            return Expired;
        var verified = verifier.VerifyRegistration(host.Of(http.Request), challenge, message.ClientData, message.AttestationObject);
        if (!verified.Succeeded)
        {
            events.Refused(purpose, verified.Refusal.Code);
            return verified.Refusal;
        }

        return (JsonSerializer.Deserialize<TDetail>(detail)!, verified.Value with { Attachment = message.Attachment });
    }
}
