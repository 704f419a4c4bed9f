using Rathaus.Kernel.Languages;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>What the account has taken into a wallet, for the list “Nachweise” of the web app.</summary>
internal sealed class HeldWalletCredentials(CredentialOffers offers, ITexts texts) : IHeldCredentials
{
    public async Task<IReadOnlyList<HeldCredential>> OfAsync(Guid account, Language language, CancellationToken ct)
    {
        var words = texts.For(language);
        return
        [
            .. (await offers.OfAsync(account, ct)).Where(offer => offer.State == "issued").Select(offer => new HeldCredential(
                words[$"identity.wallet.type.{offer.Type}"], offer.Town, offer.CreatedAt, Rathaus.Kernel.Time.GermanClock.StartOf(offer.ValidUntil),
                offer.Revoked > 0, CredentialRoutes.Address)),
        ];
    }
}
