using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.Dcql;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>A query, credentials, and whether they satisfy it; null: the query is not readable.</summary>
internal sealed record DcqlCase(JsonObject Query, IReadOnlyList<DcqlCandidate> Credentials, bool? Satisfied);

/// <summary>Queries of the kinds in OpenID4VP 1.0 section 6 and appendix D, and broken ones.</summary>
internal static class DcqlCases
{
    private static readonly DcqlCandidate Pid = new(CredentialQuery.SdJwt, "urn:eudi:pid:1", Json(
        """
        {"family_name":"M","given_name":"E","birthdate":"1984-01-26","age":42,"adult":true,
         "address":{"locality":"Köln","postal_code":"51147"},
         "nationalities":["DE","AT"],"degrees":[{"type":"BSc","year":2006},{"type":"MSc","year":2008}]}
        """));

    private static readonly DcqlCandidate Card = new(CredentialQuery.SdJwt, "urn:example:card", Json("""{"number":"1"}"""));

    private static readonly DcqlCandidate Vehicle = new(CredentialQuery.Mdoc, "org.iso.7367.1.mVRC", Json(
        """{"org.iso.7367.1":{"vehicle_holder":"E M"},"org.iso.18013.5.1":{"given_name":"E"}}"""));

    public static IEnumerable<DcqlCase> All =>
    [
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]}}""", true, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:de:1","urn:eudi:pid:1"]},"claims":[{"path":["family_name"]}]}""", true, Card, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:other"]}}""", false, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["missing"]}]}""", false, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["address","locality"]}]}""", true, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["family_name","x"]}]}""", false, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["nationalities",1]}]}""", true, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["nationalities",5]}]}""", false, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["degrees",null,"type"]}]}""", true, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["family_name"],"values":["M","N"]}]}""", true, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["family_name"],"values":["N"]}]}""", false, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["age"],"values":[42]},{"path":["adult"],"values":[true]}]}""", true, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["age"],"values":["42"]}]}""", false, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"id":"x","path":["missing"]},{"id":"y","path":["given_name"]}],"claim_sets":[["x"],["y"]]}""", true, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"id":"x","path":["missing"]},{"id":"y","path":["given_name"]}],"claim_sets":[["x","y"]]}""", false, Pid),
        One("""{"id":"a","format":"mso_mdoc","meta":{"doctype_value":"org.iso.7367.1.mVRC"},"claims":[{"path":["org.iso.7367.1","vehicle_holder"]},{"path":["org.iso.18013.5.1","given_name"]}]}""", true, Vehicle),
        One("""{"id":"a","format":"mso_mdoc","meta":{"doctype_value":"org.other"},"claims":[{"path":["org.iso.7367.1","vehicle_holder"]}]}""", false, Vehicle),
        Sets("""[{"options":[["pid"],["card"]]}]""", true, Card),
        Sets("""[{"options":[["pid","card"]]}]""", false, Card),
        Sets("""[{"options":[["pid"]]},{"options":[["card"]],"required":false}]""", true, Pid),
        Sets("""[{"options":[["pid"]],"required":false}]""", true),
        Sets("""[{"options":[["unknown"]]}]""", null, Pid),
        Sets("""[]""", null, Pid),
        new(Json("""{"credentials":[]}"""), [Pid], null),
        One("""{"id":"a b","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]}}""", null, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[]}""", null, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":[]}]}""", null, Pid),
        One("""{"id":"a","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":[-1]}]}""", null, Pid),
    ];

    /// <summary>A credential in the words of the dcql library.</summary>
    public static JsonObject ForPeer(DcqlCandidate candidate) => candidate.Format == CredentialQuery.Mdoc
        ? new JsonObject
        {
            ["credential_format"] = candidate.Format, ["doctype"] = candidate.Type, ["namespaces"] = candidate.Claims.DeepClone(),
            ["cryptographic_holder_binding"] = true,
        }
        : new JsonObject
        {
            ["credential_format"] = candidate.Format, ["vct"] = candidate.Type, ["claims"] = candidate.Claims.DeepClone(),
            ["cryptographic_holder_binding"] = true,
        };

    private static DcqlCase One(string credential, bool? satisfied, params IReadOnlyList<DcqlCandidate> credentials) =>
        new(new JsonObject { ["credentials"] = new JsonArray(JsonNode.Parse(credential)) }, credentials, satisfied);

    private static DcqlCase Sets(string sets, bool? satisfied, params IReadOnlyList<DcqlCandidate> credentials) => new(
        new JsonObject
        {
            ["credentials"] = JsonNode.Parse(
                """
                [{"id":"pid","format":"dc+sd-jwt","meta":{"vct_values":["urn:eudi:pid:1"]},"claims":[{"path":["family_name"]}]},
                 {"id":"card","format":"dc+sd-jwt","meta":{"vct_values":["urn:example:card"]},"claims":[{"path":["number"]}]}]
                """),
            ["credential_sets"] = JsonNode.Parse(sets),
        },
        credentials, satisfied);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
