using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Rathaus.Identity.Tests.WebAuthn;

namespace Rathaus.Identity.Tests.Levels;

/// <summary>“Dieses Gerät auf substantiell heben”: an attested device of an accepted maker, and a person who was checked.</summary>
public sealed class BoundDeviceTests : IAsyncLifetime
{
    private readonly CounterHouse house = new();
    private readonly ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string folder = Directory.CreateTempSubdirectory("rathaus-makers-").FullName;
    private X509Certificate2? root;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var request = new CertificateRequest("CN=Maker", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2990, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(Path.Combine(folder, "maker.pem"), root.ExportCertificatePem(), Ct);
        house.App.Set("Identity:AttestationRoots", folder);
        await house.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        root?.Dispose();
        rootKey.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_attested_device_of_a_checked_person_reaches_substantial_and_a_copied_one_does_not()
    {
        using var citizen = await house.CitizenAsync("Substanz");
        Assert.Contains("Dieses Gerät auf substantiell heben", await citizen.PageAsync(), StringComparison.Ordinal);
        await house.App.Database.Region.ExecuteAsync("update identity.account set proofing = 2 where id = @Account", new { citizen.Account }, Ct);
        using var key = new SoftAuthenticator { RelyingParty = "localhost", Origin = "https://localhost", Flags = 0x05, UserHandle = citizen.Device.UserHandle };
        var answer = await citizen.Browser.PostAsync(CounterHouse.Security, CounterHouse.Security + "/passkey", ("art", "geprueft"), ("credential", await AttestAsync(citizen, key)));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await citizen.SignInAsync(key);
        Assert.Equal(2, await TrustAsync(citizen));
        Assert.Contains("Leistungen auf Niveau „substantiell“", await citizen.PageAsync(), StringComparison.Ordinal);

        // The same person with the synchronised passkey reaches normal only.
        await citizen.SignInAsync();
        Assert.Equal(1, await TrustAsync(citizen));
    }

    [Fact]
    public async Task Options_ask_for_the_makers_word_only_where_the_person_chose_it()
    {
        using var citizen = await house.CitizenAsync("Wahl");
        Assert.Equal("direct", await ConveyanceAsync(citizen, ("art", "geprueft")));
        Assert.Equal("none", await ConveyanceAsync(citizen));
    }

    private static async Task<string> ConveyanceAsync(Citizen citizen, params (string, string)[] fields)
    {
        var answer = await citizen.Browser.PostAsync(CounterHouse.Security, CounterHouse.Security + "/passkey/optionen", fields);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["attestation"]!.GetValue<string>();
    }

    private Task<short> TrustAsync(Citizen citizen) => house.App.Database.Region.QuerySingleAsync<short>(
        "select trust from identity.session where id_hash = @SessionHash", new { citizen.Browser.SessionHash }, Ct);

    /// <summary>A packed statement with the maker's certificate (section 8.2 of Web Authentication Level 3).</summary>
    private async Task<string> AttestAsync(Citizen citizen, SoftAuthenticator device)
    {
        var asked = await citizen.Browser.PostAsync(CounterHouse.Security, CounterHouse.Security + "/passkey/optionen", ("art", "geprueft"));
        var challenge = Base64Url.DecodeFromChars(JsonNode.Parse(await asked.Content.ReadAsStringAsync(Ct))!["challenge"]!.GetValue<string>());
        var client = device.ClientData("webauthn.create", challenge);
        var data = device.AuthenticatorData(withCredential: true);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("C=DE, O=Maker, OU=Authenticator Attestation, CN=Key", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var leaf = request.Create(root!, new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2980, 1, 1, 0, 0, 0, TimeSpan.Zero), [1, 2, 3]);
        var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var attestation = device.Attestation(
            "packed",
            cbor =>
            {
                cbor.WriteStartMap(3);
                cbor.WriteTextString("alg");
                cbor.WriteInt32(-7);
                cbor.WriteTextString("sig");
                cbor.WriteByteString(signature);
                cbor.WriteTextString("x5c");
                cbor.WriteStartArray(1);
                cbor.WriteByteString(leaf.RawData);
                cbor.WriteEndArray();
                cbor.WriteEndMap();
            },
            data);
        return new JsonObject
        {
            ["rawId"] = Base64Url.EncodeToString(device.CredentialId),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client),
                ["attestationObject"] = Base64Url.EncodeToString(attestation),
            },
        }.ToJsonString();
    }
}
