using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;

namespace Rathaus.Kernel.Tests.Files;

/// <summary>A daemon of our own speaks clamd's protocol: right, wrong, cut and not at all.</summary>
public sealed class ClamdScannerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rathaus-clamd-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string SocketPath => Path.Combine(folder, "clamd.ctl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ClamdScanner Scanner => new(
        new DatabaseOptions { DataFolder = folder, ClamdSocket = SocketPath }, NullLogger<ClamdScanner>.Instance);

    private async Task<byte[]> ServeAsync(string answer)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        using var client = await listener.AcceptAsync(Ct);
        await using var stream = new NetworkStream(client);
        var command = new byte[10];
        await stream.ReadExactlyAsync(command, Ct);
        Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
        using var content = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, Ct);
            var size = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(length);
            if (size == 0)
                break;
            var part = new byte[size];
            await stream.ReadExactlyAsync(part, Ct);
            content.Write(part);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Ct);
        return content.ToArray();
    }

    [Theory]
    [InlineData("stream: OK\0", ScanVerdict.Clean, null)]
    [InlineData("stream: Eicar-Test-Signature FOUND\0", ScanVerdict.Infected, "Eicar-Test-Signature")]
    [InlineData("INSTREAM size limit exceeded. ERROR\0", ScanVerdict.Unavailable, null)]
    [InlineData("stream: OK", ScanVerdict.Unavailable, null)]
    [InlineData("", ScanVerdict.Unavailable, null)]
    [InlineData("HTTP/1.1 200 OK\0", ScanVerdict.Unavailable, null)]
    public async Task An_answer_counts_only_when_it_is_whole_and_known(string answer, ScanVerdict verdict, string? signature)
    {
        var content = Enumerable.Range(0, 150_000).Select(i => (byte)i).ToArray();
        var served = ServeAsync(answer);
        var result = await Scanner.ScanAsync(content, Ct);
        Assert.Equal(content, await served);
        Assert.Equal(new ScanResult(verdict, signature), result);
    }

    [Fact]
    public async Task A_daemon_that_is_not_there_is_unavailable() =>
        Assert.Equal(ScanVerdict.Unavailable, (await Scanner.ScanAsync(new byte[] { 1 }, Ct)).Verdict);
}
