using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Logs;

namespace Rathaus.Ledger.Http;

/// <summary>
/// Programs of a town that hand in entries of their own: a bearer token of the configuration, for one town and certain types.
/// What they send is a hash and meta data, never a document.
/// </summary>
internal static class EntryRoutes
{
    private const int LongestBody = 16_384;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var entries = routes.MapGroup("/govchain/entries").ExcludeFromDescription();
        entries.MapPost("", SubmitAsync);
        entries.MapGet("/{**key}", StateAsync);
    }

    private static async Task<IResult> SubmitAsync(
        HttpRequest http, EntryQueue queue, EntryQuota quota, LedgerTowns towns, IOptions<LedgerOptions> options, CancellationToken ct)
    {
        if (Caller(http, options.Value) is not { } caller || towns.Find(caller.Town) is not { } town)
            return Unknown.ToHttp();
        var request = (await ReadAsync(http, ct)).Then(body => Read(body, caller));
        if (!request.Succeeded)
            return request.Refusal.ToHttp();
        if (!quota.Takes(caller))
            return Flooded.ToHttp();
        var taken = await queue.SubmitAsync(town.Number, request.Value, ct);
        if (!taken.Succeeded)
            return taken.Refusal.ToHttp();
        var id = taken.Value[(taken.Value.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return Results.Accepted($"/govchain/entries/{id}", new { id });
    }

    private static async Task<IResult> StateAsync(
        string key, HttpRequest http, Submissions submissions, LogReader reader, LedgerTowns towns, IOptions<LedgerOptions> options, CancellationToken ct)
    {
        if (Caller(http, options.Value) is not { } caller || towns.Find(caller.Town) is not { } town)
            return Unknown.ToHttp();
        if (await submissions.FindAsync(town.Number, $"{caller.Name}:{key}", ct) is not { } state)
            return Refusal.NotFound("proof").ToHttp();
        var proof = state is { Proven: true, Origin: { } origin, Index: { } index } && await reader.FindAsync(town.Number, origin, ct) is { } shown
            ? await reader.ProofAsync(shown, index, ct)
            : null;
        var word = (proof, state.Index) switch
        {
            (not null, _) => "proven",
            (null, not null) => "integrated",
            _ => "pending",
        };
        return Results.Json(new { state = word, origin = state.Origin, index = state.Index, proof = proof?.ToString() });
    }

    /// <summary>Whose token it is, found in constant time per token.</summary>
    private static LedgerService? Caller(HttpRequest http, LedgerOptions options)
    {
        if (http.Headers.Authorization.ToString() is not { Length: > 7 and < 300 } header || !header.StartsWith("Bearer ", StringComparison.Ordinal))
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..]));
        return options.Services.FirstOrDefault(service =>
            service.TokenSha256.Length == 64 && CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(service.TokenSha256)));
    }

    private static async Task<Outcome<JsonElement>> ReadAsync(HttpRequest http, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await http.Body.ReadAsync(buffer, ct)) > 0 && body.Length <= LongestBody;)
            await body.WriteAsync(buffer.AsMemory(0, read), ct);
        return StrictJson.ParseObject(body.ToArray(), LongestBody);
    }

    private static Outcome<ProofRequest> Read(JsonElement body, LedgerService caller)
    {
        var (type, hash, key) = (body.Text("type"), body.Text("doc_sha256"), body.Text("idempotency_key"));
        if (type is null || EntryType.Find(type) is null || !caller.Types.Contains(type)
            || hash is not { Length: 64 } || !hash.All(char.IsAsciiHexDigit)
            || key is not { Length: > 0 and <= 120 } || key.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('/' or '-' or '.' or '_')))
            return Invalid;
        var meta = body.Member("meta") is { ValueKind: JsonValueKind.Object } given ? CanonicalJson.Write(given) : Outcome.Of("{}"u8.ToArray());
        if (!meta.Succeeded)
            return Invalid;
        var isPublic = body.Member("public") is { ValueKind: JsonValueKind.True };
        if (isPublic && EntryType.Find(type)!.Personal)
            return Invalid;
        return new ProofRequest(type, Convert.FromHexString(hash), JsonNode.Parse(meta.Value)!.AsObject(), $"{caller.Name}:{key}") { Public = isPublic };
    }

    private static Refusal Unknown => new(RefusalKind.SignInNeeded, "ledger.caller-unknown", "Dieses Programm darf hier nichts eintragen.");

    private static Refusal Flooded => new(RefusalKind.TooMany, "ledger.quota", "Dieses Programm hat in dieser Stunde zu viel eingetragen.");

    private static Refusal Invalid => Refusal.Invalid("ledger.entry-invalid", "Der Eintrag ist nicht vollständig oder nicht erlaubt.");
}
