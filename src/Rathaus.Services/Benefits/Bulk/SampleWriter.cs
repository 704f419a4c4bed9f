using System.Globalization;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>Writes invented households; the same seed gives the same ones.</summary>
internal sealed class SampleWriter(SampleDef sample, ulong seed)
{
    private readonly string[] columns = [.. sample.Columns.Select(column => column.Id).Distinct(StringComparer.Ordinal)];
    private ulong state = seed * 2_862_933_555_777_941_757 + 3_037_000_493;

    public async Task WriteAsync(TextWriter output, int households, CancellationToken ct)
    {
        await output.WriteLineAsync($"{HouseholdColumns.Household},{string.Join(',', columns)}".AsMemory(), ct);
        for (var household = 1; household <= households; household++)
        {
            var entries = Entries();
            for (var entry = 1; entry <= entries; entry++)
            {
                var cells = Array.ConvertAll(columns, column => Cell(column, entry, entries));
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{household},{string.Join(',', cells)}").AsMemory(), ct);
            }
        }
    }

    private string Cell(string id, int entry, int entries)
    {
        // What belongs to the household stands in its first line.
        var ofEntry = id == sample.List || id.StartsWith($"{sample.List}.", StringComparison.Ordinal);
        var column = sample.Columns.FirstOrDefault(column => column.Id == id && column.Covers.First <= entry && entry <= column.Covers.Last);
        if (column is null || (entry > 1 && !ofEntry) || Next(100) >= (ulong)column.Percent)
            return "";
        if (column.Of.Count > 0)
            return column.Of[(int)Next((ulong)column.Of.Count)];
        var steps = (ulong)((column.To - column.From) / column.Step);
        var number = column.From + column.Step * Next(steps + 1) + (ofEntry ? 0 : column.PerEntry * (entries - 1));
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private int Entries()
    {
        var at = (long)Next((ulong)sample.Entries.Sum());
        for (var i = 0; i < sample.Entries.Count; i++)
        {
            at -= sample.Entries[i];
            if (at < 0)
                return i + 1;
        }

        return 1;
    }

    /// <summary>splitmix64, so that the numbers are the same everywhere.</summary>
    private ulong Next(ulong below)
    {
        state += 0x9E37_79B9_7F4A_7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return (mixed ^ (mixed >> 31)) % below;
    }
}
