using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Phone;

/// <summary>The side of the waiting browser: it starts, waits, takes the four digits, and gets its session.</summary>
internal sealed class DesktopHandover(
    HandoverStore store, HandoverCodes codes, SignInSubjects subjects, NetworkPlaces places, ISessions sessions,
    SecurityEvents events, HandoverEvents told, DemoSetting demo, TimeProvider time)
{
    /// <summary>What binds the hand-over to this browser; the id alone gives nothing.</summary>
    public const string CookieName = "__Host-rathaus-handover";

    /// <summary>A sign-in that leads back to a local address.</summary>
    public async Task<Handover> StartLoginAsync(HttpContext http, string back, CancellationToken ct)
    {
        var subject = await subjects.FindAsync(http, back, ct);
        return await StartAsync(http, Made(http, subject.ClientId, subject.Service, subject.Town, "login") with
        {
            Purpose = subject.Purpose, Back = back,
        }, ct);
    }

    /// <summary>An approval by the person who is signed in here.</summary>
    public Task<Handover> StartApprovalAsync(HttpContext http, Guid account, ApprovalRequest request, CancellationToken ct) => StartAsync(
        http,
        Made(http, request.ClientId, request.Service, request.Town, "approve") with
        {
            Purpose = request.Purpose,
            Back = request.Back,
            ForAccount = account,
            Deed = request.Deed,
        },
        ct);

    /// <summary>The hand-over of this browser, or null.</summary>
    public async Task<Handover?> OwnAsync(HttpContext http, CancellationToken ct) =>
        BrowserOf(http) is { } browser ? await store.FindByBrowserAsync(browser, ct) : null;

    /// <summary>The hand-over with this id if it is this browser's; anybody else finds nothing.</summary>
    public async Task<Handover?> OwnAsync(HttpContext http, string id, CancellationToken ct) =>
        await OwnAsync(http, ct) is { } own && own.IdText == id ? own : null;

    /// <summary>Compares the four digits. Early ones cost no try.</summary>
    public async Task<Outcome<Handover>> MatchAsync(HttpContext http, string id, string? typed, CancellationToken ct)
    {
        if (await OwnAsync(http, id, ct) is not { } handover)
            return Refusal.NotFound("handover");
        switch (handover.At(time.GetUtcNow()))
        {
            case HandoverState.Created or HandoverState.Claimed:
                return HandoverRefusals.Early;
            case HandoverState.Matched:
                return handover;
            case HandoverState.Locked:
                return HandoverRefusals.Locked;
            case HandoverState.Approved:
                break;
            default:
                return HandoverRefusals.Ended;
        }

        if (await store.TryAsync(handover.Id, ct) is not { } number)
            return HandoverRefusals.Locked;
        var digits = Encoding.UTF8.GetBytes(new string([.. (typed ?? "").Where(char.IsAsciiDigit).Take(8)]));
        if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(codes.Match(handover.Id, handover.Nonce!)), digits))
            return await store.MatchAsync(handover.Id, ct) ? handover : HandoverRefusals.Ended;
        events.Refused("handover", HandoverRefusals.WrongCode.Code);
        if (number < Handover.MostTries || !await store.LockAsync(handover.Id, ct))
            return HandoverRefusals.WrongCode;
        await told.AlertAsync("handover-locked", handover, ct);
        return HandoverRefusals.Locked;
    }

    /// <summary>Begins the session after the digits fitted, once. Returns where the sign-in leads back to.</summary>
    public async Task<Outcome<string>> SignInAsync(HttpContext http, CancellationToken ct)
    {
        if (BrowserOf(http) is not { } browser || await store.ConsumeAsync(browser, "login", null, null, ct) is not { } handover)
            return HandoverRefusals.Ended;
        var person = await store.PersonAsync(handover.ClaimedAccount!.Value, handover.Passkey!.Value, ct);
        if (person is null || (person.IsDemo && !demo.Enabled))
            return HandoverRefusals.Ended;
        http.Response.Cookies.Delete(CookieName, Shape());
        var assurance = new Assurance((Proofing)person.Proofing, Authenticator.Link) { ViaHandover = true };
        await sessions.StartAsync(
            http,
            new SignIn(SignInMethod.Handover, assurance, person.IsDemo)
            {
                AccountId = handover.ClaimedAccount,
                PasskeyId = handover.Passkey,
                Service = $"{handover.Service}, {handover.Town}",
            },
            ct);
        return handover.Back;
    }

    /// <summary>Takes an approval that this browser asked for, once.</summary>
    public async Task<bool> TakeApprovalAsync(HttpContext http, Guid account, string deed, CancellationToken ct) =>
        BrowserOf(http) is { } browser && await store.ConsumeAsync(browser, "approve", account, deed, ct) is not null;

    public async Task GiveUpAsync(HttpContext http, CancellationToken ct)
    {
        if (BrowserOf(http) is not { } browser)
            return;
        await store.GiveUpAsync(browser, ct);
        http.Response.Cookies.Delete(CookieName, Shape());
    }

    private async Task<Handover> StartAsync(HttpContext http, Handover handover, CancellationToken ct)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await store.StartAsync(handover, HashOf(secret), codes.TypedHash(codes.Typed(handover.Id)), BrowserOf(http), ct);
        http.Response.Cookies.Append(CookieName, secret, Shape());
        events.Done(handover.IsLogin ? "handover-started" : "approval-asked");
        return handover;
    }

    private Handover Made(HttpContext http, string client, string service, string town, string kind)
    {
        var origin = places.Of(http);
        var now = time.GetUtcNow();
        return new Handover
        {
            Id = RandomNumberGenerator.GetBytes(HandoverCodes.IdBytes),
            Kind = kind,
            State = "created",
            Client = client,
            Service = service,
            Town = town,
            Purpose = "",
            Back = "",
            Device = origin.Device,
            Place = origin.Place,
            Network = origin.Network,
            Tries = 0,
            CreatedAt = now,
            ExpiresAt = now + Handover.Lifetime,
        };
    }

    private static byte[]? BrowserOf(HttpContext http) =>
        http.Request.Cookies.TryGetValue(CookieName, out var secret) && secret?.Length == 43 ? HashOf(secret) : null;

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    private static CookieOptions Shape() => new()
    {
        Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true,
    };
}
