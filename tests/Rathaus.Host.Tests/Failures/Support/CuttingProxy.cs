using System.Net;
using System.Net.Sockets;

namespace Rathaus.Host.Tests.Failures.Support;

/// <summary>How a connection to the database breaks around a commit.</summary>
public enum Cut
{
    /// <summary>Everything goes through.</summary>
    Never,

    /// <summary>The server has committed and says so; the word never arrives.</summary>
    AnswerToCommit,

    /// <summary>A request has been passed on; nobody waits for what the server does with it.</summary>
    AfterRequest,
}

/// <summary>
/// Stands between host and database and cuts connections at the worst moments, every n-th time. It reads nothing but the
/// frames' tags: the completion of a commit on the way back, the end of a request on the way there.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    // CommandComplete: 'C', length 11, "COMMIT" and a zero.
    private static readonly byte[] Committed = [(byte)'C', 0, 0, 0, 11, .. "COMMIT\0"u8];

    // Sync: 'S', length 4.
    private static readonly byte[] RequestEnds = [(byte)'S', 0, 0, 0, 4];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string socket;
    private readonly Task accepting;
    private volatile Cut mode;
    private int every = 1;
    private int seen;
    private int cuts;

    public CuttingProxy(string socket)
    {
        this.socket = socket;
        listener.Start();
        accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)listener.LocalEndpoint;

    public int Cuts => Volatile.Read(ref cuts);

    public void Set(Cut how, int everyNth)
    {
        Volatile.Write(ref every, everyNth);
        mode = how;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(RelayAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var host = client.Client;
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop.Token);
            host.NoDelay = true;
            await Task.WhenAny(CopyAsync(host, server, ToServer), CopyAsync(server, host, ToHost));
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // No server there: the host sees its connection closed.
        }
    }

    private bool ToServer(ReadOnlySpan<byte> bytes) => mode == Cut.AfterRequest && bytes.EndsWith(RequestEnds) && Due();

    private bool ToHost(ReadOnlySpan<byte> bytes) => mode == Cut.AnswerToCommit && bytes.IndexOf(Committed) >= 0 && Due();

    private bool Due()
    {
        if (Interlocked.Increment(ref seen) % Volatile.Read(ref every) != 0)
            return false;
        Interlocked.Increment(ref cuts);
        return true;
    }

    private delegate bool Judge(ReadOnlySpan<byte> bytes);

    /// <summary>Passes bytes on until one side ends or the moment to cut has come.</summary>
    private async Task CopyAsync(Socket from, Socket to, Judge judge)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, stop.Token)) > 0)
            {
                var cut = judge(buffer.AsSpan(0, read));
                if (cut && mode == Cut.AnswerToCommit)
                    return;
                await to.SendAsync(buffer.AsMemory(0, read), stop.Token);
                if (cut)
                    return;
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other direction ended first.
        }
    }
}
