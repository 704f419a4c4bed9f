using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>Sign-ins of one run: how many a second came through, and how long their requests took together.</summary>
internal readonly record struct SignInResult(double PerSecond, double Quantile50, double Quantile95);

/// <summary>
/// Accounts with a passkey and a refresh token each, and a few client systems, written straight into the house's tables; their keys
/// stay here.
/// </summary>
internal sealed class IdentityPeople
{
    /// <summary>How long requests are sent; more are signed than can be answered meanwhile.</summary>
    private const string Seconds = "5s";

    /// <summary>What the script of the load generator leaves unsent at the end of its file, and a little more.</summary>
    private const int Spare = 100;

    private const int People = 256;
    private const int Systems = 16;

    private readonly RunningHost host;
    private readonly List<PrivateJwk> systems = [.. Enumerable.Range(0, Systems).Select(_ => PrivateJwk.Generate())];
    private readonly List<Person> people;

    private IdentityPeople(RunningHost host)
    {
        this.host = host;
        people = [.. Enumerable.Range(0, People).Select(number => new Person(
            number, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), new PasskeyDevice(host.Address), PrivateJwk.Generate(),
            Base64Url.Encode(RandomNumberGenerator.GetBytes(32))))];
    }

    private sealed record Person(int Number, Guid Account, PasskeyDevice Device, PrivateJwk Key, string Refresh)
    {
        public string System => SystemId(Number % Systems);
    }

    public static async Task<IdentityPeople> SeedAsync(RunningHost host, CancellationToken ct)
    {
        var made = new IdentityPeople(host);
        await made.WriteAsync(ct);
        return made;
    }

    /// <summary>Public keys of the client systems, for the peer.</summary>
    public string SystemKeys => new JsonArray([.. systems.Select(key => key.Public.ToJson())]).ToJsonString();

    /// <summary>So many refreshes, each with an assertion and a proof of its own.</summary>
    public async Task<WrkResult> RefreshAsync(string folder, int count, int connections, CancellationToken ct)
    {
        var address = host.Address + "/id/oidc/token";
        var nonce = await NonceAsync(address, ct);
        return await SendAsync(folder, address, host.Address + "/id", nonce, count, connections, ct);
    }

    /// <summary>The same proofs for the cheapest grant of the peer.</summary>
    public Task<WrkResult> CredentialsAsync(string folder, string issuer, int count, int connections, CancellationToken ct) =>
        SendAsync(folder, issuer + "/token", issuer, nonce: null, count, connections, ct);

    /// <summary>Signed before the clock starts: assertions and proofs live for a minute, as the nonce of the server does.</summary>
    private async Task<WrkResult> SendAsync(
        string folder, string address, string issuer, string? nonce, int count, int connections, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var lines = new string[count];
        Parallel.For(0, count, at => lines[at] = Line(people[at % People], address, issuer, nonce, now));
        var file = Path.Combine(folder, "requests.txt");
        await File.WriteAllLinesAsync(file, lines, ct);
        var result = await Wrk.RunAsync(address, connections, Seconds, ["-s", Path.Combine(folder, "post.lua")], [file], ct);
        File.Delete(file);

        // wrk divides by the whole time, also when the requests ran out before: such a figure would be none.
        return result.Requests < count - Spare
            ? result
            : throw new InvalidOperationException($"{count} requests did not last {Seconds} at {address}: sign more");
    }

    /// <summary>A steady stream of sign-ins, started by the clock and not by the end of others.</summary>
    public Task<SignInResult> SignInsAsync(TimeSpan time, int perSecond, CancellationToken ct) =>
        SignInStream.RunAsync(host, [.. people.Select(person => person.Device)], time, perSecond, ct);

    private static string SystemId(int number) => string.Create(CultureInfo.InvariantCulture, $"bench-{number}");

    private string Line(Person person, string address, string issuer, string? nonce, long now)
    {
        var id = person.System;
        var assertion = JwsWriter.Sign(
            systems[person.Number % Systems],
            new JsonObject
            {
                ["iss"] = id, ["sub"] = id, ["aud"] = issuer, ["jti"] = Base64Url.Encode(RandomNumberGenerator.GetBytes(16)),
                ["iat"] = now, ["exp"] = now + 60,
            },
            "client-authentication+jwt");
        var claims = new JsonObject
        {
            ["htm"] = "POST", ["htu"] = address, ["jti"] = Base64Url.Encode(RandomNumberGenerator.GetBytes(16)), ["iat"] = now,
        };
        if (nonce is not null)
            claims["nonce"] = nonce;
        var proof = JwsWriter.Sign(person.Key, claims, new JwsHeaderFields { Type = "dpop+jwt", EmbedsKey = true });
        var grant = nonce is null ? "client_credentials" : "refresh_token&refresh_token=" + person.Refresh;
        return $"{proof}\t-\tgrant_type={grant}&client_id={id}"
            + $"&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={assertion}";
    }

    private static async Task<string> NonceAsync(string address, CancellationToken ct)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsync(address, new FormUrlEncodedContent([]), ct);
        return answer.Headers.GetValues("DPoP-Nonce").Single();
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Path.Combine(host.DataFolder, "socket"), Username = "rathaus_super", Database = "rathaus", Pooling = false,
        };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(ct);
        var now = TimeProvider.System.GetUtcNow();
        for (var at = 0; at < Systems; at++)
        {
            var jwks = new JsonObject { ["keys"] = new JsonArray(systems[at].Public.ToJson()) };
            await ExecuteAsync(connection,
                """
                insert into identity.oidc_client (id, town, name, purpose, sector_host, redirect_uris, jwks, scopes, minimum_level, hybrid, created_at, changed_at)
                values ($1, 1, 'Bench', 'Bench', $2, array['https://bench.example/back'], $3::jsonb, array['openid', 'offline_access'], 0, 'Allow', $4, $4)
                """, ct, SystemId(at), SystemId(at) + ".example", jwks.ToJsonString(), now);
        }

        // Level low by a passkey; enums by their numbers.
        var how = JsonSerializer.Serialize(new
        {
            At = now, Reached = 1, Level = 1, Proofing = 1, Authenticator = 2, Method = 1, Simulated = false, ViaHandover = false,
        });
        foreach (var person in people)
        {
            await ExecuteAsync(connection, "insert into identity.account (id, display_name, user_handle, created_at) values ($1, 'Bench', $2, $3)",
                ct, person.Account, person.Device.UserHandle, now);
            await ExecuteAsync(connection,
                """
                insert into identity.passkey (id, account, credential_id, public_key, algorithm, sign_count, aaguid, name, backup_eligible, backed_up,
                                              attestation, attestation_trusted, created_at)
                values ($1, $1, $2, $3, -7, 0, $4, 'Bench', true, true, 'none', false, $5)
                """, ct, person.Account, person.Device.CredentialId, person.Device.PublicKey, Guid.Empty, now);
            await ExecuteAsync(connection,
                """
                insert into identity.oidc_grant (id, client, account, sid, scopes, authentication, issuer, created_at, last_used_at)
                values ($1, $2, $1, 'bench', array['openid', 'offline_access'], $3::jsonb, $4, $5, $5)
                """, ct, person.Account, person.System, how, host.Address + "/id", now);
            await ExecuteAsync(connection, "insert into identity.oidc_refresh (token_hash, grant_id, client, jkt, expires_at) values ($1, $2, $3, $4, $5)",
                ct, SHA256.HashData(Encoding.UTF8.GetBytes(person.Refresh)), person.Account, person.System, person.Key.Public.Thumbprint, now.AddDays(30));
        }

        await ExecuteAsync(connection, "analyze identity.oidc_refresh, identity.oidc_grant, identity.account, identity.passkey", ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
#pragma warning disable CA2100 // Statements of this file.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }
}
