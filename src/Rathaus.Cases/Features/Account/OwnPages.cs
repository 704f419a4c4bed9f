using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Joint;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Portal;
using Rathaus.Identity;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Account;

/// <summary>The account: what waits, what runs, what was begun; and the mailbox.</summary>
internal static class OwnPages
{
    public const string Address = "/konto";

    public const string Mailbox = Address + "/postfach";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.None);
        own.MapPage("", ShowAsync);
        own.MapPage("/postfach", MailboxAsync);
        own.MapPage("/postfach/{town}/{entry:guid}", OpenEntryAsync);
    }

    private static async Task<IResult> ShowAsync(ListOwn list, ReadMailbox mailbox, IAccountNotices notices, IActor actor, CancellationToken ct)
    {
        var own = await list.RunAsync(ct);
        if (!own.Succeeded)
            return PageResult.Refused(own.Refusal);
        var entries = await mailbox.RunAsync(ct);
        return entries.Succeeded
            ? PageResult.Of<AccountPage>(new
            {
                Model = new AccountView(own.Value, entries.Value, await notices.CountUnreadAsync(actor.AccountId!.Value, ct)),
            })
            : PageResult.Refused(entries.Refusal);
    }

    private static async Task<IResult> MailboxAsync(ReadMailbox mailbox, IAccountNotices notices, IActor actor, CancellationToken ct)
    {
        var entries = await mailbox.RunAsync(ct);
        return entries.Succeeded
            ? PageResult.Of<MailboxPage>(new { Model = entries.Value, Notices = await notices.ListAsync(actor.AccountId!.Value, ct) })
            : PageResult.Refused(entries.Refusal);
    }

    /// <summary>Opening an entry marks it as read and leads to what it is about.</summary>
    private static async Task<IResult> OpenEntryAsync(
        string town, Guid entry, ReadMailbox mailbox, ICatalogue catalogue, CancellationToken ct)
    {
        if (catalogue.FindTown(town) is not { } found)
            return PageResult.Refused(Refusal.NotFound("mailbox-entry"));
        var entries = await mailbox.RunAsync(ct);
        if (!entries.Succeeded)
            return PageResult.Refused(entries.Refusal);
        if (entries.Value.FirstOrDefault(one => one.Id == entry && one.Town.Id == found.Id) is not { } opened)
            return PageResult.Refused(Refusal.NotFound("mailbox-entry"));
        await mailbox.MarkReadAsync(found, entry, ct);

        // An appointment without a case leads to itself.
        if (opened.Number is not { } number)
            return PageResult.SeeOther(PageResult.IsLocal(opened.Body) ? opened.Body : Mailbox);
        if (opened.Kind is "cosign" or "cosign-document")
            return PageResult.SeeOther(SigningPages.Of(number));
        return PageResult.SeeOther(CaseAddress.Of(number) + opened switch
        {
            { Kind: "receipt" } => "?neu=1",
            { Kind: "correction" } => "",
            { Kind: "signing" } => "#beteiligte",
            { Kind: "appointment" } => "#termine",
            { Kind: "offer" } => "#platz",
            { Document: { } document } => $"/dokument/{document:D}",
            { Kind: "message" } => "#nachrichten",
            _ => "",
        });
    }
}

/// <summary>The account's overview.</summary>
/// <param name="Warnings">Unread notices about the account's security.</param>
internal sealed record AccountView(ListOwn.View Own, IReadOnlyList<ReadMailbox.Entry> Entries, int Warnings)
{
    private const int Newest = 3;

    public int Unread => Warnings + Entries.Count(entry => entry.ReadAt is null);

    public IReadOnlyList<ReadMailbox.Entry> Latest => [.. Entries.Take(Newest)];

    public IReadOnlyList<ListOwn.OwnCase> Running => [.. Own.Cases.Where(own => !own.Line.Status.IsFinal())];

    public IReadOnlyList<ListOwn.OwnCase> Closed => [.. Own.Cases.Where(own => own.Line.Status.IsFinal())];

    /// <summary>The most urgent thing that only the applicant can do, or null.</summary>
    public ListOwn.OwnCase? Waiting => Own.Cases
        .Where(own => own.Line.FeeOpen || own.Line.Status is CaseStatus.AwaitingApplicant or CaseStatus.AwaitingPayment)
        .OrderBy(own => own.Line.DueOn ?? DateOnly.MaxValue)
        .FirstOrDefault();

    public static string EntryAddress(ReadMailbox.Entry entry) => $"{OwnPages.Mailbox}/{entry.Town.Id}/{entry.Id:D}";
}
