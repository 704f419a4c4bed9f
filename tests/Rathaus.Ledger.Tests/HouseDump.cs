using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Rathaus.Ledger.Tests;

/// <summary>Everything a schema holds, as somebody with all rights sees it.</summary>
internal static partial class HouseDump
{
    public static async Task<string> ReadAsync(NpgsqlConnection super, string schema, CancellationToken ct)
    {
        var tables = new List<string>();
        await using (var command = new NpgsqlCommand("select table_name from information_schema.tables where table_schema = @schema", super))
        {
            command.Parameters.AddWithValue("schema", schema);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                tables.Add(reader.GetString(0));
        }

        var text = new StringBuilder();
        foreach (var table in tables)
        {
            using var copy = await super.BeginTextExportAsync($"copy {schema}.{table} to stdout", ct);
            text.AppendLine(await copy.ReadToEndAsync(ct));
        }

        return text.ToString();
    }

    /// <summary>Every run of bytes of a size in every bytea of the dump.</summary>
    public static IEnumerable<byte[]> Windows(string dump, int size)
    {
        foreach (Match match in Bytes().Matches(dump))
        {
            var bytes = Convert.FromHexString(match.Groups["hex"].Value);
            for (var at = 0; at + size <= bytes.Length; at++)
                yield return bytes[at..(at + size)];
        }
    }

    [GeneratedRegex(@"\\x(?<hex>([0-9a-f]{2})+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Bytes();
}
