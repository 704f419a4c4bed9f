using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Pages;

/// <summary>What the own account can do, what it lacks, and what it should know.</summary>
/// <param name="AcceptsMakers">The house accepts some maker of devices; else no passkey can be bound to one.</param>
internal sealed record LevelView(
    AccountLevel Account, SessionState Session, IReadOnlyList<AccountNotice> Notices, OpenLetter? Letter, bool AcceptsMakers, bool ReadsCards, bool OnHold)
{
    /// <summary>The level after the one that the account reaches by itself.</summary>
    public TrustLevel? Next => LevelSteps.Next(Account.Reachable);

    public IReadOnlyList<LevelStep> Missing => Next is { } next ? LevelSteps.Missing(next, Account.Proofing, Account.Best) : [];

    public IEnumerable<AccountNotice> Unread => Notices.Where(notice => notice.ReadAt is null);

    public static async Task<LevelView> ReadAsync(IServiceProvider services, SessionState session, CancellationToken ct)
    {
        var account = session.AccountId!.Value;
        var level = await services.GetRequiredService<AccountLevels>().FindAsync(account, ct)
            ?? throw new InvalidOperationException("A session without an open account");
        return new LevelView(
            level, session,
            await services.GetRequiredService<IAccountNotices>().ListAsync(account, ct),
            await services.GetRequiredService<ActivationLetter>().FindAsync(account, ct),
            services.GetRequiredService<AttestationRoots>().Any,
            services.GetRequiredService<EidServers>().All.Count > 0,
            level.HoldUntil > services.GetRequiredService<TimeProvider>().GetUtcNow());
    }
}
