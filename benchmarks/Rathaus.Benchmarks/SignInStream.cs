using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// Sign-ins by passkey over HTTP: the page, the challenge, the signed challenge, with every redirect between portal and provider up to
/// the session of the portal. Each is a browser of its own, and one begins every hundredth of a second whether the others are done or not.
/// </summary>
internal static partial class SignInStream
{
    public static async Task<SignInResult> RunAsync(
        RunningHost host, IReadOnlyList<PasskeyDevice> devices, TimeSpan time, int perSecond, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(host.Address) };
        var spent = new ConcurrentBag<double>();
        var running = new List<Task>();
        var total = (int)(time.TotalSeconds * perSecond);
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < total; at++)
        {
            var due = TimeSpan.FromSeconds(at / (double)perSecond) - watch.Elapsed;
            if (due > TimeSpan.Zero)
                await Task.Delay(due, ct);
            var device = devices[at % devices.Count];
            running.Add(Task.Run(async () => spent.Add(await SignInAsync(client, device, host, ct)), ct));
        }

        await Task.WhenAll(running);
        var seconds = watch.Elapsed.TotalSeconds;
        var ordered = spent.Order().ToArray();
        return new(ordered.Length / seconds, ordered[ordered.Length / 2], ordered[(int)(ordered.Length * 0.95)]);
    }

    /// <summary>Milliseconds of all requests together; signing on the device is not the house's time.</summary>
    private static async Task<double> SignInAsync(HttpClient client, PasskeyDevice device, RunningHost host, CancellationToken ct)
    {
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        var began = Stopwatch.GetTimestamp();
        var (page, _) = await FollowAsync(client, cookies, "/anmelden", static _ => true, host, ct);
        var token = WebUtility.HtmlDecode(Token().Match(page).Groups["value"].Value);
        var back = WebUtility.HtmlDecode(Back().Match(page).Groups["value"].Value);
        var (options, _) = await SendAsync(
            client, cookies, HttpMethod.Post, "/anmelden/passkey/optionen", [new("_token", token)], HttpStatusCode.OK, host, ct);
        var spent = Stopwatch.GetElapsedTime(began);

        using var json = JsonDocument.Parse(options);
        var credential = device.Credential(Base64Url.DecodeOrNull(json.RootElement.GetProperty("challenge").GetString())!);
        began = Stopwatch.GetTimestamp();
        var (_, next) = await SendAsync(
            client, cookies, HttpMethod.Post, "/anmelden/passkey",
            [new("_token", token), new("credential", credential), new("zurueck", back)], HttpStatusCode.SeeOther, host, ct);
        await FollowAsync(client, cookies, next!, static address => address != "/konto", host, ct);
        return (spent + Stopwatch.GetElapsedTime(began)).TotalMilliseconds;
    }

    private static async Task<(string Text, string? Next)> FollowAsync(
        HttpClient client, Dictionary<string, string> cookies, string address, Func<string, bool> on, RunningHost host, CancellationToken ct)
    {
        var text = string.Empty;
        string? next = address;
        while (next is not null && on(next))
            (text, next) = await SendAsync(client, cookies, HttpMethod.Get, next, null, null, host, ct);
        return (text, next);
    }

    private static async Task<(string Text, string? Next)> SendAsync(
        HttpClient client, Dictionary<string, string> cookies, HttpMethod method, string address,
        IReadOnlyList<KeyValuePair<string, string>>? form, HttpStatusCode? expected, RunningHost host, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, address);
        if (cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (form is not null)
            request.Content = new FormUrlEncodedContent(form);
        using var answer = await client.SendAsync(request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        var next = answer.Headers.Location?.ToString();
        if (expected is null ? answer.StatusCode != HttpStatusCode.OK && next is null : answer.StatusCode != expected)
            throw new InvalidOperationException($"{address}: {answer.StatusCode}\n{text}\n{host.Log}");
        if (!answer.Headers.TryGetValues("Set-Cookie", out var set))
            return (text, next);
        foreach (var cookie in set)
        {
            var pair = cookie.Split(';')[0];
            cookies[pair[..pair.IndexOf('=', StringComparison.Ordinal)]] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        return (text, next);
    }

    [GeneratedRegex("""name="_token" value="(?<value>[^"]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("""name="zurueck" value="(?<value>[^"]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Back();
}
