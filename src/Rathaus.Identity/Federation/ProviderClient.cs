using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Federation;

/// <summary>What the provider's discovery document says, as far as the house uses it (OpenID Connect Discovery 1.0).</summary>
internal sealed record ProviderMetadata(Uri Authorization, Uri Token, Uri Keys, bool TellsIssuer);

/// <summary>
/// Talks to the outside OpenID provider: discovery and keys are kept for a while, answers are strict JSON of bounded length, and
/// whatever does not fit is a refusal.
/// </summary>
internal sealed partial class ProviderClient(
    IHttpClientFactory clients, IOptions<StaffProviderOptions> options, TimeProvider time, ILogger<ProviderClient> log) : IDisposable
{
    /// <summary>Name of the HTTP client; tests put their own provider behind it.</summary>
    public const string Client = "staff-provider";

    public static readonly Refusal Away = Refusal.Unavailable(
        "federation.away", "Der Anmeldedienst antwortet gerade nicht. Nehmen Sie einen Passkey oder versuchen Sie es später.", 30);

    private const int LongestAnswer = 131_072;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>An unknown key id makes the keys be fetched anew, at most this often.</summary>
    private static readonly TimeSpan BetweenFetches = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim fetching = new(1);
    private (ProviderMetadata Metadata, IReadOnlyList<Jwk> Keys, DateTimeOffset At)? known;

    private StaffProviderOptions Provider => options.Value;

    public void Dispose() => fetching.Dispose();

    public async Task<Outcome<ProviderMetadata>> MetadataAsync(CancellationToken ct) => (await LoadAsync(null, ct)).Then<ProviderMetadata>(static found => found.Metadata);

    /// <summary>The key with this id; without an id the only key there is.</summary>
    public async Task<Jwk?> KeyAsync(string? keyId, CancellationToken ct)
    {
        var loaded = await LoadAsync(keyId, ct);
        if (!loaded.Succeeded)
            return null;
        var keys = loaded.Value.Keys;
        return keyId is null ? keys is [var only] ? only : null : keys.FirstOrDefault(key => key.KeyId == keyId);
    }

    /// <summary>Redeems a code; the ID token as it came.</summary>
    public async Task<Outcome<string>> RedeemAsync(string code, string verifier, string redirect, CancellationToken ct)
    {
        var metadata = await MetadataAsync(ct);
        if (!metadata.Succeeded)
            return metadata.Refusal;
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.Value.Token);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect,
            ["code_verifier"] = verifier,
        };
        if (Provider.ClientSecret is { Length: > 0 } secret)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(
                $"{Uri.EscapeDataString(Provider.ClientId!)}:{Uri.EscapeDataString(secret)}")));
        else
            fields["client_id"] = Provider.ClientId!;
        request.Content = new FormUrlEncodedContent(fields);
        var answer = await SendAsync(request, ct);
        if (!answer.Succeeded)
            return answer.Refusal;
        return answer.Value.Text("id_token") is { Length: > 0 } token ? token : ExternalSignIn.Refused;
    }

    private async Task<Outcome<(ProviderMetadata Metadata, IReadOnlyList<Jwk> Keys)>> LoadAsync(string? keyId, CancellationToken ct)
    {
        await fetching.WaitAsync(ct);
        try
        {
            var now = time.GetUtcNow();
            if (known is { } kept && now - kept.At < Kept
                && (keyId is null || kept.Keys.Any(key => key.KeyId == keyId) || now - kept.At < BetweenFetches))
                return (kept.Metadata, kept.Keys);
            var fresh = await FetchAsync(ct);
            if (fresh.Succeeded)
                known = (fresh.Value.Metadata, fresh.Value.Keys, now);
            return fresh;
        }
        finally
        {
            fetching.Release();
        }
    }

    private async Task<Outcome<(ProviderMetadata Metadata, IReadOnlyList<Jwk> Keys)>> FetchAsync(CancellationToken ct)
    {
        using var discovery = new HttpRequestMessage(HttpMethod.Get, new Uri(Provider.Issuer!.TrimEnd('/') + "/.well-known/openid-configuration"));
        var document = await SendAsync(discovery, ct);
        if (!document.Succeeded)
            return document.Refusal;

        // The document must speak for exactly this issuer (Discovery 1.0 section 4.3): else another one's keys would pass.
        if (document.Value.Text("issuer") != Provider.Issuer
            || AddressOf(document.Value, "authorization_endpoint") is not { } authorization
            || AddressOf(document.Value, "token_endpoint") is not { } token
            || AddressOf(document.Value, "jwks_uri") is not { } keys)
        {
            LogUnusable(log);
            return Away;
        }

        using var set = new HttpRequestMessage(HttpMethod.Get, keys);
        var found = (await SendAsync(set, ct)).Then(Jwk.ParseSet);
        if (!found.Succeeded)
            return Away;
        var tells = document.Value.Member("authorization_response_iss_parameter_supported") is { ValueKind: JsonValueKind.True };
        return (new ProviderMetadata(authorization, token, keys, tells), found.Value);
    }

    private Uri? AddressOf(JsonElement document, string name) =>
        Uri.TryCreate(document.Text(name), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.IsLoopback && new Uri(Provider.Issuer!).IsLoopback)) ? address : null;

    private async Task<Outcome<JsonElement>> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var body = await ReadAsync(answer, ct);
            if (answer.IsSuccessStatusCode && body is not null && StrictJson.Parse(body, LongestAnswer) is { Succeeded: true, Value.ValueKind: JsonValueKind.Object } parsed)
                return parsed;
            LogAnswer(log, (int)answer.StatusCode);
            return (int)answer.StatusCode is >= 400 and < 500 ? ExternalSignIn.Refused : Away;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            LogAway(log, failure.GetType().Name);
            return Away;
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[LongestAnswer + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > LongestAnswer ? null : buffer[..length];
    }

    [LoggerMessage(EventId = 3051, EventName = "provider-unusable", Level = LogLevel.Error, Message = "The discovery document of the staff's provider is not usable")]
    private static partial void LogUnusable(ILogger logger);

    [LoggerMessage(EventId = 3052, EventName = "provider-answer", Level = LogLevel.Warning, Message = "The staff's provider answered {Status}")]
    private static partial void LogAnswer(ILogger logger, int status);

    [LoggerMessage(EventId = 3053, EventName = "provider-away", Level = LogLevel.Warning, Message = "The staff's provider cannot be reached: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
