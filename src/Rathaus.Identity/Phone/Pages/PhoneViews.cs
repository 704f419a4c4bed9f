using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Phone.Pages;

/// <summary>The waiting browser.</summary>
/// <param name="Link">What the QR code says now.</param>
/// <param name="Picture">Address of its picture.</param>
/// <param name="Typed">The eight characters instead of it.</param>
internal sealed record HandoverView(
    Handover Handover, HandoverState State, string Link, string Picture, string Typed, Refusal? Refusal)
{
    /// <summary>Host of this house, to be typed on the phone.</summary>
    public string Host => new Uri(Link).Authority;

    public bool IsOpen => State is HandoverState.Created or HandoverState.Claimed or HandoverState.Approved;
}

/// <summary>The phone that read a code.</summary>
/// <param name="Mine">Bound to this phone.</param>
/// <param name="Digits">What to type at the computer, after the approval.</param>
internal sealed record ApprovalView(
    Handover Handover, HandoverState State, bool Mine, HandoverText Text, string? Digits, Refusal? Refusal);

/// <summary>The first page of the app.</summary>
internal sealed record AppStartView(bool SignedIn, string Typed, Refusal? Refusal);

/// <summary>An approval that waits, with everything it says.</summary>
internal sealed record WaitingApproval(Handover Handover, HandoverText Text);

/// <summary>Approvals that wait.</summary>
/// <param name="Tried">The trial approval just came through.</param>
internal sealed record ApprovalsView(IReadOnlyList<WaitingApproval> Waiting, bool Tried);

/// <summary>The history, in the app or among the account's pages.</summary>
/// <param name="Paged">Not the newest page.</param>
internal sealed record HistoryView(string Address, HistoryExtract Extract, bool Paged);

/// <summary>What to do when a phone is gone.</summary>
/// <param name="Current">The passkey of the sign-in.</param>
/// <param name="Address">Where removals go.</param>
internal sealed record LostPhoneView(IReadOnlyList<Passkey> Devices, Guid? Current, string Address);
