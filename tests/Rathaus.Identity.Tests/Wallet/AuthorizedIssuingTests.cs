using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>A wallet sends the person to sign in and gets the credential they agree to (OpenID4VCI 1.0, authorization code).</summary>
public sealed partial class AuthorizedIssuingTests(WalletHouse house) : IClassFixture<WalletHouse>
{
    private const string Type = "volunteer-card";

    private static int people;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IssuingWallet Wallet => new(house.App.CreateClient(), house.App.Time);

    [Fact]
    public async Task A_wallet_that_begins_by_itself_gets_what_the_person_holds_and_agrees_to()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        Hold(account, "EK-7001");
        var wallet = Wallet;
        var (page, flow) = await AskAsync(browser, wallet);
        Assert.Contains("Ehrenamtskarte in „Testwallet“ laden?", page, StringComparison.Ordinal);
        Assert.Contains("EK-7001", page, StringComparison.Ordinal);
        Assert.Contains("test-wallet://callback", page, StringComparison.Ordinal);
        Assert.Contains("Stadt Gelsenkirchen", page, StringComparison.Ordinal);

        var back = await DecideAsync(browser, flow, page);
        Assert.Equal("state-1", back["state"]);
        Assert.Equal(IssuingWallet.Issuer, back["iss"]);
        var token = await wallet.RedeemAsync(back["code"]);
        Assert.Equal("DPoP", token["token_type"]!.GetValue<string>());
        Assert.False(token.ContainsKey("id_token"));
        Assert.False(token.ContainsKey("refresh_token"));
        Assert.False(token.ContainsKey("authorization_details"));

        var keys = Enumerable.Range(0, 3).Select(_ => PrivateJwk.Generate()).ToList();
        var nonce = await wallet.NonceAsync();
        var answer = await wallet.CredentialAsync(TokenOf(token), Type, [.. keys.Select(key => wallet.Proof(key, nonce))]);
        var issued = answer["credentials"]!.AsArray().Select(one => SdJwtText.Parse(one!["credential"]!.GetValue<string>()).Value!).ToList();
        Assert.Equal(3, issued.Count);
        Assert.All(issued, one => Assert.Contains(one.Disclosures, disclosure => disclosure.Name == "card_number"));
        Assert.Equal(1, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.wallet_offer where account = @account and state = 'issued' and claims_box is null", new { account }, Ct));

        // It is in the person's list like one that was fetched with digits, and nothing else was learned.
        Assert.Contains("3 Ausfertigungen", WebUtility.HtmlDecode(await browser.ReadAsync("/konto/nachweise")), StringComparison.Ordinal);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.oidc_consent where account = @account", new { account }, Ct));
    }

    [Fact]
    public async Task An_offer_is_fetched_with_its_state_and_authorization_details()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        var offer = await OfferAsync(account);
        var wallet = Wallet;
        var (page, flow) = await AskAsync(browser, wallet, wish =>
        {
            wish.Remove("scope");
            wish["issuer_state"] = offer.ToString("N");
            wish["authorization_details"] = Details(Type);
        });
        var token = await wallet.RedeemAsync((await DecideAsync(browser, flow, page))["code"]);
        var granted = token["authorization_details"]![0]!;
        Assert.Equal(Type, granted["credential_configuration_id"]!.GetValue<string>());
        var identifier = granted["credential_identifiers"]![0]!.GetValue<string>();
        var nonce = await wallet.NonceAsync();
        Assert.Equal("unknown_credential_identifier", (await wallet.CredentialByIdAsync(
            TokenOf(token), Guid.Empty.ToString("N"), wallet.Proof(PrivateJwk.Generate(), nonce)))["error"]!.GetValue<string>());
        var answer = await wallet.CredentialByIdAsync(TokenOf(token), identifier, wallet.Proof(PrivateJwk.Generate(), nonce));
        Assert.Single(answer["credentials"]!.AsArray());

