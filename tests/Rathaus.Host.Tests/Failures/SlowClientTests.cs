using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rathaus.Host.Tests.Failures.Support;

namespace Rathaus.Host.Tests.Failures;

/// <summary>
/// Clients that begin and never finish: half heads, bodies of a byte a second, answers nobody reads. The first two are cut
/// off; who reads nothing is asked nothing more and costs a buffer; meanwhile the others are served.
/// </summary>
public sealed class SlowClientTests(OneHost one) : IClassFixture<OneHost>
{
    private const int HalfHeads = 2_000;
    private const int SlowBodies = 50;
    private const int DeafReaders = 10;
    private const int MostMegabytes = 700;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_of_slow_clients_are_cut_off_and_the_others_are_served()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        stop.CancelAfter(TimeSpan.FromMinutes(3));
        var slow = Enumerable.Range(0, HalfHeads).Select(_ => UntilClosedAsync(HalfHeadAsync, stop.Token))
            .Concat(Enumerable.Range(0, SlowBodies).Select(_ => UntilClosedAsync(SlowBodyAsync, stop.Token)))
            .ToArray();
        using var bored = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var deaf = Enumerable.Range(0, DeafReaders).Select(_ => UntilClosedAsync(DeafReaderAsync, bored.Token)).ToArray();
        using var http = Applications.Client(one.Host);
        var served = 0;
        while (!slow.All(task => task.IsCompleted))
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/wuppertal/sperrmuell", UriKind.Relative), Ct)).StatusCode);
            var answer = await Applications.SubmitAsync(http, string.Create(CultureInfo.InvariantCulture, $"among-slow-{served++}"));
            Assert.Equal(HttpStatusCode.Created, answer.Status);
            await Task.Delay(50, Ct);
        }

        await Task.WhenAll(slow);
        await bored.CancelAsync();
        await Task.WhenAll(deaf);
        var status = await File.ReadAllLinesAsync($"/proc/{one.Host.ProcessId}/status", Ct);
        var most = long.Parse(
            status.First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;
        Assert.True(most < MostMegabytes, $"{most} MB");
        TestContext.Current.TestOutputHelper?.WriteLine($"{served} submissions meanwhile, at most {most} MB");
    }

    /// <summary>Ends well when the server closes the connection, and only then.</summary>
    private async Task UntilClosedAsync(Func<NetworkStream, CancellationToken, Task> misbehave, CancellationToken stop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, one.Host.Port, stop);
        await using var stream = client.GetStream();
        try
        {
            await misbehave(stream, stop);
        }
        catch (IOException)
        {
            // Closed by the server, as it should be.
        }
    }

    private static async Task HalfHeadAsync(NetworkStream stream, CancellationToken stop)
    {
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), stop);
        await ReadToEndAsync(stream, stop);
    }

    private static async Task SlowBodyAsync(NetworkStream stream, CancellationToken stop)
    {
        await stream.WriteAsync(
            RawHttp.Head("POST " + Applications.Path, "Content-Type: application/json", "Idempotency-Key: slow", "Content-Length: 50000"), stop);
        var closed = ReadToEndAsync(stream, stop);
        while (!closed.IsCompleted)
        {
            await stream.WriteAsync(" "u8.ToArray(), stop);
            await Task.WhenAny(closed, Task.Delay(1000, stop));
        }
    }

    // Asks for page after page and takes no byte of them; the server soon takes no more questions.
    private static async Task DeafReaderAsync(NetworkStream stream, CancellationToken stop)
    {
        var request = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /wuppertal/sperrmuell HTTP/1.1\r\nHost: localhost\r\n\r\n", 100)));
        try
        {
            while (true)
                await stream.WriteAsync(request, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test has seen enough.
        }
    }

    private static async Task ReadToEndAsync(NetworkStream stream, CancellationToken stop)
    {
        var buffer = new byte[4096];
        int read;
        do
            read = await stream.ReadAsync(buffer, stop);
        while (read > 0);
    }
}
