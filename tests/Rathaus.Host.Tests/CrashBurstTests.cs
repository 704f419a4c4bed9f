using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>
/// Promise P1 and P2 of docs/operations.md: while clients submit, the host is killed three times and the database server
/// twice. Afterwards every acknowledged receipt exists exactly once, and the doctor finds nothing.
/// </summary>
public sealed class CrashBurstTests
{
    private const int Submissions = 20_000;
    private const int Clients = 16;

    private const string Body =
        """
        {"answers":{"aus_haushalt":true,"anschrift":{"street":"Musterstraße","number":"12","post_code":"42103","town":"Wuppertal"},
        "gegenstaende":[{"art":"sofa","anzahl":1}],"elektro_dabei":false,"volumen":"2.5","termin":"2026-12-01",
        "bereitstellung":"gehweg","verschenken":true}}
        """;

    [Fact]
    public async Task No_acknowledged_submission_is_lost_and_none_counts_twice()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await RunningHost.StartAsync(
            "--demo", "Demo__Clock=2026-11-20T09:00:00Z", "RateLimits__Submission=0", "RateLimits__Api=0");
        var receipts = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var burst = SubmitAllAsync(host, receipts, ct);

        // Each blow falls when another sixth of the submissions is acknowledged.
        await UntilAsync(receipts, 1 * Submissions / 6, burst, ct);
        await KillHostAsync(host);
        await UntilAsync(receipts, 2 * Submissions / 6, burst, ct);
        KillDatabase(host);
        await UntilAsync(receipts, 3 * Submissions / 6, burst, ct);
        await KillHostAsync(host);
        await UntilAsync(receipts, 4 * Submissions / 6, burst, ct);
        KillDatabase(host);
        await UntilAsync(receipts, 5 * Submissions / 6, burst, ct);
        await KillHostAsync(host);
        await burst;

        Assert.Equal(Submissions, receipts.Count);
        Assert.Equal(Submissions, receipts.Values.Distinct(StringComparer.Ordinal).Count());
        var stored = await StoredNumbersAsync(host, ct);
        Assert.Equal(receipts.Values.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));

        Assert.Equal(0, await host.StopAsync());
        var (code, report) = await DoctorAsync(host, ct);
        Assert.True(code == 0, report);
    }

    /// <summary>Every client sends its share, each with a key of its own, and repeats the same request until it is answered.</summary>
    private static Task SubmitAllAsync(RunningHost host, ConcurrentDictionary<string, string> receipts, CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            using var http = new HttpClient { BaseAddress = new Uri(host.Address), Timeout = TimeSpan.FromSeconds(20) };
            for (var i = client; i < Submissions; i += Clients)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"burst-{i}");
                receipts[key] = await SubmitAsync(http, key, ct);
            }
        }, ct)));

    private static async Task<string> SubmitAsync(HttpClient http, string key, CancellationToken ct)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/wuppertal/services/sperrmuell/applications");
                request.Headers.Add("Idempotency-Key", key);
                request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
                using var answer = await http.SendAsync(request, ct);
                var text = await answer.Content.ReadAsStringAsync(ct);
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    using var json = JsonDocument.Parse(text);
                    return json.RootElement.GetProperty("number").GetString()!;
                }

                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {text}");
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                // The host is down; the same key is sent again.
            }

            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(3), $"{key} was not answered for three minutes");
            await Task.Delay(50, ct);
        }
    }

    private static async Task UntilAsync(
        ConcurrentDictionary<string, string> receipts, int count, Task burst, CancellationToken ct)
    {
        while (receipts.Count < count && !burst.IsCompleted)
            await Task.Delay(5, ct);
        if (burst.IsFaulted)
            await burst;
    }

    private static async Task KillHostAsync(RunningHost host)
    {
        await host.KillAsync();
        await host.StartAgainAsync();
    }

    private static void KillDatabase(RunningHost host)
    {
        var postmaster = File.ReadLines(Path.Combine(host.DataFolder, "pgdata", "postmaster.pid")).First();
        using var kill = Process.Start(new ProcessStartInfo("kill") { UseShellExecute = false, ArgumentList = { "-9", postmaster } });
        kill!.WaitForExit();
    }

    private static async Task<IReadOnlyList<string>> StoredNumbersAsync(RunningHost host, CancellationToken ct)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Path.Combine(host.DataFolder, "socket"),
            Username = "rathaus_super",
            Database = "rathaus",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select a.number
            from cases.application a
            join cases.receipt r on r.municipality = a.municipality and r.number = a.number
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var numbers = new List<string>();
        while (await reader.ReadAsync(ct))
            numbers.Add(reader.GetString(0));
        return numbers;
    }

    private static async Task<(int Code, string Report)> DoctorAsync(RunningHost host, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in new[]
        {
            Path.Combine(Checkout.Folder, "artifacts", "bin", "Rathaus.Host", "release", "Rathaus.Host.dll"),
            "doctor", "--data", host.DataFolder,
        })
            start.ArgumentList.Add(word);
        using var doctor = Process.Start(start)!;
        var errors = doctor.StandardError.ReadToEndAsync(ct);
        var report = await doctor.StandardOutput.ReadToEndAsync(ct);
        await doctor.WaitForExitAsync(ct);
        return (doctor.ExitCode, report + await errors);
    }
}
