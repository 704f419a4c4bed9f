using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.WebAuthn;

/// <summary>
/// The passkey handler of ASP.NET Core judges the same bytes as our verifier. It is no measure of right and wrong (it checks no
/// attestation and no Edwards curve), but where it accepts or refuses, a difference must be one we know.
/// </summary>
public sealed class FrameworkOracleTests : IDisposable
{
    private static readonly RelyingParty Party = new()
    {
        Id = "example.org",
        Origins = ["https://example.org"],
        AcceptsUnnamedFrame = true,
        RequiresUserVerification = false,
    };

    private readonly X509Certificate2 root = X509CertificateLoader.LoadCertificate(Vector.Root());
    private readonly Store store = new();
    private readonly PasskeyHandler<Person> handler;
    private readonly WebAuthnVerifier ours;

    public FrameworkOracleTests()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddIdentityCore<Person>();
        services.AddSingleton<IUserStore<Person>>(store);
        handler = new PasskeyHandler<Person>(
            services.BuildServiceProvider().GetRequiredService<UserManager<Person>>(),
            Options.Create(new IdentityPasskeyOptions
            {
                ServerDomain = "example.org",
                UserVerificationRequirement = "discouraged",
                ValidateOrigin = context => ValueTask.FromResult(context.Origin == "https://example.org" && context.TopOrigin is null),
            }));
        ours = new WebAuthnVerifier(
            new AttestationVerifier(new AttestationRoots([root], TimeProvider.System)), NullLogger<WebAuthnVerifier>.Instance);
    }

    [Theory]
    [InlineData("none-es256", true)]
    [InlineData("none-es256-crossOrigin", true)]
    [InlineData("packed-self-es256", true)]
    [InlineData("tpm-es256", true)]
    [InlineData("none-es256-long-credential-id", true)]
    [InlineData("packed-es256", true)]
    [InlineData("packed-es384", true)]
    [InlineData("packed-es512", true)]
    [InlineData("packed-rs256", true)]
    [InlineData("android-key-es256", true)]
    [InlineData("apple-es256", true)]
    [InlineData("fido-u2f-es256", true)]
    [InlineData("packed-eddsa", false)]
    [InlineData("packed-ed448", false)]
    public async Task Both_accept_the_vectors_but_for_edwards_curves(string name, bool framework)
    {
        using var vector = new Vector(name);
        Assert.True(RegistersWithUs(vector, vector.Registration("clientDataJSON"), vector.Registration("attestationObject")));
        Assert.Equal(framework, await RegistersThereAsync(vector, vector.Registration("clientDataJSON"), vector.Registration("attestationObject")));
        if (framework)
            Assert.True(await SignsInThereAsync(vector, vector.Authentication("clientDataJSON"), vector.Authentication("authenticatorData"), vector.Authentication("signature")));
    }

    [Fact]
    public async Task Both_refuse_the_same_changed_registrations()
    {
        // They read member names of the client data whatever their case, we as the standard writes them.
        using var vector = new Vector("none-es256");
        var clientData = vector.Registration("clientDataJSON");
        var attestation = vector.Registration("attestationObject");
        var differences = new List<string>();
        foreach (var (what, changed) in Changed(attestation))
        {
            store.Passkey = null;
            var (we, they) = (RegistersWithUs(vector, clientData, changed), await RegistersThereAsync(vector, clientData, changed));
            if (we != they && !Known(attestation, changed, we))
                differences.Add($"{what}: we {we}, they {they}");
        }

        foreach (var (what, changed) in Changed(clientData))
        {
            store.Passkey = null;
            var (we, they) = (RegistersWithUs(vector, changed, attestation), await RegistersThereAsync(vector, changed, attestation));
            if (we != they && !(they && Ascii.EqualsIgnoreCase(changed, clientData)))
                differences.Add($"client data {what}: we {we}, they {they}");
        }

        Assert.Equal(string.Empty, string.Join('\n', differences));
    }

    [Fact]
    public async Task Both_refuse_the_same_changed_sign_ins()
    {
        using var vector = new Vector("none-es256");
        Assert.True(await RegistersThereAsync(vector, vector.Registration("clientDataJSON"), vector.Registration("attestationObject")));
        var known = ours.VerifyRegistration(
            Party, vector.Registration("challenge"), vector.Registration("clientDataJSON"), vector.Registration("attestationObject")).Value!;
        var good = new[] { "clientDataJSON", "authenticatorData", "signature" }.Select(vector.Authentication).ToArray();
        var differences = new List<string>();
        for (var part = 0; part < good.Length; part++)
        {
            foreach (var (what, changed) in Changed(good[part]))
            {
                var message = (byte[][])good.Clone();
                message[part] = changed;
                var we = ours.VerifyAssertion(
                    Party, vector.Authentication("challenge"),
                    new KnownCredential(known.PublicKey, known.SignCount, known.BackupEligible), message[0], message[1], message[2]).Succeeded;
                var they = await SignsInThereAsync(vector, message[0], message[1], message[2]);
                if (we != they)
                    differences.Add($"part {part} {what}: we {we}, they {they}");
            }
        }

        Assert.Equal(string.Empty, string.Join('\n', differences));
    }

    public void Dispose() => root.Dispose();

    private bool RegistersWithUs(Vector vector, byte[] clientData, byte[] attestation) =>
        ours.VerifyRegistration(Party, vector.Registration("challenge"), clientData, attestation).Succeeded;

    private async Task<bool> RegistersThereAsync(Vector vector, byte[] clientData, byte[] attestation)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = Person.Only.Id, Name = "x", DisplayName = "x" }, Context());
        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = Context(),
            AttestationState = WithChallenge(made.AttestationState!, vector.Registration("challenge")),
            CredentialJson = Credential(vector, new JsonObject
            {
                ["clientDataJSON"] = Base64Url.Encode(clientData),
                ["attestationObject"] = Base64Url.Encode(attestation),
                ["transports"] = new JsonArray(),
            }),
        });
        if (result.Succeeded)
            store.Passkey = result.Passkey;
        return result.Succeeded;
    }

    private async Task<bool> SignsInThereAsync(Vector vector, byte[] clientData, byte[] authenticatorData, byte[] signature)
    {
        var made = await handler.MakeRequestOptionsAsync(Person.Only, Context());
        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = Context(),
            AssertionState = WithChallenge(made.AssertionState!, vector.Authentication("challenge")),
            CredentialJson = Credential(vector, new JsonObject
            {
                ["clientDataJSON"] = Base64Url.Encode(clientData),
                ["authenticatorData"] = Base64Url.Encode(authenticatorData),
                ["signature"] = Base64Url.Encode(signature),
            }),
        });
        return result.Succeeded;
    }

    /// <summary>
    /// We refuse a format nobody knows and bytes behind the end, they do not look at it. They compare the credential id with the one the browser repeats
    /// outside the signed data; we take the one inside and never read the other.
    /// </summary>
    private static bool Known(byte[] good, byte[] changed, bool we)
    {
        if (good.Length != changed.Length)
            return !we;
        var at = good.AsSpan().CommonPrefixLength(changed);
        var format = good.AsSpan().IndexOf("none"u8);
        var id = good.AsSpan().IndexOf("authData"u8) + 10 + 55;
        return we ? at >= id && at < id + 32 : at >= format && at < format + 4;
    }

    /// <summary>Every byte with one bit changed, the last byte left out, one byte more, nothing.</summary>
    private static IEnumerable<(string What, byte[] Bytes)> Changed(byte[] good)
    {
        for (var at = 0; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= (byte)(1 << (at % 8));
            yield return ($"[{at}] bit {at % 8}", bad);
        }

        yield return ("cut", good[..^1]);
        yield return ("longer", [.. good, 0]);
        yield return ("empty", []);
    }

    private static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        (context.Request.Scheme, context.Request.Host) = ("https", new HostString("example.org"));
        return context;
    }

    private static string WithChallenge(string state, byte[] challenge)
    {
        var json = (JsonObject)JsonNode.Parse(state)!;
        json["challenge"] = Convert.ToBase64String(challenge);
        return json.ToJsonString();
    }

    private static string Credential(Vector vector, JsonObject response)
    {
        var id = Base64Url.Encode(vector.Registration("credential_id"));
        return new JsonObject
        {
            ["id"] = id, ["rawId"] = id, ["type"] = "public-key", ["clientExtensionResults"] = new JsonObject(), ["response"] = response,
        }.ToJsonString();
    }

    private sealed class Person
    {
        public static Person Only { get; } = new();

        public string Id => "1";
    }

    /// <summary>One person with one passkey.</summary>
    private sealed class Store : IUserPasskeyStore<Person>
    {
        public UserPasskeyInfo? Passkey { get; set; }

        public Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
        {
            Passkey = passkey;
            return Task.CompletedTask;
        }

        public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) =>
            Task.FromResult<IList<UserPasskeyInfo>>(Passkey is null ? [] : [Passkey]);

        public Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
            Task.FromResult(Is(credentialId) ? Person.Only : null);

        public Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
            Task.FromResult(Is(credentialId) ? Passkey : null);

        public Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken)
        {
            Passkey = null;
            return Task.CompletedTask;
        }

        public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

        public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>("x");

        public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>("X");

        public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(IdentityResult.Success);

        public Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(IdentityResult.Success);

        public Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(IdentityResult.Success);

        public Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
            Task.FromResult(userId == Person.Only.Id ? Person.Only : null);

        public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<Person?>(null);

        public void Dispose() => Passkey = null;

        private bool Is(byte[] credentialId) => Passkey is not null && CryptographicOperations.FixedTimeEquals(credentialId, Passkey.CredentialId);
    }
}
