using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Identity.Tests.Wallet;
using Rathaus.Identity.Wallet.Dcql;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Peers;

/// <summary>
/// Independent wallets, issuers and verifiers from npm against the house, in both directions: @sd-jwt, @openid4vc, and dcql as oracle
/// for queries.
/// </summary>
public sealed class WalletPeerTests(WalletPeerTests.OpenHouse house) : IClassFixture<WalletPeerTests.OpenHouse>
{
    private const string Callback = "https://wallet.example/callback";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A house that listens on a free port, by the machine's clock, and trusts a test issuer.</summary>
    public sealed class OpenHouse : IAsyncLifetime
    {
        public RathausApp App { get; } = new();

        internal TestIssuer Issuer { get; } = new(TimeProvider.System.GetUtcNow());

        public string Address { get; private set; } = string.Empty;

        public async ValueTask InitializeAsync()
        {
            App.Set("Demo:Enabled", "true");
            App.Set("RateLimits:Login", "0");
            App.Set("Identity:Wallet:TrustedIssuers:0:Name", "Test PID");
            App.Set("Identity:Wallet:TrustedIssuers:0:Certificate", Issuer.WriteRoot());
            App.Set("Identity:Wallet:TrustedIssuers:0:Types:0", TestIssuer.Type);
            App.Set("Identity:Wallet:Clients:0:Id", "peer-wallet");
            App.Set("Identity:Wallet:Clients:0:Name", "Wallet aus npm");
            App.Set("Identity:Wallet:Clients:0:Redirects:0", Callback);
            App.With(services =>
            {
                services.RemoveAll<TimeProvider>();
                services.AddSingleton(TimeProvider.System);
            });
            await App.InitializeAsync();
            App.UseKestrel(0);
            App.StartServer();
            var addresses = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            Address = $"http://localhost:{new Uri(addresses.First()).Port}";
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    [Fact]
    public async Task Sd_jwt_of_npm_verifies_and_shows_what_the_house_issues_and_the_house_what_it_issues_and_shows()
    {
        var (issuer, other, holder) = (PrivateJwk.Generate(), PrivateJwk.Generate(), PrivateJwk.Generate());
        var now = TimeProvider.System.GetUtcNow();
        var payload = new JsonObject
        {
            ["vct"] = "urn:rathaus:volunteer-card:1", ["iss"] = "https://rathaus.example/id", ["iat"] = now.ToUnixTimeSeconds(),
            ["cnf"] = new JsonObject { ["jwk"] = holder.Public.ToJson() }, ["card_number"] = "EK-1", ["family_name"] = "Beispiel",
        };
        var issued = new SdJwtPacker(payload).Hide(payload, "card_number").Hide(payload, "family_name").AddDecoys(payload, 2)
            .Issue(claims => JwsWriter.Sign(issuer, claims, "dc+sd-jwt"));
        var seen = await NodePeer.RunAsync("wallet-sdjwt.mjs", new JsonObject
        {
            ["issued"] = issued,
            ["issuerPublic"] = issuer.Public.ToJson(),
            ["issuerPrivate"] = other.ToJson(),
            ["holderPublic"] = holder.Public.ToJson(),
            ["holderPrivate"] = holder.ToJson(),
            ["nonce"] = "nonce-1",
            ["audience"] = "x509_hash:abc",
            ["claims"] = new JsonObject
            {
                ["vct"] = TestIssuer.Type, ["iss"] = "https://pid.example", ["iat"] = now.ToUnixTimeSeconds(),
                ["cnf"] = new JsonObject { ["jwk"] = holder.Public.ToJson() }, ["family_name"] = "Ä", ["given_name"] = "B",
            },
        }.ToJsonString());
        Assert.Equal("EK-1", seen.Member("verified")!.Value.Text("card_number"));
        Assert.True(seen.Member("keyBound")!.Value.GetBoolean());

        var binding = new HolderBinding("x509_hash:abc", "nonce-1", TimeProvider.System.GetUtcNow());
        var own = CredentialVerifier.Verify(seen.Text("presentation")!, ["dc+sd-jwt"], _ => issuer.Public, binding);
        Assert.True(own.Succeeded, own.Refusal?.Title);
        Assert.Equal("EK-1", own.Value.Claims["card_number"]!.GetValue<string>());
        Assert.False(own.Value.Claims.ContainsKey("family_name"));
        var foreign = CredentialVerifier.Verify(seen.Text("shown")!, ["dc+sd-jwt"], _ => other.Public, binding);
        Assert.True(foreign.Succeeded, foreign.Refusal?.Title);
        Assert.Equal("Ä", foreign.Value.Claims["family_name"]!.GetValue<string>());
        Assert.False(foreign.Value.Claims.ContainsKey("given_name"));
    }

    [Fact]
    public async Task A_foreign_wallet_signs_a_person_in()
    {
        using var browser = new SocketBrowser(house.Address);
        var page = await browser.ReadAsync(await browser.PostAsync(
            "/anmelden/wallet", "/anmelden/wallet", ("aktion", "geraet"), ("zurueck", "/konto/sicherheit")));
        var link = page[page.IndexOf("openid4vp://", StringComparison.Ordinal)..];
        link = link[..link.IndexOf('"', StringComparison.Ordinal)];
        Assert.Contains(Uri.EscapeDataString(house.Address), link, StringComparison.Ordinal);
        var (key, chain) = house.Issuer.Signing;
        var seen = await NodePeer.RunAsync("wallet-flow.mjs", new JsonObject
        {
            ["link"] = link,
            ["issuerPrivate"] = key.ToJson(),
            ["x5c"] = new JsonArray([.. chain.Select(der => (JsonNode)Convert.ToBase64String(der))]),
            ["vct"] = TestIssuer.Type,
        }.ToJsonString());
        Assert.Equal(200, seen.Integer("status"));
        Assert.Equal("x509_hash", seen.Text("prefix"));
        Assert.Equal(
            "/konto/sicherheit", await browser.PostAsync("/id/vp/done", "/id/vp/done", ("code", WalletHouse.CodeIn(seen.Text("redirect")!))));
        Assert.Contains("mit dem Ausweis aus Ihrer Wallet", await browser.ReadAsync("/konto/sicherheit"), StringComparison.Ordinal);
        Assert.Equal(1, await house.App.Database.Region.QuerySingleAsync<long>("select count(*) from identity.account where display_name = 'Petra Fremdmann'", null, Ct));
    }

    [Fact]
    public async Task A_foreign_wallet_fetches_a_batch_of_credentials()
    {
        using var browser = new SocketBrowser(house.Address);
        await browser.PostAsync("/anmelden", "/anmelden/vorfuehrung", ("person", "mira-beispiel"), ("zurueck", "/konto"));
        var account = await house.App.Database.Region.QuerySingleAsync<Guid>("select id from identity.account where demo = 'mira-beispiel'", null, Ct);
        await using var scope = house.App.Services.CreateAsyncScope();
        var offered = await scope.ServiceProvider.GetRequiredService<IWalletCredentials>().OfferAsync(
            new CredentialOrder
            {
                Account = account,
                Source = "peer",
                Type = "volunteer-card",
                Town = "Stadt Gelsenkirchen",
                Simulated = true,
                Facts = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["holder.family_name"] = "Beispiel", ["holder.given_names"] = "Mira", ["effect.number"] = "EK-0002",
                },
            },
            Ct);
        var page = await browser.ReadAsync(offered.Value!);
        var link = page[page.IndexOf("openid-credential-offer://", StringComparison.Ordinal)..];
        var seen = await NodePeer.RunAsync("wallet-flow.mjs", new JsonObject
        {
            ["offer"] = link[..link.IndexOf('"', StringComparison.Ordinal)],
            ["digits"] = page[(page.IndexOf("data-digits=\"", StringComparison.Ordinal) + 13)..][..6],
            ["copies"] = 3,
        }.ToJsonString());
        Assert.Equal("DPoP", seen.Text("tokenType"));
        Assert.Equal(3, seen.Member("credentials")!.Value.GetArrayLength());
        foreach (var credential in seen.Member("credentials")!.Value.EnumerateArray())
        {
            var parts = SdJwtText.Parse(credential.GetString()!).Value!;
            Assert.Contains(parts.Disclosures, one => one.Name == "card_number");
        }
    }

