using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Files;

public enum ScanVerdict
{
    Clean,

    Infected,

    /// <summary>Configured, but it does not answer as it should.</summary>
    Unavailable,

    /// <summary>The operator has set up no scanner; said so wherever the file is shown.</summary>
    NotConfigured,
}

/// <param name="Signature">Name of what was found, else null.</param>
public sealed record ScanResult(ScanVerdict Verdict, string? Signature = null);

/// <summary>Looks for malware in an upload.</summary>
public interface IVirusScanner
{
    Task<ScanResult> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken ct);
}

internal sealed class NoVirusScanner : IVirusScanner
{
    public Task<ScanResult> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken ct) =>
        Task.FromResult(new ScanResult(ScanVerdict.NotConfigured));
}

/// <summary>
/// ClamAV's daemon by its unix socket: <c>zINSTREAM</c>, chunks with big-endian length, a zero length; the answer ends with
/// NUL and says OK, FOUND or ERROR. Slow, cut or strange answers count as unavailable, never as clean.
/// </summary>
internal sealed partial class ClamdScanner(DatabaseOptions options, ILogger<ClamdScanner> log) : IVirusScanner
{
    private const int Chunk = 64 * 1024;
    private const int LongestAnswer = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<ScanResult> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var answer = await AskAsync(content, patience.Token);
            if (answer == "stream: OK")
                return new ScanResult(ScanVerdict.Clean);
            if (answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal))
                return new ScanResult(ScanVerdict.Infected, answer["stream: ".Length..^" FOUND".Length]);
            LogStrange(log, answer.EndsWith("ERROR", StringComparison.Ordinal) ? "ERROR" : "unknown answer");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            LogStrange(log, exception.GetType().Name);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogStrange(log, "timeout");
        }

        return new ScanResult(ScanVerdict.Unavailable);
    }

    private async Task<string> AskAsync(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(options.ClamdSocket!), ct);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), ct);
        var length = new byte[4];
        for (var start = 0; start < content.Length; start += Chunk)
        {
            var part = content[start..Math.Min(start + Chunk, content.Length)];
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            await stream.WriteAsync(length, ct);
            await stream.WriteAsync(part, ct);
        }

        BinaryPrimitives.WriteInt32BigEndian(length, 0);
        await stream.WriteAsync(length, ct);
        return await AnswerAsync(stream, ct);
    }

    private static async Task<string> AnswerAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[LongestAnswer];
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), ct);
            if (read == 0)
                throw new IOException("The scanner hung up");
            filled += read;
            var end = Array.IndexOf(buffer, (byte)0, 0, filled);
            if (end >= 0)
                return Encoding.UTF8.GetString(buffer, 0, end);
        }

        throw new IOException("The scanner's answer is too long");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Virus scanner unavailable: {Reason}")]
    private static partial void LogStrange(ILogger logger, string reason);
}
