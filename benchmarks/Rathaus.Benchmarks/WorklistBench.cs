using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench worklist</c>: the work list of one town with five million cases, as its pages come through HTTP to a clerk of
/// every office. The cases are multiplied in the database from one that the host took; 60,000 of them are open.
/// </summary>
internal static partial class WorklistBench
{
    private const int Cases = 5_000_000;
    private const int Rounds = 40;
    private const int Bar = 100;

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        await using var host = await RunningHost.StartAsync("--demo", "Demo__Clock=2026-11-20T09:00:00Z", "RateLimits__Login=0",
            "RateLimits__Submission=0", "RateLimits__Upload=0", "RateLimits__Api=0");
        await SubmitBench.SubmitOneAsync(host, ct);
        await SeedAsync(host, ct);
        using var clerk = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(host.Address),
        };
        clerk.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        await SignInAsync(clerk, ct);

        var first = await PageAsync(clerk, "/amt", ct);
        var deep = await DeepAsync(clerk, first, ct);
        var rows = new List<BenchRow>();
        foreach (var (name, paths) in Views(deep))
        {
            var latencies = new Latencies(1);
            foreach (var path in paths)
                await PageAsync(clerk, path, ct);
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var path in paths)
                {
                    var began = Stopwatch.GetTimestamp();
                    await PageAsync(clerk, path, ct);
                    latencies.Add(0, began);
                }
            }

            rows.Add(new($"work list of 5 million cases, {name}, p50", latencies.Quantile(0.50), "ms", null, false));
            rows.Add(new($"work list of 5 million cases, {name}, p95", latencies.Quantile(0.95), "ms", Bar, false));
        }

        return rows;
    }

    private static IEnumerable<(string Name, string[] Paths)> Views(string deep) =>
    [
        ("as it opens", ["/amt"]),
        ("views", ["/amt?ansicht=mir", "/amt?ansicht=faellig", "/amt?ansicht=ueberfaellig", "/amt?ansicht=neu", "/amt?ansicht=wartet", "/amt?ansicht=erledigt"]),
        ("filtered", ["/amt?amt=abfall&frist=14", "/amt?leistung=sperrmuell&stand=InReview", "/amt?sortierung=eingang", "/amt?ansicht=neu&frist=7&amt=buergerbuero"]),
        ("searched", ["/amt?q=muster4711", "/amt?q=W-2020-0123456", "/amt?q=muster49", "/amt?q=m", "/amt?q=gibtesnicht"]),
        ("deep page", [deep]),
    ];

    /// <summary>Follows "next" forty times.</summary>
    private static async Task<string> DeepAsync(HttpClient clerk, string page, CancellationToken ct)
    {
        var path = "/amt";
        for (var step = 0; step < 40 && Next().Match(page) is { Success: true } next; step++)
        {
            path = WebUtility.HtmlDecode(next.Groups["path"].Value);
            path = path.StartsWith('?') ? "/amt" + path : path;
            page = await PageAsync(clerk, path, ct);
        }

        return path;
    }

    private static async Task<string> PageAsync(HttpClient clerk, string path, CancellationToken ct)
    {
        using var answer = await clerk.GetAsync(new Uri(path, UriKind.Relative), ct);
        var html = await answer.Content.ReadAsStringAsync(ct);
        return answer.StatusCode == HttpStatusCode.OK
            ? html
            : throw new InvalidOperationException($"{path}: {answer.StatusCode} {answer.Headers.Location}");
    }

    private static async Task SignInAsync(HttpClient clerk, CancellationToken ct)
    {
        using var page = await clerk.GetAsync(new Uri("/amt/anmelden?stadt=wuppertal", UriKind.Relative), ct);
        var html = await page.Content.ReadAsStringAsync(ct);
        var cookies = Cookies(page);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/amt/anmelden/vorfuehrung");
        request.Headers.Add("Cookie", cookies);
        request.Content = new FormUrlEncodedContent(
        [
            new("_token", WebUtility.HtmlDecode(Token().Match(html).Groups["token"].Value)),
            new("person", "wuppertal-clerk"), new("zurueck", "/amt"),
        ]);
        using var answer = await clerk.SendAsync(request, ct);
        if (answer.StatusCode != HttpStatusCode.SeeOther)
            throw new InvalidOperationException($"The clerk could not sign in: {answer.StatusCode}");
        clerk.DefaultRequestHeaders.Add("Cookie", Cookies(answer));
    }

    private static string Cookies(HttpResponseMessage answer) => string.Join("; ",
        answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(one => one.Split(';')[0]) : []);

    /// <summary>
    /// Offices and services as in the catalogue; statuses: 98.8 in a hundred decided, withdrawn or expired, the others open;
    /// due days around today; names and subjects that repeat as in a town. Indices are made after the rows.
    /// </summary>
    private static async Task SeedAsync(RunningHost host, CancellationToken ct)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Path.Combine(host.DataFolder, "socket"),
            Username = "rathaus_super",
            Database = "rathaus",
            Pooling = false,
            CommandTimeout = 0,
        };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(ct);
        var watch = Stopwatch.StartNew();
        await using var command = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"""
            set synchronous_commit = off;
            set maintenance_work_mem = '1GB';
            create temporary table kept as
              select indexname, indexdef from pg_indexes where schemaname = 'cases' and tablename = 'application' and indexname not like '%_pkey';
            do $$ declare name text; begin
              for name in select indexname from kept loop execute format('drop index cases.%I', name); end loop;
            end $$;
            insert into cases.application
              (municipality, number, service, service_version, service_hash, office, status, outcome, account, applicant_name,
              applicant_key, subject, subject_key, simulated, assignee, assignee_name, submitted_at, changed_at, decided_at,
              due_on, due_kind, due_cause, due_deemed, fee, paid, refund_due, news, version, head)
            select a.municipality, 'W-' || (2015 + n % 11) || '-' || lpad(n::text, 7, '0'),
              (array['sperrmuell', 'bewohnerparkausweis', 'meldebescheinigung'])[1 + n % 3], a.service_version, a.service_hash,
              (array['abfall', 'strassenverkehr', 'buergerbuero'])[1 + n % 3],
              case when n % 250 = 0 then 'InReview' when n % 250 = 1 then 'Submitted' when n % 250 = 2 then 'AwaitingApplicant'
                when n % 250 < 5 then 'Expired' when n % 250 < 10 then 'Withdrawn' else 'Decided' end,
              case when n % 250 >= 10 then 'Granted' end, null, 'Muster' || (n % 50000) || ', Mira',
              'muster' || (n % 50000) || ' mira', 'Vorgang ' || (n % 100000), 'vorgang ' || (n % 100000), a.simulated, null, null,
              timestamptz '2026-11-20 08:00Z' - (n % 4000) * interval '1 day' - n * interval '1 millisecond', now(), null,
              case when n % 250 < 3 then date '2026-11-20' + (n / 250 % 120 - 20) end, case when n % 250 < 3 then a.due_kind end,
              case when n % 250 < 3 then 1 end, a.due_deemed, a.fee, a.paid, a.refund_due, null, 1, a.head
            from (select * from cases.application limit 1) a, generate_series(1, {Cases}) n;
            do $$ declare def text; begin
              for def in select indexdef from kept loop execute def; end loop;
            end $$;
            """), connection);
        await command.ExecuteNonQueryAsync(ct);
        await using var vacuum = new NpgsqlCommand("vacuum (analyze) cases.application", connection);
        await vacuum.ExecuteNonQueryAsync(ct);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  seeded in {watch.Elapsed.TotalSeconds:0} s"));
    }

    [GeneratedRegex("href=\"(?<path>[^\"]*nach=[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Next();

    [GeneratedRegex("name=\"_token\" value=\"(?<token>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
