using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Phone;

/// <summary>The side of the phone: it reads a code, takes the hand-over, shows what it is about, and a passkey signs that.</summary>
internal sealed class PhoneHandover(
    HandoverStore store, HandoverCodes codes, NetworkPlaces places, PasskeyStore passkeys, PasskeyHost host,
    WebAuthnVerifier verifier, RegionDatabase database, SecurityEvents events, HandoverEvents told, ITexts texts,
    DemoSetting demo, TimeProvider time)
{
    /// <summary>Says that this browser read the code while it was fresh: the sign-in on the phone may take longer.</summary>
    private const string TicketCookie = "__Host-rathaus-scan";

    /// <summary>Follows the link of a QR code. No session is needed yet, and nothing is bound.</summary>
    public async Task<Outcome<Handover>> ScanAsync(HttpContext http, string token, CancellationToken ct)
    {
        var id = codes.Read(token, time.GetUtcNow());
        return Take(http, id is null ? null : await store.FindAsync(id, ct));
    }

    /// <summary>The same for eight typed characters.</summary>
    public async Task<Outcome<Handover>> TypeAsync(HttpContext http, string? code, CancellationToken ct) =>
        Take(http, await store.FindByTypedAsync(codes.TypedHash(code), ct));

    /// <summary>What this phone may look at: what it took, what it read a fresh code of, or what is asked of its account.</summary>
    public async Task<Handover?> FindAsync(HttpContext http, SessionState session, string id, CancellationToken ct)
    {
        if (HandoverCodes.Id(id) is not { } bytes || await store.FindAsync(bytes, ct) is not { } handover)
            return null;
        if (handover.ForAccount is { } asked && asked != session.AccountId)
            return null;
        return handover.IsClaimedBy(session.IdHash) || handover.ForAccount is not null
            || codes.Holds(http.Request.Cookies[TicketCookie], bytes, time.GetUtcNow())
            ? handover
            : null;
    }

    /// <summary>Binds the hand-over to this phone, the first one.</summary>
    public async Task<Outcome<Handover>> ClaimAsync(HttpContext http, SessionState session, string id, CancellationToken ct)
    {
        if (session.ViaHandover)
            return HandoverRefusals.Chain;
        if (await FindAsync(http, session, id, ct) is not { } handover)
            return Refusal.NotFound("handover");
        var account = session.AccountId!.Value;
        switch (await store.ClaimAsync(handover.Id, account, session.IdHash, ct))
        {
            case Claim.First or Claim.Own:
                return handover;
            case Claim.Second:
                await told.ConflictAsync(handover.Id, account, ct);
                return HandoverRefusals.Conflict;
            case Claim.TooMany:
                await told.AlertAsync("handover-limit", account, handover, ct);
                return HandoverRefusals.TooMany;
            default:
                return HandoverRefusals.Ended;
        }
    }

    /// <summary>What is displayed now.</summary>
    public HandoverText TextOf(HttpContext http, Handover handover) =>
        HandoverText.Of(texts.For(http.Language()), handover, places.Of(http));

    /// <summary>The four digits for the phone that approved, else null.</summary>
    public string? DigitsOf(Handover handover, SessionState session) =>
        handover.At(time.GetUtcNow()) == HandoverState.Approved && handover.IsClaimedBy(session.IdHash) && handover.Nonce is { } nonce
            ? codes.Match(handover.Id, nonce)
            : null;

    /// <summary>The challenge over the text as the page displays it.</summary>
    /// <param name="displayed">Hash of the text on the page; another one means that it changed since.</param>
    public async Task<Outcome<JsonObject>> OptionsAsync(
        HttpContext http, SessionState session, string id, string? displayed, CancellationToken ct)
    {
        if (await ClaimedAsync(session, id, ct) is not { } handover)
            return HandoverRefusals.Ended;
        var text = TextOf(http, handover);
        if (!string.Equals(text.Hash, displayed, StringComparison.Ordinal))
            return HandoverRefusals.Changed;
        var nonce = RandomNumberGenerator.GetBytes(32);
        if (!await store.ShowAsync(handover.Id, session.IdHash, text.Canonical, nonce, ct))
            return HandoverRefusals.Ended;
        var own = await passkeys.OfAsync(KeyHolder.OfAccount(session.AccountId!.Value), ct);
        return PasskeyMessages.RequestOptions(
            host.Of(http.Request), HandoverText.Challenge(handover, text.Canonical, nonce), own.Select(passkey => passkey.CredentialId));
    }

    /// <summary>Checks the signature over the displayed text.</summary>
    public async Task<Outcome<Handover>> ApproveAsync(
        HttpContext http, SessionState session, string id, string? displayed, string? credential, CancellationToken ct)
    {
        var outcome = await VerifyAsync(http, session, id, displayed, credential, ct);
        if (!outcome.Succeeded)
            events.Refused("handover-approval", outcome.Refusal.Code);
        return outcome;
    }

    /// <summary>“Das war ich nicht.”</summary>
    public async Task<Outcome<Handover>> DenyAsync(SessionState session, string id, CancellationToken ct)
    {
        if (HandoverCodes.Id(id) is not { } bytes || await store.FindAsync(bytes, ct) is not { } handover
            || !await store.DenyAsync(bytes, session.IdHash, ct))
            return HandoverRefusals.Ended;
        await told.AlertAsync("handover-denied", handover, ct);
        return handover;
    }

    private async Task<Outcome<Handover>> VerifyAsync(
        HttpContext http, SessionState session, string id, string? displayed, string? credential, CancellationToken ct)
    {
        if (await ClaimedAsync(session, id, ct) is not { } handover)
            return HandoverRefusals.Ended;
        if (!string.Equals(TextOf(http, handover).Hash, displayed, StringComparison.Ordinal)
            || handover is not { Shown: { } shown, Nonce: { } nonce } || HandoverText.HashOf(shown) != displayed)
            return HandoverRefusals.Changed;
        if (PasskeyMessages.ReadAssertion(credential) is not { } message)
            return Refusal.Invalid("passkey.malformed", "Das hat nicht geklappt. Versuchen Sie es noch einmal.");
        if (await passkeys.FindAsync(message.Id, staff: false, ct) is not { } owner || owner.Account != session.AccountId
            || (owner.IsDemo && !demo.Enabled)
            || (message.UserHandle is { } handle && !CryptographicOperations.FixedTimeEquals(handle, owner.UserHandle)))
            return HandoverRefusals.OtherAccount;

        var verified = verifier.VerifyAssertion(
            host.Of(http.Request), HandoverText.Challenge(handover, shown, nonce), owner.Known,
            message.ClientData, message.AuthenticatorData, message.Signature);
        if (!verified.Succeeded)
            return verified.Refusal;
        var signed = passkeys.Used(owner.Id, verified.Value, message.Attachment);
        if (verified.Value.CloneSuspected || owner.CloneSuspected)
        {
            await database.ExecuteBatchAsync([signed, events.Row("passkey-clone-suspected", owner.Account, null, new { passkey = owner.Id })], ct);
            return Refusal.Invalid("passkey.copied", "Dieser Passkey wurde vielleicht kopiert und gibt nichts mehr frei. Entfernen Sie ihn.");
        }

        var counts = await database.ExecuteBatchAsync(
            [store.Approve(handover.Id, session.IdHash, nonce, owner.Id), signed], ct);
        if (counts[0] == 0)
            return HandoverRefusals.Ended;
        await told.ApprovedAsync(handover, session.AccountId!.Value, shown, handover.Network != places.Of(http).Network, ct);
        return handover;
    }

    private async Task<Handover?> ClaimedAsync(SessionState session, string id, CancellationToken ct) =>
        HandoverCodes.Id(id) is { } bytes && await store.FindAsync(bytes, ct) is { } handover
        && handover.IsClaimedBy(session.IdHash) && handover.At(time.GetUtcNow()) == HandoverState.Claimed
            ? handover
            : null;

    private Outcome<Handover> Take(HttpContext http, Handover? handover)
    {
        if (handover is null || handover.At(time.GetUtcNow()) >= HandoverState.Matched)
        {
            events.Refused("handover-scan", HandoverRefusals.Stale.Code);
            return HandoverRefusals.Stale;
        }

        http.Response.Cookies.Append(TicketCookie, codes.Ticket(handover.Id, handover.ExpiresAt), new CookieOptions
        {
            Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = Handover.Lifetime,
        });
        return handover;
    }
}
