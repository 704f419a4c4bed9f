using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Http;

/// <summary>The witness as others call it (C2SP tlog-witness). Nobody signs in: the log's signature is the right.</summary>
internal static class WitnessRoutes
{
    private const string SizeType = "text/x.tlog.size";
    private const int LargestKeyChange = 8_192;
    private const string TextType = "text/plain; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/witness").ExcludeFromDescription();
        group.MapPost("/add-checkpoint", static (HttpRequest request, Witness witness, CancellationToken ct) =>
            AnswerAsync(request, SignedNote.MostBytes, witness.AddCheckpointAsync, ct));
        group.MapPost("/key-change", static (HttpRequest request, KeyChangeDesk desk, CancellationToken ct) =>
            AnswerAsync(request, LargestKeyChange, desk.TakeAsync, ct));
        group.MapGet("/key", async (WitnessKeys keys, CancellationToken ct) =>
            Results.Text($"{(await keys.GetAsync(ct)).Verifier}\n", TextType));
        group.MapGet("/{origin}/checkpoint", async (string origin, Witness witness, CancellationToken ct) =>
            await witness.LastAsync(origin, ct) is { } note ? Results.Text(note, TextType) : Results.NotFound());
        group.MapGet("/{origin}/entries", EntriesAsync);
    }

    /// <summary>What this house mirrors of another's log.</summary>
    private static async Task<IResult> EntriesAsync(string origin, long from, int count, Mirror mirror, CancellationToken ct) =>
        await mirror.ReadAsync(origin, from, count, ct) is { } entries ? Results.Bytes(entries, "application/octet-stream") : Results.NotFound();

    private static async Task<IResult> AnswerAsync(
        HttpRequest request, int most, Func<ReadOnlyMemory<byte>, CancellationToken, Task<WitnessReply>> take, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            if (body.Length + read > most)
                return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
            await body.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        var reply = await take(body.ToArray(), ct);
        return reply switch
        {
            { Size: { } size } => Results.Text(string.Create(CultureInfo.InvariantCulture, $"{size}\n"), SizeType, statusCode: reply.Status),
            { Status: StatusCodes.Status200OK } => Results.Text(reply.Body, TextType),
            _ => Results.StatusCode(reply.Status),
        };
    }
}
