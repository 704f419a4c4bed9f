using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Wallet.Issuer;

/// <inheritdoc cref="IWalletCredentials"/>
internal sealed class WalletCredentials(CredentialOffers offers, ISensitiveActions actions, TimeProvider time) : IWalletCredentials
{
    private static readonly Refusal Missing = Refusal.Conflict(
        "wallet.claims-missing", "Für diesen Nachweis fehlt eine Angabe. Fragen Sie das Amt, das das Dokument ausgestellt hat.");

    private static readonly Refusal Over = Refusal.Conflict("wallet.claims-over", "Dieses Dokument gilt nicht mehr.");

    public IReadOnlyCollection<string> Types { get; } = [.. CredentialTypes.All.Select(type => type.Id)];

    public async Task<Outcome<string>> OfferAsync(CredentialOrder order, CancellationToken ct)
    {
        if (await actions.CheckAsync(SensitiveAction.ReleaseCredential, ct) is { } refused)
            return refused;
        var type = CredentialTypes.Find(order.Type) ?? throw new ArgumentException($"Unknown type of credential {order.Type}", nameof(order));
        var today = time.Today();
        var until = type.UntilOf(order, today);
        if (until < today)
            return Over;
        if (CredentialWriter.ClaimsOf(type, order.Facts) is not { } claims)
            return Missing;
        var id = await offers.AddAsync(order, claims, until, ct);
        return $"{CredentialRoutes.Address}/{id:D}";
    }

    public Task<int> RevokeAsync(string source, CancellationToken ct) => offers.RevokeAsync(source, ct);
}