    [Fact]
    public async Task A_foreign_wallet_fetches_a_credential_with_the_sign_in_of_the_person()
    {
        using var browser = new SocketBrowser(house.Address);
        await browser.PostAsync("/anmelden", "/anmelden/vorfuehrung", ("person", "otto-beispiel"), ("zurueck", "/konto"));
        var account = await house.App.Database.Region.QuerySingleAsync<Guid>("select id from identity.account where demo = 'otto-beispiel'", null, Ct);
        await using var scope = house.App.Services.CreateAsyncScope();
        var offered = await scope.ServiceProvider.GetRequiredService<IWalletCredentials>().OfferAsync(
            AuthorizedIssuingTests.Order(account, "EK-0003"), Ct);
        var page = await browser.ReadAsync(offered.Value!);
        var link = page[page.IndexOf("openid-credential-offer://", StringComparison.Ordinal)..];
        var task = new JsonObject
        {
            ["offer"] = link[..link.IndexOf('"', StringComparison.Ordinal)],
            ["clientId"] = "peer-wallet",
            ["redirectUri"] = Callback,
        };
        var begun = await NodePeer.RunAsync("wallet-flow.mjs", task.ToJsonString());
        Assert.Equal("Oauth2Redirect", begun.Text("authorizationFlow"));
        task["begun"] = JsonNode.Parse(begun.GetRawText());
        task["back"] = await browser.LeaveAsync(
            new Uri(begun.Text("address")!).PathAndQuery,
            html => (AuthorizedIssuingTests.Flow().Match(html).Value, [("entscheidung", "ja"), ("nachweis", AuthorizedIssuingTests.Chosen().Match(html).Groups["key"].Value)]));
        var seen = await NodePeer.RunAsync("wallet-flow.mjs", task.ToJsonString());
        Assert.Equal(house.Address + "/id", seen.Text("issuer"));
        var card = SdJwtText.Parse(seen.Member("credentials")!.Value[0].GetString()!).Value!;
        Assert.Equal("EK-0003", card.Disclosures.Single(one => one.Name == "card_number").Value!.GetValue<string>());
    }

    [Fact]
    public async Task Queries_have_the_verdicts_of_the_dcql_library()
    {
        var cases = DcqlCases.All.ToList();
        var seen = await NodePeer.RunAsync("wallet-dcql.mjs", new JsonArray([.. cases.Select(one => (JsonNode)new JsonObject
        {
            ["query"] = one.Query.DeepClone(),
            ["credentials"] = new JsonArray([.. one.Credentials.Select(candidate => (JsonNode)DcqlCases.ForPeer(candidate))]),
        })]).ToJsonString());
        Assert.Equal(cases.Count, seen.GetArrayLength());
        foreach (var (place, verdict) in seen.EnumerateArray().Index())
        {
            var query = DcqlReader.Read(cases[place].Query);
            bool? ours = query.Succeeded ? DcqlAnswer.Of(query.Value, cases[place].Credentials).Satisfied : null;
            bool? theirs = verdict.ValueKind == System.Text.Json.JsonValueKind.Null ? null : verdict.GetBoolean();
            Assert.True(ours == theirs, $"case {place}: ours {ours}, theirs {theirs}: {cases[place].Query.ToJsonString()}");
            Assert.Equal(cases[place].Satisfied, ours);
        }
    }
}
