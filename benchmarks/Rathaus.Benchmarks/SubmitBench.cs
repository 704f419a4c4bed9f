using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Npgsql;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench submit</c>: anonymous bulky-waste orders through HTTP, 32 clients, each answered after its commit. Beside it
/// pgbench writes the same rows into the same database.
/// </summary>
internal static class SubmitBench
{
    private const int Clients = 32;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(15);

    private const string Body =
        """
        {"answers":{"aus_haushalt":true,"anschrift":{"street":"Musterstraße","number":"12","post_code":"42103","town":"Wuppertal"},
        "gegenstaende":[{"art":"sofa","anzahl":1},{"art":"stuhl","anzahl":4}],"elektro_dabei":false,"volumen":"2.5",
        "termin":"2026-12-01","bereitstellung":"gehweg","verschenken":true,"kontakt":{"email":"mira@beispiel.example"}}}
        """;

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        await using var host = await RunningHost.StartAsync("--demo", "Demo__Clock=2026-11-20T09:00:00Z", "RateLimits__Login=0",
            "RateLimits__Submission=0", "RateLimits__Upload=0", "RateLimits__Api=0");
        var idle = await PageBench.MemoryAsync(host.ProcessId, ct);
        await SubmitAsync(host, Warm, "warm", ct);
        var latencies = await SubmitAsync(host, Run, "run", ct);
        var memory = await PageBench.MemoryAsync(host.ProcessId, ct);
        var rows = await PgbenchRows.MeasureAsync(Path.Combine(host.DataFolder, "socket"), Clients, ct);
        return
        [
            new("durable submissions, 32 clients, limits off", latencies.Count / Run.TotalSeconds, "1/s", 3_000, true)
            {
                Against = [new("pgbench, same rows, 32 clients", rows)],
            },
            new("durable submissions, p50", latencies.Quantile(0.50), "ms", null, false),
            new("durable submissions, p99", latencies.Quantile(0.99), "ms", 50, false),
            new("host memory before the load", idle, "MB", 300, false),
            new("host memory after the load", memory, "MB", 700, false),
        ];
    }

    /// <summary>One case that the host took itself, as a pattern for more.</summary>
    internal static async Task SubmitOneAsync(RunningHost host, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/wuppertal/services/sperrmuell/applications");
        request.Headers.Add("Idempotency-Key", "pattern");
        request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<Latencies> SubmitAsync(RunningHost host, TimeSpan time, string run, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Clients };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(host.Address) };
        var latencies = new Latencies(Clients);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            var body = Encoding.UTF8.GetBytes(Body);
            for (var count = 0; watch.Elapsed < time; count++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/wuppertal/services/sperrmuell/applications");
                request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"{run}-{number}-{count}"));
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
                var began = Stopwatch.GetTimestamp();
                using var answer = await client.SendAsync(request, ct);
                await answer.Content.ReadAsByteArrayAsync(ct);
                if (answer.StatusCode != HttpStatusCode.Created)
                    throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}\n{host.Log}");
                latencies.Add(number, began);
            }
        }));
        return latencies;
    }
}

/// <summary>The rows of one submission, written by pgbench with plain statements: the peer on the same database.</summary>
internal static class PgbenchRows
{
    public static async Task<double> MeasureAsync(string socket, int clients, CancellationToken ct)
    {
        var script = Path.Combine(Directory.CreateTempSubdirectory("rathaus-bench-").FullName, "submit.sql");
        try
        {
            await File.WriteAllTextAsync(script, await ScriptAsync(socket, ct), ct);
            var pgbench = Directory.GetFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories)
                .OrderDescending(StringComparer.Ordinal).First();
            var output = await Tool.RunAsync(pgbench,
                ["-h", socket, "-U", "rathaus_app", "-d", "rathaus", "-n", "-M", "prepared", "-c",
                    clients.ToString(CultureInfo.InvariantCulture), "-j", "2", "-T", "10", "-f", script], ct);
            var line = output.Split('\n').First(text => text.StartsWith("tps = ", StringComparison.Ordinal));
            return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
        }
    }

    /// <summary>
    /// Takes a submission that the host wrote as the pattern, so that the rows have the same columns and size. A blank
    /// behind colons of JSON keeps pgbench from reading <c>:true</c> as a variable.
    /// </summary>
    private static async Task<string> ScriptAsync(string socket, CancellationToken ct)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = socket, Username = "rathaus_super", Database = "rathaus", Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(ct);
        var script = new StringBuilder("\\set n random(1, 900000000000)\nbegin;\n");
        var town = await ScalarAsync(connection, "select municipality::text from cases.application order by number limit 1", ct);
        script.Append("set local rathaus.municipality = '").Append(town).Append("';\n");
        (string Table, string Key)[] tables =
        [
            ("kernel.idempotency", "key"), ("cases.case_event", "number"), ("cases.application", "number"), ("cases.receipt", "number"),
        ];
        foreach (var (table, key) in tables)
        {
            var insert = await ScalarAsync(connection,
                $"""
                select format('insert into {table} (%s) values (%s);',
                  string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position),
                  string_agg(case when c.column_name = '{key}' then '''p'' || :client_id::text || ''-'' || :n::text'
                    else coalesce(quote_literal(replace(r.row ->> c.column_name, '":', '": ')), 'null') end, ', ' order by c.ordinal_position))
                from information_schema.columns c,
                  (select to_jsonb(t) as row from {table} t limit 1) r
                where c.table_schema || '.' || c.table_name = '{table}'
                """, ct);
            script.Append(insert).Append('\n');
        }

        script.Append("insert into kernel.job (municipality, kind, payload) values (").Append(town)
            .Append(", 'pgbench', '{\"number\": \"x\"}');\n").Append("commit;\n");
        return script.ToString();
    }

    private static async Task<string> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Table names from the list above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}
