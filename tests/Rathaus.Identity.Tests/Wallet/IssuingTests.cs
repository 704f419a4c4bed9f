using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>Credentials of towns over HTTP (OpenID4VCI 1.0): offer, token, nonce, proofs, batch, status list.</summary>
public sealed class IssuingTests(WalletHouse house) : IClassFixture<WalletHouse>
{
    private static int people;

    private static readonly Dictionary<string, string> Facts = new(StringComparer.Ordinal)
    {
        ["holder.family_name"] = "Beispiel", ["holder.given_names"] = "Mira", ["effect.number"] = "EK-0001", ["valid.until"] = "2027-12-31",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wallet_gets_a_batch_of_copies_that_do_not_belong_together_and_the_account_revokes_them()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        var offer = await OfferAsync(browser, account);
        var wallet = new IssuingWallet(house.App.CreateClient(), house.App.Time);
        var token = (await wallet.TokenAsync(offer.Code, offer.Digits)).Token!;
        var challenge = await wallet.NonceAsync();
        var holders = Enumerable.Range(0, 10).Select(_ => PrivateJwk.Generate()).ToList();
        var answer = await wallet.CredentialAsync(token, "volunteer-card", [.. holders.Select(holder => wallet.Proof(holder, challenge))]);
        var credentials = answer["credentials"]!.AsArray().Select(one => one!["credential"]!.GetValue<string>()).ToList();
        Assert.Equal(10, credentials.Count);

        var root = await RootAsync();
        var verified = credentials.Select(one => CredentialVerifier.Verify(one, ["dc+sd-jwt"], header => root.KeyOf(header.Certificates, house.App.Time.GetUtcNow()), null).Value!).ToList();
        Assert.Equal(holders.Select(holder => holder.Public.Thumbprint), verified.Select(one => one.Holder!.Thumbprint));
        var places = verified.Select(one => one.Claims["status"]!["status_list"]!["idx"]!.GetValue<int>()).ToList();
        Assert.Equal(10, places.Distinct().Count());
        Assert.All(verified, one =>
        {
            Assert.Equal("urn:rathaus:volunteer-card:1", one.Claims["vct"]!.GetValue<string>());
            Assert.Equal("EK-0001", one.Claims["card_number"]!.GetValue<string>());
            Assert.Equal("Stadt Gelsenkirchen", one.Claims["issuing_authority"]!.GetValue<string>());
            Assert.Superset(new HashSet<string>(["family_name", "given_name", "card_number"]), one.DisclosedAtTop.ToHashSet());
        });
        var address = verified[0].Claims["status"]!["status_list"]!["uri"]!.GetValue<string>();
        Assert.Equal([0], (await StatusAsync(address, root, places)).Distinct());

        var list = WebUtility.HtmlDecode(await browser.ReadAsync("/konto/nachweise"));
        Assert.Contains("Ehrenamtskarte", list, StringComparison.Ordinal);
        Assert.Contains("10 Ausfertigungen", list, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/konto/nachweise", $"/konto/nachweise/{offer.Id}/sperren")).StatusCode);
        Assert.Equal([1], (await StatusAsync(address, root, places)).Distinct());
    }

    [Fact]
    public async Task Whoever_revokes_the_document_revokes_every_copy()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        var offer = await OfferAsync(browser, account, source: "G-2026-000001X/abc");
        var wallet = new IssuingWallet(house.App.CreateClient(), house.App.Time);
        var token = (await wallet.TokenAsync(offer.Code, offer.Digits)).Token!;
        await wallet.CredentialAsync(token, "volunteer-card", wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()));
        await using var scope = house.App.Services.CreateAsyncScope();
        var credentials = scope.ServiceProvider.GetRequiredService<IWalletCredentials>();
        Assert.Equal(1, await credentials.RevokeAsync("G-2026-000001X/abc", Ct));
        Assert.Equal(0, await credentials.RevokeAsync("G-2026-000001X/abc", Ct));
    }

    [Fact]
    public async Task A_code_counts_once_and_five_wrong_digits_end_it()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        var wallet = new IssuingWallet(house.App.CreateClient(), house.App.Time);
        var offer = await OfferAsync(browser, account);
        Assert.Equal("invalid_grant", (await wallet.TokenAsync(offer.Code, null)).Error);
        Assert.NotNull((await wallet.TokenAsync(offer.Code, offer.Digits)).Token);
        Assert.Equal("invalid_grant", (await wallet.TokenAsync(offer.Code, offer.Digits)).Error);

        var other = await OfferAsync(browser, account);
        for (var i = 0; i < 5; i++)
            Assert.Equal("invalid_grant", (await wallet.TokenAsync(other.Code, other.Digits == "000000" ? "000001" : "000000")).Error);
        Assert.Equal("invalid_grant", (await wallet.TokenAsync(other.Code, other.Digits)).Error);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.wallet_offer where state = 'ended' and claims_box is not null", null, Ct));
    }

    [Theory]
    [InlineData("nonce", "invalid_nonce")]
    [InlineData("nonce-twice", "invalid_nonce")]
    [InlineData("audience", "invalid_proof")]
    [InlineData("stale", "invalid_proof")]
    [InlineData("type", "invalid_proof")]
    [InlineData("same-key", "invalid_proof")]
    [InlineData("eleven", "invalid_proof")]
    [InlineData("none", "invalid_proof")]
    [InlineData("configuration", "unknown_credential_configuration")]
    public async Task A_request_that_is_wrong_in_one_point_gets_nothing(string what, string error)
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        var offer = await OfferAsync(browser, account);
        var wallet = new IssuingWallet(house.App.CreateClient(), house.App.Time);
        var token = (await wallet.TokenAsync(offer.Code, offer.Digits)).Token!;
        var key = PrivateJwk.Generate();
        var challenge = what == "nonce" ? "invented" : await wallet.NonceAsync();
        if (what == "nonce-twice")
            Assert.InRange(await house.App.Database.Region.ExecuteAsync("delete from identity.wallet_nonce", null, Ct), 1, int.MaxValue);
        IReadOnlyList<string> proofs = what switch
        {
            "audience" => [wallet.Proof(key, challenge, "https://elsewhere.example")],
            "stale" => [wallet.Proof(key, challenge, age: 301)],
            "type" => [wallet.Proof(key, challenge, type: "jwt")],
            "same-key" => [wallet.Proof(key, challenge), wallet.Proof(key, challenge)],
            "eleven" => [.. Enumerable.Range(0, 11).Select(_ => wallet.Proof(PrivateJwk.Generate(), challenge))],
            "none" => [],
            _ => [wallet.Proof(key, challenge)],
        };
        var answer = await wallet.CredentialAsync(token, what == "configuration" ? "resident-parking-permit" : "volunteer-card", proofs);
        Assert.Equal(error, answer["error"]?.GetValue<string>());
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.wallet_credential where offer = @id", new { id = Guid.Parse(offer.Id) }, Ct));
    }

    [Fact]
    public async Task A_token_is_worth_nothing_with_another_key_and_for_a_second_fetch()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        var offer = await OfferAsync(browser, account);
        var wallet = new IssuingWallet(house.App.CreateClient(), house.App.Time);
        var token = (await wallet.TokenAsync(offer.Code, offer.Digits)).Token!;
        var own = wallet.Dpop;
        wallet.Dpop = PrivateJwk.Generate();
        var stolen = await wallet.CredentialAsync(token, "volunteer-card", wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()));
        Assert.Equal("invalid_token", stolen["error"]?.GetValue<string>());
        wallet.Dpop = own;
        Assert.NotNull((await wallet.CredentialAsync(token, "volunteer-card", wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync())))["credentials"]);
        var again = await wallet.CredentialAsync(token, "volunteer-card", wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()));
        Assert.Equal("invalid_credential_request", again["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task An_offer_is_its_owners_only_and_lacks_nothing()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        using var stranger = new Browser(house.App);
        var offer = await OfferAsync(browser, account);
        await PersonAsync(stranger);
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync($"/konto/nachweise/{offer.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/konto/nachweise/{offer.Id}/sperren")).StatusCode);

        await using var scope = house.App.Services.CreateAsyncScope();
        var incomplete = await scope.ServiceProvider.GetRequiredService<IWalletCredentials>().OfferAsync(
            new CredentialOrder { Account = Guid.Empty, Source = "x", Type = "volunteer-card", Town = "Stadt", Facts = new Dictionary<string, string>(StringComparer.Ordinal) }, Ct);
        Assert.Equal("wallet.claims-missing", incomplete.Refusal!.Code);
    }

    [Fact]
    public async Task The_metadata_name_every_credential_in_two_languages()
    {
        var metadata = await new IssuingWallet(house.App.CreateClient(), house.App.Time).MetadataAsync();
        Assert.Equal(IssuingWallet.Issuer, metadata["credential_issuer"]!.GetValue<string>());
        var configurations = metadata["credential_configurations_supported"]!.AsObject();
        Assert.Equal(["registration-certificate", "resident-parking-permit", "volunteer-card"], configurations.Select(one => one.Key));
        Assert.Equal(
            ["Ehrenamtskarte", "Volunteer card"],
            configurations["volunteer-card"]!["credential_metadata"]!["display"]!.AsArray().Select(one => one!["name"]!.GetValue<string>()));
        Assert.Equal(10, metadata["batch_credential_issuance"]!["batch_size"]!.GetValue<int>());
    }

    [Fact]
    public void A_status_list_has_its_bits_where_the_standard_says()
    {
        // Token Status List, section 4.1: bits 1, values of 16 tokens, bytes 0xB9 0xA3.
        var bits = StatusBits.Of(16, [0, 3, 4, 5, 7, 8, 9, 13, 15]);
        Assert.Equal(bits.ToJson()["lst"]!.GetValue<string>(), StatusBits.Parse(bits.ToJson())!.ToJson()["lst"]!.GetValue<string>());
        var read = StatusBits.Parse(new JsonObject { ["bits"] = 1, ["lst"] = "eNrbuRgAAhcBXQ" })!;
        Assert.Equal([1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1], Enumerable.Range(0, 16).Select(place => read[place]!.Value));
        Assert.Null(read[16]);
        Assert.Null(read[-1]);
        Assert.Null(StatusBits.Parse(new JsonObject { ["bits"] = 3, ["lst"] = "eNrbuRgAAhcBXQ" }));
        Assert.Null(StatusBits.Parse(new JsonObject { ["bits"] = 1, ["lst"] = "AAAA" }));
    }

    /// <summary>Somebody new signs in; the account.</summary>
    private async Task<Guid> PersonAsync(Browser browser)
    {
        var family = "Karte" + Interlocked.Increment(ref people);
        Assert.Equal(HttpStatusCode.SeeOther, (await house.SignInAsync(browser, claims => claims["family_name"] = family)).StatusCode);
        return await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select id from identity.account where person ->> 'FamilyName' = @family", new { family }, Ct);
    }

    private async Task<(string Id, string Code, string Digits)> OfferAsync(Browser browser, Guid account, string source = "")
    {
        await using var scope = house.App.Services.CreateAsyncScope();
        var offered = await scope.ServiceProvider.GetRequiredService<IWalletCredentials>().OfferAsync(
            new CredentialOrder
            {
                Account = account,
                Source = source.Length > 0 ? source : Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString("N"),
                Type = "volunteer-card",
                Town = "Stadt Gelsenkirchen",
                Facts = Facts,
                Until = new DateOnly(2027, 12, 31),
            },
            Ct);
        Assert.True(offered.Succeeded, offered.Refusal?.Code);
        var page = WebUtility.HtmlDecode(await browser.ReadAsync(offered.Value));
        var link = page[page.IndexOf("openid-credential-offer://", StringComparison.Ordinal)..];
        var offer = JsonNode.Parse(Uri.UnescapeDataString(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..link.IndexOf('"', StringComparison.Ordinal)]))!;
        var digits = page[(page.IndexOf("data-digits=\"", StringComparison.Ordinal) + 13)..][..6];
        var grant = offer["grants"]!["urn:ietf:params:oauth:grant-type:pre-authorized_code"]!;
        return (offered.Value[(offered.Value.LastIndexOf('/') + 1)..], grant["pre-authorized_code"]!.GetValue<string>(), digits);
    }

    private async Task<TrustedIssuer> RootAsync()
    {
        using var http = house.App.CreateClient();
        var pem = await http.GetStringAsync(new Uri("/id/vci/root.pem", UriKind.Relative), Ct);
        using var root = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(pem);
        return new TrustedIssuer { Name = "house", Root = root.RawData, Types = [] };
    }

    private async Task<IReadOnlyList<int>> StatusAsync(string address, TrustedIssuer root, List<int> places)
    {
        using var http = house.App.CreateClient();
        using var answer = await http.GetAsync(new Uri(address), Ct);
        Assert.Equal("application/statuslist+jwt", answer.Content.Headers.ContentType!.MediaType);
        var now = house.App.Time.GetUtcNow();
        var list = StatusListToken.Read(await answer.Content.ReadAsStringAsync(Ct), address, header => root.KeyOf(header.Certificates, now), now)!;
        Assert.True(list.Bits.Count >= 100_000);
        return [.. places.Select(place => list.Bits[place]!.Value)];
    }
}
