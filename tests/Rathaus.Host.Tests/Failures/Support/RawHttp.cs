using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rathaus.Host.Tests.Failures.Support;

/// <summary>What the server wrote on one connection until it closed it.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body, int Answers);

/// <summary>Requests as bytes, as no decent client sends them.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Sends the parts and reads until the server closes the connection.</summary>
    public static async Task<RawAnswer> SendAsync(int port, params byte[][] parts)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, stop.Token);
        await using var stream = client.GetStream();
        var reading = ReadAsync(stream, stop.Token);
        try
        {
            foreach (var part in parts)
                await stream.WriteAsync(part, stop.Token);
        }
        catch (IOException)
        {
            // The server has answered already and takes no more.
        }

        return Parse(await reading);
    }

    public static byte[] Head(string line, params string[] headers) =>
        Encoding.ASCII.GetBytes(line + " HTTP/1.1\r\nHost: localhost\r\n" + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n");

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken ct)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0)
                await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        catch (IOException)
        {
            // Reset after the answer.
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static RawAnswer Parse(string text)
    {
        if (text.Length == 0)
            return new RawAnswer(0, new Dictionary<string, string>(), "", 0);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var answers = text.Split("HTTP/1.1 ").Length - 1;
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, text[(end + 4)..], answers);
    }
}
