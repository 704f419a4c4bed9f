using System.Globalization;
using System.Text;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>A host for the tests of one class.</summary>
public sealed class OneHost : IAsyncLifetime
{
    private RunningHost? host;

    public RunningHost Host => host ?? throw new InvalidOperationException("Not started");

    public async ValueTask InitializeAsync() => host = await RunningHost.StartAsync(Applications.Options);

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
    }
}

/// <summary>
/// What the real server takes from the network and what not. Requests that the server cannot even read are answered by
/// itself, bare; everything that reaches the house carries the house's headers.
/// </summary>
public sealed class EdgeLimitTests(OneHost one) : IClassFixture<OneHost>
{
    private const string Close = "Connection: close";
    private const string Json = "Content-Type: application/json";

    private int Port => one.Host.Port;

    [Theory]
    [InlineData("/api/v1/wuppertal/services/sperrmuell/applications", "application/json")]
    [InlineData("/anmelden/vorfuehrung", "application/x-www-form-urlencoded")]
    [InlineData("/amt/anmelden/vorfuehrung", "application/x-www-form-urlencoded")]
    [InlineData("/status", "application/x-www-form-urlencoded")]
    [InlineData("/vorgang/W-2026-0000013/nachricht", "application/x-www-form-urlencoded")]
    [InlineData("/vorgang/W-2026-0000013/zurueckziehen", "application/x-www-form-urlencoded")]
    [InlineData("/vorgang/W-2026-0000013/bezahlen", "application/x-www-form-urlencoded")]
    [InlineData("/simulation/zahlung/1/SIM-1", "application/x-www-form-urlencoded")]
    [InlineData("/wuppertal/sperrmuell/antrag", "application/x-www-form-urlencoded")]
    public async Task A_body_of_one_MiB_and_one_byte_is_too_large(string address, string type)
    {
        var answer = await RawHttp.SendAsync(
            Port, RawHttp.Head("POST " + address, "Content-Type: " + type, "Idempotency-Key: big", "Content-Length: 1048577", Close),
            new byte[1048577]);
        AssertOurs(413, answer);
        if (type != "application/json")
            Assert.Contains("Was Sie geschrieben haben, steht noch da.", System.Net.WebUtility.HtmlDecode(answer.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_grows_past_one_MiB_in_chunks_is_too_large()
    {
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 65536) + "\r\n");
        var answer = await RawHttp.SendAsync(
            Port, [RawHttp.Head("POST " + Applications.Path, Json, "Idempotency-Key: chunks", "Transfer-Encoding: chunked", Close),
                .. Enumerable.Repeat(chunk, 17), Encoding.ASCII.GetBytes("0\r\n\r\n")]);
        AssertOurs(413, answer);
        Assert.Contains("\"code\":\"request.too-large\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_21_MiB_is_refused_with_a_problem_document()
    {
        var answer = await RawHttp.SendAsync(
            Port, RawHttp.Head(
                "POST /api/v1/wuppertal/services/bewohnerparkausweis/uploads?question=fahrzeugschein", "Content-Type: application/pdf",
                "Content-Disposition: attachment; filename=\"schein.pdf\"", "Content-Length: 22020096", Close),
            new byte[22020096]);
        AssertOurs(413, answer);
        Assert.Contains("\"code\":\"upload.", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /wuppertal", 431, "X-Long")]
    public async Task A_head_of_more_than_16_KiB_is_refused(string line, int status, string header) =>
        AssertBare(status, await RawHttp.SendAsync(Port, RawHttp.Head(line, $"{header}: {new string('x', 17_000)}")));

    [Fact]
    public async Task More_than_64_headers_are_refused() =>
        AssertBare(431, await RawHttp.SendAsync(
            Port, RawHttp.Head("GET /", [.. Enumerable.Range(0, 70).Select(n => string.Create(CultureInfo.InvariantCulture, $"X-{n}: 1"))])));

    [Fact]
    public async Task An_address_of_more_than_4_KiB_is_refused() =>
        AssertBare(414, await RawHttp.SendAsync(Port, RawHttp.Head("GET /" + new string('a', 5000))));

    [Fact]
    public async Task Half_a_head_is_cut_off_after_ten_seconds()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var answer = await RawHttp.SendAsync(Port, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow"u8.ToArray());
        AssertBare(408, answer);
        Assert.InRange(watch.Elapsed.TotalSeconds, 9, 15);
    }

    [Fact]
    public async Task A_request_that_states_its_length_twice_is_refused_and_nothing_behind_it_is_read()
    {
        var answer = await RawHttp.SendAsync(
            Port, RawHttp.Head("POST " + Applications.Path, Json, "Idempotency-Key: twice", "Transfer-Encoding: chunked", "Content-Length: 4"),
            "0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        AssertOurs(400, answer);
        Assert.Equal(1, answer.Answers);
    }

    [Theory]
    [InlineData("Content-Length: 4", "Content-Length: 5")]
    [InlineData("Content-Length: -1", "X-None: 1")]
    [InlineData("Content-Length: 4, 4", "X-None: 1")]
    [InlineData("Transfer-Encoding: gzip, x", "X-None: 1")]
    [InlineData("Host: rathaus.example", "X-None: 1")]
    [InlineData("X Bad: 1", "X-None: 1")]
    public async Task An_ambiguous_head_is_refused(string first, string second) =>
        AssertBare(400, await RawHttp.SendAsync(Port, RawHttp.Head("POST /anmelden/vorfuehrung", first, second), "abcd"u8.ToArray()));

    [Theory]
    [InlineData("TRACE /", 405)]
    [InlineData("DELETE /wuppertal", 405)]
    [InlineData("PUT /health/live", 405)]
    public async Task Methods_that_nobody_needs_are_refused(string line, int status) =>
        AssertOurs(status, await RawHttp.SendAsync(Port, RawHttp.Head(line, Close)));

    [Fact]
    public async Task JSON_nested_deeper_than_32_is_refused()
    {
        var body = Encoding.ASCII.GetBytes("{\"answers\":" + new string('[', 40) + new string(']', 40) + "}");
        var answer = await PostAsync(Applications.Path, Json, body);
        AssertOurs(422, answer);
        Assert.Contains("\"code\":\"request.not-json\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_than_JSON_is_refused(string type)
    {
        var answer = await PostAsync(Applications.Path, "Content-Type: " + type, Encoding.UTF8.GetBytes(Applications.Body));
        AssertOurs(415, answer);
        Assert.Contains("\"code\":\"request.media-type\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_2001_fields_is_refused()
    {
        var body = string.Join('&', Enumerable.Range(0, 2001).Select(n => string.Create(CultureInfo.InvariantCulture, $"f{n}=1")));
        AssertOurs(400, await PostAsync(
            "/anmelden/vorfuehrung", "Content-Type: application/x-www-form-urlencoded", Encoding.ASCII.GetBytes(body)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task A_form_address_takes_forms_only(string type) =>
        AssertOurs(415, await PostAsync("/anmelden/vorfuehrung", "Content-Type: " + type, "{}"u8.ToArray()));

    [Fact]
    public async Task An_upgrade_to_a_web_socket_is_not_offered()
    {
        var answer = await RawHttp.SendAsync(Port, RawHttp.Head(
            "GET /wuppertal", "Upgrade: websocket", "Connection: Upgrade, close", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
        AssertOurs(200, answer);
    }

    private Task<RawAnswer> PostAsync(string address, string type, byte[] body) => RawHttp.SendAsync(
        Port, RawHttp.Head("POST " + address, type, "Idempotency-Key: edge", $"Content-Length: {body.Length}", Close), body);

    /// <summary>The house answered: its headers are there.</summary>
    private static void AssertOurs(int status, RawAnswer answer)
    {
        Assert.True(status == answer.Status, $"{answer.Status}: {answer.Body}");
        Assert.False(answer.Headers.ContainsKey("Server"));
        Assert.Contains("default-src 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.DoesNotContain("Exception", answer.Body, StringComparison.Ordinal);
    }

    /// <summary>The server answered before the house was asked: a status, no words, no name, the connection closed.</summary>
    private static void AssertBare(int status, RawAnswer answer)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("", answer.Body);
        Assert.Equal("close", answer.Headers["Connection"]);
        Assert.False(answer.Headers.ContainsKey("Server"));
    }
}
