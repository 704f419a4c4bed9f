using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Witnesses;

/// <summary>What a witness answered to a checkpoint.</summary>
/// <param name="Lines">Signature lines as they came; who reads them checks them.</param>
/// <param name="KnownSize">The size the witness knows, when it is not the one we proved from (409).</param>
internal sealed record WitnessAnswer(HttpStatusCode? Status, IReadOnlyList<NoteSignature> Lines, long? KnownSize)
{
    public static WitnessAnswer Away { get; } = new(null, [], null);
}

/// <summary>Calls to witnesses and logs of other towns (C2SP tlog-witness, tlog-tiles). Answers are bounded, and an outage is an answer.</summary>
internal sealed class WitnessCalls(IHttpClientFactory clients, IOptions<LedgerOptions> options)
{
    public const string Client = "ledger";

    private const int MostBytes = 2 << 20;

    public async Task<WitnessAnswer> AddCheckpointAsync(
        Uri witness, long oldSize, IReadOnlyList<byte[]> proof, SignedNote note, CancellationToken ct)
    {
        var body = new AddCheckpoint(oldSize, proof, note).ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, Below(witness, "add-checkpoint"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        var (status, bytes) = await SendAsync(request, ct);
        if (status is null)
            return WitnessAnswer.Away;
        var text = Encoding.UTF8.GetString(bytes);
        if (status == HttpStatusCode.Conflict && Notes.Decimal.TryParse(text.TrimEnd('\n'), out var size))
            return new WitnessAnswer(status, [], size);
        if (status != HttpStatusCode.OK)
            return new WitnessAnswer(status, [], null);
        var lines = text.Split('\n', 64, StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => NoteSignature.TryParse(line, out var read) ? read : null)
            .OfType<NoteSignature>();
        return new WitnessAnswer(status, [.. lines], null);
    }

    /// <summary>Tells a witness that a log goes on under another key.</summary>
    public async Task<HttpStatusCode?> KeyChangeAsync(Uri witness, string statement, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Below(witness, "key-change"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(statement)),
        };
        return (await SendAsync(request, ct)).Status;
    }

    /// <summary>The last note of an origin that a witness knows, or null: none, or no answer.</summary>
    public async Task<SignedNote?> LastCheckpointAsync(Uri witness, string origin, CancellationToken ct)
    {
        var bytes = await GetAsync(Below(witness, $"{Logs.OriginHash.Of(origin)}/checkpoint"), ct);
        return bytes is not null && SignedNote.TryParse(bytes, out var note) ? note : null;
    }

    /// <summary>A file of a log, or null: not there, or no answer.</summary>
    public async Task<byte[]?> GetAsync(Uri address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (status, bytes) = await SendAsync(request, ct);
        return status == HttpStatusCode.OK ? bytes : null;
    }

    /// <summary>An address below a prefix, with or without a slash at its end.</summary>
    public static Uri Below(Uri prefix, string path) => new($"{prefix.AbsoluteUri.TrimEnd('/')}/{path}");

    private async Task<(HttpStatusCode? Status, byte[] Body)> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(TimeSpan.FromSeconds(options.Value.WitnessSeconds));
        try
        {
            using var client = clients.CreateClient(Client);
            client.MaxResponseContentBufferSize = MostBytes;
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, timer.Token);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(timer.Token));
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, []);
        }
    }
}
