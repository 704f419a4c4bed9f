using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Identity.Wallet.Verifier;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Wallet.Simulation;

/// <summary>
/// A wallet of a demonstration with an invented identity credential (PID). It speaks the whole protocol: fetches the request,
/// shows what was asked, signs, encrypts. Labelled SIMULATION wherever it appears.
/// </summary>
internal sealed class SimulatedWallet(HouseKeys keys, RequestObjects requests, WalletResponses responses, TimeProvider time)
{
    private static readonly JwsPolicy RequestPolicy = new()
    {
        Algorithms = [JoseAlgorithms.Es256], Types = [RequestObjects.Type], AcceptsCertificates = true,
    };

    /// <returns>Where the wallet leads its person.</returns>
    public async Task<Outcome<string>> ShowAsync(string id, string house, ConfirmedPerson person, CancellationToken ct)
    {
        if (await requests.FetchAsync(id, house, walletNonce: null, ct) is not { } fetched)
            return WalletResponses.Unknown;
        var request = JwsReader.Read(fetched, RequestPolicy).Value!.Claims;
        var query = WalletJson.Node(request.Member("dcql_query")!.Value)!;
        var wanted = ((JsonArray)query["credentials"]![0]!["claims"]!)
            .Select(claim => claim!["path"]![0]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);

        var holder = PrivateJwk.Generate();
        var issued = SdJwtText.Parse(await IssueAsync(person, holder.Public, house, ct)).Value!;
        var shown = issued.Select(disclosure => disclosure.Name is not null && wanted.Contains(disclosure.Name));
        var binding = JwsWriter.Sign(holder, new JsonObject
        {
            ["iat"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["aud"] = request.Text("client_id"),
            ["nonce"] = request.Text("nonce"),
            ["sd_hash"] = Disclosure.DigestOf(shown),
        }, "kb+jwt");
        var answer = new JsonObject
        {
            ["vp_token"] = new JsonObject { [PidQuery.Id] = new JsonArray(shown + binding) },
            ["state"] = request.Text("state"),
        };
        var recipient = Jwk.ParseSet(request.Member("client_metadata")!.Value.GetProperty("jwks")).Value![0];
        return await responses.ReceiveAsync(
            id, Jwe.Encrypt(Encoding.UTF8.GetBytes(answer.ToJsonString()), recipient, JoseAlgorithms.A128Gcm), ct);
    }

    /// <summary>The person shows nothing.</summary>
    public async Task<Outcome<string>> DeclineAsync(string id, string house, CancellationToken ct) =>
        await requests.FetchAsync(id, house, walletNonce: null, ct) is null ? WalletResponses.Unknown : await responses.DeclineAsync(id, ct);

    private async Task<string> IssueAsync(ConfirmedPerson person, Jwk holder, string house, CancellationToken ct)
    {
        var key = await keys.OfAsync(HouseKeyUse.PidSimulation, ct);
        var now = time.GetUtcNow();
        var payload = new JsonObject
        {
            ["iss"] = house + "/simulation/pid",
            ["vct"] = TrustList.SimulatedType,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddDays(14).ToUnixTimeSeconds(),
            ["cnf"] = new JsonObject { ["jwk"] = holder.ToJson() },
            ["family_name"] = person.FamilyName,
            ["given_name"] = person.GivenNames,
            ["birthdate"] = person.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["place_of_birth"] = new JsonObject { ["locality"] = person.BirthPlace ?? person.Town },
            ["address"] = new JsonObject
            {
                ["street_address"] = person.Street,
                ["house_number"] = person.HouseNumber,
                ["postal_code"] = person.PostCode,
                ["locality"] = person.Town,
                ["country"] = "DE",
            },
            ["nationalities"] = new JsonArray("DE"),
            ["issuing_authority"] = "SIMULATION",
            ["issuing_country"] = "DE",
        };
        var packer = new SdJwtPacker(payload);
        foreach (var name in (ReadOnlySpan<string>)["family_name", "given_name", "birthdate", "place_of_birth", "address", "nationalities"])
            packer.Hide(payload, name);
        return packer.AddDecoys(payload, 2).Issue(claims => key.Sign(claims, "dc+sd-jwt"));
    }
}
