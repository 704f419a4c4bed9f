using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures.Support;

/// <summary>What came back for one try to submit.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, int? RetryAfter)
{
    public string? Number => Text("number");

    public string? Code => Text("code");

    public string? Text(string name)
    {
        using var json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }
}

/// <summary>Bulky-waste orders over the API, on the clock of Friday, 20 November 2026.</summary>
internal static class Applications
{
    public const string Path = "/api/v1/wuppertal/services/sperrmuell/applications";

    /// <summary>Demo, a fixed day, no limits per client.</summary>
    public static readonly string[] Options =
        ["--demo", "Demo__Clock=2026-11-20T09:00:00Z", "RateLimits__Submission=0", "RateLimits__Api=0", "RateLimits__Login=0", "RateLimits__Upload=0"];

    public const string Body =
        """
        {"answers":{"aus_haushalt":true,"anschrift":{"street":"Musterstraße","number":"12","post_code":"42103","town":"Wuppertal"},
        "gegenstaende":[{"art":"sofa","anzahl":1}],"elektro_dabei":false,"volumen":"2.5","termin":"2026-12-01",
        "bereitstellung":"gehweg","verschenken":true}}
        """;

    public static HttpClient Client(RunningHost host) => new() { BaseAddress = new Uri(host.Address), Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<Answer> SubmitAsync(HttpClient http, string key, string body = Body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            answer.Headers.TryGetValues("Retry-After", out var wait) ? int.Parse(wait.Single(), CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Repeats the same request while the answer is 503; anything but 201 in the end is a failure.</summary>
    public static async Task<Answer> SubmitUntilAcceptedAsync(HttpClient http, string key)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var answer = await SubmitAsync(http, key);
            if (answer.Status == HttpStatusCode.Created)
                return answer;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.NotNull(answer.RetryAfter);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{key} was never accepted");
    }

    /// <summary>A superuser's connection to the host's own cluster.</summary>
    public static NpgsqlConnection Inside(RunningHost host) => new(
        $"Host={System.IO.Path.Combine(host.DataFolder, "socket")};Username=rathaus_super;Database=rathaus;Pooling=false");

    /// <summary>Waits for something that a host does by itself.</summary>
    public static async Task UntilAsync(Func<Task<bool>> done, int seconds, string what)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await done())
        {
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"not within {seconds} seconds: {what}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
