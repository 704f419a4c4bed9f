using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Linking;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Bundid;

/// <summary>
/// Sign-in with BundID: a request bound to the browser, an answer that is checked where it arrives, and a session that begins only in
/// the browser that asked. The answer comes by POST from another site and so without our cookies; it is kept for the next step.
/// </summary>
internal sealed class BundidSignIn(BundidParty party, RegionDatabase database, LinkIdentity linking, ISessions sessions, SecurityEvents events, TimeProvider time)
{
    private const string Cookie = "__Host-rathaus-bundid";

    private const int LongestForm = 400_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>What the form of the POST binding carries.</summary>
    public sealed record Form(string Address, string Request, string RelayState);

    public async Task<Form> BeginAsync(HttpContext http, string back, TrustLevel least, CancellationToken ct)
    {
        var id = "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var mark = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        http.Response.Cookies.Append(Cookie, mark, new CookieOptions
        {
            Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = Lifetime,
        });
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.saml_request where expires_at < @now", new { now }),
                new Sql("delete from identity.saml_assertion where ends_at < @Past", new { Past = now.AddHours(-1) }),
                new Sql(
                    "insert into identity.saml_request (id, browser, back, least, expires_at) values (@id, @Browser, @back, @Least, @ExpiresAt)",
                    new { id, Browser = Hash(mark), back, Least = (short)least, ExpiresAt = now + Lifetime }),
            ],
            ct);
        var address = party.SignOnAddress(http.Request);
        return new Form(
            address,
            SamlRequest.Write(id, party.EntityId(http.Request), party.ConsumerAddress(http.Request), address, party.DisplayName, least, now, party.Own!), id);
    }

    /// <summary>Checks an answer and keeps what it said.</summary>
    /// <returns>Id of the request it answers, for the step that follows.</returns>
    public async Task<Outcome<string>> ReceiveAsync(HttpContext http, string? response, CancellationToken ct)
    {
        var received = await CheckAsync(http, response, ct);
        if (!received.Succeeded)
            events.Refused("bundid", received.Refusal.Code);
        return received;
    }

    private async Task<Outcome<string>> CheckAsync(HttpContext http, string? response, CancellationToken ct)
    {
        if (response is not { Length: > 0 and <= LongestForm } || Decode(response) is not { } bytes || SamlResponse.RequestOf(bytes) is not { } request)
            return Saml.Refused;
        var now = time.GetUtcNow();
        var least = await database.QuerySingleOrDefaultAsync<short?>(
            "select least from identity.saml_request where id = @request and expires_at > @now and result is null", new { request, now }, ct);
        if (least is null)
            return Saml.Refused;
        using var key = party.Own!.GetRSAPrivateKey()!;
        var read = SamlResponse.Read(bytes, new SamlExpectation(
            party.Provider, party.Signer!, key, party.EntityId(http.Request), party.ConsumerAddress(http.Request), request, now));
        if (!read.Succeeded)
            return read.Refusal;
        var identity = BundidIdentity.Of(read.Value.Attributes, (TrustLevel)least.Value);
        if (!identity.Succeeded)
            return identity.Refusal;
        try
        {
            var counts = await database.ExecuteBatchAsync(
                [
                    new Sql(
                        "insert into identity.saml_assertion (hash, ends_at) values (@Hash, @EndsAt)",
                        new { Hash = SHA256.HashData(Encoding.UTF8.GetBytes(party.Provider + "\n" + read.Value.Id)), read.Value.EndsAt }),
                    new Sql(
                        "update identity.saml_request set result = @Result::jsonb where id = @request and result is null and expires_at > @now",
                        new { Result = StoredJson.Of(identity.Value), request, now }),
                ],
                ct);
            return counts[1] == 1 ? request : Saml.Refused;
        }
        catch (UniqueViolationException)
        {
            return Saml.Refused;
        }
    }

    /// <summary>The browser that asked fetches the result; any other gets nothing.</summary>
    /// <returns>Where to go on.</returns>
    public async Task<Outcome<string>> FinishAsync(HttpContext http, string? request, CancellationToken ct)
    {
        if (request is not { Length: > 0 and <= 100 } || !http.Request.Cookies.TryGetValue(Cookie, out var mark) || mark?.Length != 43)
            return Saml.Refused;
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Secure = true, HttpOnly = true, Path = "/" });
        var row = await database.QuerySingleOrDefaultAsync<ResultRow>(
            """
            delete from identity.saml_request
            where id = @request and browser = @Browser and expires_at > @Now and result is not null
            returning back, result::text as result
            """,
            new { request, Browser = Hash(mark), Now = time.GetUtcNow() }, ct);
        if (row is null)
            return Saml.Refused;
        var identity = JsonSerializer.Deserialize<BundidIdentity>(row.Result, StoredJson.Options)!;
        var found = row.Back == LinkIdentity.Address
            ? await linking.CompleteAsync(http, new ProvenIdentity("Bundid", identity.Pseudonym, identity.Person, identity.Assurance.Proofing), ct)
            : await FindOrOpenAsync(identity, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var account = found.Value;
        await sessions.StartAsync(
            http, new SignIn(party.Simulated ? SignInMethod.SimulatedBundid : SignInMethod.Bundid, identity.Assurance, party.Simulated) { AccountId = account }, ct);
        return row.Back;
    }

    /// <summary>The account of the pseudonym. A weaker sign-in neither lowers the proofing nor touches confirmed data.</summary>
    private async Task<Outcome<Guid>> FindOrOpenAsync(BundidIdentity identity, CancellationToken ct)
    {
        if (await linking.FindAsync(identity.Pseudonym, ct) is { } linked)
            return linked;
        var now = time.GetUtcNow();
        var account = await database.QuerySingleOrDefaultAsync<Guid?>(
            """
            insert into identity.account (id, display_name, user_handle, person, eid_pseudonym, proofing, created_at)
            values (@Id, @Name, @Handle, @Person::jsonb, @Pseudonym, @Proofing, @now)
            on conflict (eid_pseudonym) do update
            set person = coalesce(excluded.person, account.person), proofing = greatest(excluded.proofing, account.proofing),
                display_name = case when excluded.person is null then account.display_name else excluded.display_name end
            where account.closed_at is null
            returning id
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                identity.Name,
                Handle = RandomNumberGenerator.GetBytes(32),
                Person = identity.Person is null ? null : StoredJson.Of(identity.Person),
                identity.Pseudonym,
                Proofing = (short)identity.Assurance.Proofing,
                now,
            }, ct);
        return account is { } open ? open : Refusal.Invalid("account.closed", "Dieses Konto ist geschlossen.");
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }

    private static byte[] Hash(string mark) => SHA256.HashData(Encoding.ASCII.GetBytes(mark));

    private sealed record ResultRow
    {
        public required string Back { get; init; }

        public required string Result { get; init; }
    }
}
