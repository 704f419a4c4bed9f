using System.Globalization;

namespace Rathaus.Benchmarks;

/// <summary>The rows of one entry (submission, queue, opening), written by pgbench with plain statements into the same database.</summary>
internal static class LedgerPgbench
{
    private const string Script =
        """
        begin;
        set local rathaus.municipality = '1';
        with s as (
          insert into ledger.submission (municipality, key, entry, leaf, personal, submitted_at)
          values (1, 'pgbench/' || gen_random_uuid(), convert_to(rpad('rathaus-entry/v1 pgbench', 280, '.'), 'utf8'), sha256(convert_to(gen_random_uuid()::text, 'utf8')), false, now())
          returning id
        ), p as (
          insert into ledger.pending (municipality, submission) select 1, id from s
        )
        insert into ledger.opening (municipality, submission, salt, document_sha256, meta)
        select 1, id, sha256('salt'), sha256('document'), '{}' from s;
        commit;
        """;

    public static async Task<double> MeasureAsync(LedgerBenchHouse house, int clients, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-bench-").FullName;
        try
        {
            var script = Path.Combine(folder, "entry.sql");
            await File.WriteAllTextAsync(script, Script, ct);
            var pgbench = Directory.GetFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal).First();
            var output = await Tool.RunAsync(
                pgbench,
                ["-h", house.Socket, "-U", "rathaus_app", "-d", "rathaus", "-n", "-M", "prepared", "-c",
                    clients.ToString(CultureInfo.InvariantCulture), "-j", "2", "-T", "8", "-f", script], ct);
            var line = output.Split('\n').First(static text => text.StartsWith("tps = ", StringComparison.Ordinal));
            return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