        // Its digits are worth nothing any more.
        Assert.Equal("issued", await StateAsync(offer));
    }

    [Fact]
    public async Task The_metadata_and_the_offer_say_that_a_sign_in_is_a_way()
    {
        using var browser = new Browser(house.App);
        var offer = await OfferAsync(await PersonAsync(browser));
        var page = WebUtility.UrlDecode(WebUtility.HtmlDecode(await browser.ReadAsync($"/konto/nachweise/{offer:D}")));
        Assert.Contains($"\"authorization_code\":{{\"issuer_state\":\"{offer:N}\"}}", page, StringComparison.Ordinal);
        var configuration = (await Wallet.MetadataAsync())["credential_configurations_supported"]![Type]!;
        Assert.Equal("credential:volunteer-card", configuration["scope"]!.GetValue<string>());
        using var http = house.App.CreateClient();
        var provider = JsonNode.Parse(await http.GetStringAsync(new Uri("/.well-known/oauth-authorization-server/id", UriKind.Relative), Ct))!;
        Assert.Contains("none", provider["token_endpoint_auth_methods_supported"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Equal("openid_credential", provider["authorization_details_types_supported"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_at_the_provider_first()
    {
        using var browser = new Browser(house.App);
        var pushed = await Wallet.PushAsync();
        using var answer = await browser.GetAsync(Address(pushed));
        Assert.StartsWith("/id/anmelden?zurueck=", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_documents_the_person_chooses_one()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        Hold(account, "EK-8001");
        Hold(account, "EK-8002");
        var wallet = Wallet;
        var (page, flow) = await AskAsync(browser, wallet);
        Assert.Equal(2, Chosen().Count(page));
        var back = await DecideAsync(browser, flow, page, key: $"{account:N}/EK-8002");
        var nonce = await wallet.NonceAsync();
        var answer = await wallet.CredentialAsync(
            TokenOf(await wallet.RedeemAsync(back["code"])), Type, wallet.Proof(PrivateJwk.Generate(), nonce));
        var card = SdJwtText.Parse(answer["credentials"]![0]!["credential"]!.GetValue<string>()).Value!;
        Assert.Equal("EK-8002", card.Disclosures.Single(one => one.Name == "card_number").Value!.GetValue<string>());
    }

    [Fact]
    public async Task Saying_no_sends_the_wallet_away_with_nothing()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        Hold(account, "EK-9001");
        var (page, flow) = await AskAsync(browser, Wallet);
        var back = await DecideAsync(browser, flow, page, agree: false);
        Assert.Equal("access_denied", back["error"]);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.wallet_offer where account = @account", new { account }, Ct));
    }

    internal static string Details(string type) => new JsonArray(new JsonObject
    {
        ["type"] = "openid_credential", ["credential_configuration_id"] = type,
    }).ToJsonString();

    internal static string Address(JsonObject pushed) =>
        $"/id/oidc/authorize?client_id={WalletHouse.Client}&request_uri={Uri.EscapeDataString(pushed["request_uri"]!.GetValue<string>())}";

    internal static string TokenOf(JsonObject answer) => answer["access_token"]?.GetValue<string>() ?? throw new InvalidOperationException(answer.ToJsonString());

    /// <summary>Somebody new signs in; the account.</summary>
    private async Task<Guid> PersonAsync(Browser browser)
    {
        var family = "Wallet" + Interlocked.Increment(ref people);
        Assert.Equal(HttpStatusCode.SeeOther, (await house.SignInAsync(browser, claims => claims["family_name"] = family)).StatusCode);
        return await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select id from identity.account where person ->> 'FamilyName' = @family", new { family }, Ct);
    }

    private void Hold(Guid account, string number) => house.Held.Add(Order(account, number));

    internal static CredentialOrder Order(Guid account, string number) => new()
    {
        Account = account,
        Source = $"{account:N}/{number}",
        Type = Type,
        Town = "Stadt Gelsenkirchen",
        Facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["holder.family_name"] = "Beispiel", ["holder.given_names"] = "Mira", ["effect.number"] = number,
        },
    };

    private async Task<Guid> OfferAsync(Guid account)
    {
        await using var scope = house.App.Services.CreateAsyncScope();
        var offered = await scope.ServiceProvider.GetRequiredService<IWalletCredentials>().OfferAsync(Order(account, "EK-0100"), Ct);
        Assert.True(offered.Succeeded, offered.Refusal?.Code);
        return Guid.Parse(offered.Value[(offered.Value.LastIndexOf('/') + 1)..]);
    }

    private Task<string> StateAsync(Guid offer) => house.App.Database.Region.QuerySingleAsync<string>(
        "select state from identity.wallet_offer where id = @offer", new { offer }, Ct);

    /// <summary>The page that asks, and its authorization.</summary>
    internal static async Task<(string Page, string Flow)> AskAsync(Browser browser, IssuingWallet wallet, Action<Dictionary<string, string>>? change = null)
    {
        var pushed = await wallet.PushAsync(change);
        var page = WebUtility.HtmlDecode(await browser.ReadAsync(Address(pushed)));
        return (page, Flow().Match(page).Value);
    }

    /// <summary>Answers the question; the parameters that the wallet gets.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>> DecideAsync(
        Browser browser, string flow, string page, bool agree = true, string? key = null)
    {
        var answer = await browser.PostAsync(
            flow, ("entscheidung", agree ? "ja" : "nein"), ("nachweis", key ?? Chosen().Match(page).Groups["key"].Value));
        for (var step = 0; step < 4 && ProviderHouse.Onward(answer) is { } next; step++)
        {
            if (next.StartsWith(WalletHouse.Redirect, StringComparison.Ordinal))
                return ProviderHouse.Parameters(new Uri(next));
            answer = await browser.GetAsync(next);
        }

        throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    [GeneratedRegex("/id/oidc/zustimmung/[0-9a-f-]{36}", RegexOptions.None, 1000)]
    internal static partial Regex Flow();

    [GeneratedRegex("name=\"nachweis\" value=\"(?<key>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex Chosen();
}
