using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>An issuer of identity credentials of another house: root, signing certificate, status list.</summary>
internal sealed class TestIssuer
{
    public const string Type = "urn:eudi:pid:de:1";
    public const string StatusHost = "status.example";
    public const string StatusAddress = "https://status.example/list/1";

    private readonly HouseKey key;

    public TestIssuer(DateTimeOffset now) => key = HouseKey.Make("Test PID", "pid.example", now);

    /// <summary>Places of revoked credentials.</summary>
    public List<int> Revoked { get; } = [];

    /// <summary>For issuers that are other programs.</summary>
    public (PrivateJwk Key, IReadOnlyList<byte[]> Chain) Signing => (key.Key, key.Chain);

    /// <summary>The root as a file that a configuration names.</summary>
    public string WriteRoot()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("rathaus-wallet-").FullName, "root.pem");
        using var root = X509CertificateLoader.LoadCertificate(key.Root!);
        File.WriteAllText(path, root.ExportCertificatePem());
        return path;
    }

    public string StatusList(DateTimeOffset now) =>
        StatusListToken.Sign(key, StatusAddress, StatusBits.Of(1024, Revoked), now, TimeSpan.FromMinutes(1));

    /// <summary>A credential with everything a PID says; <paramref name="change"/> breaks it before it is signed.</summary>
    public string Issue(Jwk holder, DateTimeOffset now, Action<JsonObject>? change = null, int? place = null)
    {
        var payload = new JsonObject
        {
            ["vct"] = Type,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddDays(10).ToUnixTimeSeconds(),
            ["cnf"] = new JsonObject { ["jwk"] = holder.ToJson() },
            ["family_name"] = "Mustermann",
            ["given_name"] = "Erika",
            ["birthdate"] = "1984-01-26",
            ["place_of_birth"] = new JsonObject { ["locality"] = "Berlin", ["country"] = "DE" },
            ["address"] = new JsonObject { ["street_address"] = "Heidestraße", ["house_number"] = "17", ["postal_code"] = "51147", ["locality"] = "Köln" },
            ["nationalities"] = new JsonArray("DE"),
        };
        if (place is { } idx)
            payload["status"] = new JsonObject { ["status_list"] = new JsonObject { ["idx"] = idx, ["uri"] = StatusAddress } };
        change?.Invoke(payload);
        var packer = new SdJwtPacker(payload);
        foreach (var name in (string[])["family_name", "given_name", "birthdate", "place_of_birth", "address", "nationalities"])
        {
            if (payload.ContainsKey(name))
                packer.Hide(payload, name);
        }

        return packer.Issue(claims => key.Sign(claims, "dc+sd-jwt"));
    }

    /// <summary>Signed by this issuer, whatever it is.</summary>
    public string Sign(JsonObject claims) => key.Sign(claims, "dc+sd-jwt");
}
