using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>A deed that its person shall approve on the phone. The words come from the house, never from a request.</summary>
/// <param name="Deed">What the asking page calls it; the approval holds for this deed only. At most 200 characters.</param>
/// <param name="ClientId">Who asks.</param>
/// <param name="Service">Name of the service, as shown.</param>
/// <param name="Town">Its town or the region, as shown.</param>
/// <param name="Purpose">Everything the person approves, in full: amounts, receivers, dates. At most 2,000 characters.</param>
/// <param name="Back">Local address that goes on after the approval and takes it.</param>
public sealed record ApprovalRequest(string Deed, string ClientId, string Service, string Town, string Purpose, string Back);

/// <summary>Approvals by passkey on the phone, bound to the displayed text (dynamic linking).</summary>
public interface IApprovals
{
    /// <summary>Asks whoever is signed in. Returns the local address the browser goes to (303); from there it comes back.</summary>
    Task<Outcome<string>> AskAsync(HttpContext http, ApprovalRequest request, CancellationToken ct);

    /// <summary>True once: this browser and account asked for this deed, and the person approved it and typed the digits.</summary>
    Task<bool> TakeAsync(HttpContext http, string deed, CancellationToken ct);
}

/// <inheritdoc cref="IApprovals"/>
internal sealed class Approvals(Phone.DesktopHandover desktop) : IApprovals
{
    public async Task<Outcome<string>> AskAsync(HttpContext http, ApprovalRequest request, CancellationToken ct)
    {
        if (AccountOf(http) is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "access.sign-in-needed", "Melden Sie sich an.");
        await desktop.StartApprovalAsync(http, account, request, ct);
        return Phone.HandoverRoutes.Address;
    }

    public async Task<bool> TakeAsync(HttpContext http, string deed, CancellationToken ct) =>
        AccountOf(http) is { } account && await desktop.TakeApprovalAsync(http, account, deed, ct);

    private static Guid? AccountOf(HttpContext http) => (http.RequestServices.GetService(typeof(IActor)) as IActor)?.AccountId;
}
