using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>One credential that a person may give to a wallet.</summary>
/// <param name="Key">Names it in the form: its offer, or what it rests on.</param>
internal sealed record CredentialChoice(string Key, CredentialType Type, string Town, JsonObject Claims, DateOnly Until, bool Simulated)
{
    /// <summary>Null: it waits as an offer already.</summary>
    public CredentialOrder? Order { get; init; }

    public Guid? Offer { get; init; }
}

/// <summary>
/// Which credentials a wallet can get when the person is signed in: the one of the offer that the wallet read, if it is this account's,
/// or what the rooms of the house have for the account.
/// </summary>
internal sealed class WalletConsent(CredentialOffers offers, TimeProvider time)
{
    public async Task<IReadOnlyList<CredentialChoice>> ChoicesAsync(HttpContext http, CredentialWish wish, SessionState session, CancellationToken ct)
    {
        var account = session.AccountId ?? throw new InvalidOperationException("A session at the provider is an account's");
        var type = CredentialTypes.Find(wish.Type) ?? throw new InvalidOperationException($"{wish.Type} was checked when it was pushed");
        if (wish.Offer is { } id)
        {
            return await offers.FindAsync(id, account, ct) is { State: "open", ClaimsBox: { } box } offer
                && offer.ExpiresAt > time.GetUtcNow() && offer.Type == type.Id
                    ? [new CredentialChoice(id.ToString("N"), type, offer.Town, offers.ContentOf(box).Claims, offer.ValidUntil, offer.Simulated) { Offer = id }]
                    : [];
        }

        var today = time.Today();
        var choices = new List<CredentialChoice>();
        foreach (var source in http.RequestServices.GetServices<ICredentialSource>())
        {
            foreach (var order in await source.OfAsync(account, type.Id, session.Trust, ct))
            {
                if (CredentialWriter.ClaimsOf(type, order.Facts) is { } claims && type.UntilOf(order, today) is var until && until >= today)
                    choices.Add(new CredentialChoice(order.Source, type, order.Town, claims, until, order.Simulated) { Order = order });
            }
        }

        return choices;
    }

    /// <summary>The offer that the wallet's token will be good for; null: it is not among what the person holds.</summary>
    public async Task<Guid?> OfferAsync(HttpContext http, CredentialWish wish, SessionState session, string? key, CancellationToken ct)
    {
        var choices = await ChoicesAsync(http, wish, session, ct);
        var choice = choices.FirstOrDefault(one => one.Key == key);
        return choice?.Offer ?? (choice?.Order is { } order ? await offers.AddAsync(order, choice.Claims, choice.Until, ct) : null);
    }
}
