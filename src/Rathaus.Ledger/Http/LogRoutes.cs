using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Ledger.Http;

/// <summary>
/// A log as everybody reads it (C2SP tlog-tiles): <c>/govchain/{town}/{log}/…</c>, where log is the end of the origin. Nothing
/// beyond the published checkpoint is shown.
/// </summary>
internal static class LogRoutes
{
    public const string TextType = "text/plain; charset=utf-8";
    private const string Immutable = "public, max-age=31536000, immutable";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/govchain/members", MembersAsync).ExcludeFromDescription();
        routes.MapGet("/govchain/region", static (RegionPolicy region) =>
            Results.Text(region.Adopted?.ToString() ?? region.Current.Text, TextType)).ExcludeFromDescription();
        var log = routes.MapGroup("/govchain/{town}/{log}").ExcludeFromDescription();
        log.MapGet("/checkpoint", CheckpointAsync);
        log.MapGet("/tile/{**path}", TileAsync);
        log.MapGet("/proof", ProofAsync);
        log.MapGet("/receipt", ReceiptAsync);
        log.MapGet("/policy", PolicyAsync);
        log.MapGet("/key-change", KeyChangeAsync);
    }

    private static async Task<IResult> CheckpointAsync(string town, string log, LogReader reader, HttpResponse response, CancellationToken ct)
    {
        if (await reader.FindAsync(town, log, ct) is not { Published: { } published })
            return Results.NotFound();
        response.Headers.CacheControl = "public, max-age=2";
        return Results.Text(published.Note, TextType);
    }

    private static async Task<IResult> TileAsync(string town, string log, string path, LogReader reader, HttpResponse response, CancellationToken ct)
    {
        if (!TilePath.TryParse("tile/" + path, out var asked) || await reader.FindAsync(town, log, ct) is not { Published: not null } found)
            return Results.NotFound();
        var bytes = asked.Value.Level == TilePath.Entries
            ? await reader.EntriesAsync(found, asked.Value, ct)
            : await reader.TileAsync(found, asked.Value, ct);
        if (bytes is null)
            return Results.NotFound();
        response.Headers.CacheControl = Immutable;
        return Results.Bytes(bytes, "application/octet-stream");
    }

    private static async Task<IResult> ProofAsync(
        string town, string log, LogReader reader, HttpResponse response, string? leaf, long? index, CancellationToken ct)
    {
        if (await reader.FindAsync(town, log, ct) is not { Published: not null } found)
            return Results.NotFound();
        if (await PlaceAsync(reader, found, leaf, index, ct) is not { } place || await reader.ProofAsync(found, place, ct) is not { } proof)
            return Results.NotFound();
        response.Headers.CacheControl = "public, max-age=2";
        return Results.Text(proof.ToString(), TextType);
    }

    private static async Task<long?> PlaceAsync(LogReader reader, ShownLog found, string? leaf, long? index, CancellationToken ct) =>
        index ?? (Rathaus.Kernel.Cryptography.Base64Url.DecodeOrNull(leaf) is { Length: TreeHash.Size } hash
            ? await reader.IndexOfAsync(found, hash, ct)
            : null);

    /// <summary>The same for tools that read COSE (RFC 9942): signed by the log, without its witnesses. A frozen log signs nothing.</summary>
    private static async Task<IResult> ReceiptAsync(
        string town, string log, LogReader reader, LogStore store, HttpResponse response, string? leaf, long? index, CancellationToken ct)
    {
        if (await reader.FindAsync(town, log, ct) is not { Published: not null } found || found.Log.State == LogRow.Frozen
            || await PlaceAsync(reader, found, leaf, index, ct) is not { } place || await reader.ProofAsync(found, place, ct) is not { } proof
            || !Checkpoint.TryParse(proof.Note.Text, out var checkpoint)
            || CoseReceipt.Write(await store.SignerAsync(found.Log, ct), checkpoint.Size, place, proof.Path, checkpoint.Root) is not { } receipt)
            return Results.NotFound();
        response.Headers.CacheControl = "public, max-age=2";
        return Results.Bytes(receipt, CoseReceipt.MediaType, $"{log}-{place}.cbor");
    }

    private static async Task<IResult> PolicyAsync(string town, string log, LogReader reader, RegionPolicy region, CancellationToken ct)
    {
        if (await reader.FindAsync(town, log, ct) is not { } found)
            return Results.NotFound();
        return Results.Text(LogReader.PolicyOf(found, region.Current), TextType);
    }

    /// <summary>The statement with which the log goes on for another.</summary>
    private static async Task<IResult> KeyChangeAsync(string town, string log, LogReader reader, CancellationToken ct) =>
        await reader.FindAsync(town, log, ct) is { Log.KeyChange: { } statement } ? Results.Text(statement, TextType) : Results.NotFound();

    /// <summary>The lines of this installation for a membership file; addresses are those under which it was asked.</summary>
    private static async Task<IResult> MembersAsync(LogReader reader, WitnessKeys witness, HttpRequest request, CancellationToken ct)
    {
        var origin = $"{(request.Host.Host is "localhost" or "127.0.0.1" ? "http" : request.Scheme)}://{request.Host}";
        var text = new StringBuilder();
        foreach (var (town, shown) in await reader.OpenLogsAsync(ct))
            text.Append(CultureInfo.InvariantCulture, $"log {shown.Log.Verifier} {origin}/govchain/{town.Id}/{LogReader.NameOf(shown.Log)}\n");
        var key = (await witness.GetAsync(ct)).Verifier;
        text.Append(CultureInfo.InvariantCulture, $"witness {key.Name.Split('/')[0]} {key} {origin}/witness\n");
        return Results.Text(text.ToString(), TextType);
    }
}
