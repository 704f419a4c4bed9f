namespace Rathaus.Services.Tables;

/// <summary>What a table says about how long and how well its figures are known.</summary>
internal static class TableNotes
{
    /// <summary>One note for the table, and one for each remark on rows that are not followed by another.</summary>
    public static IEnumerable<(TableDef Table, int Line, DateOnly? KnownUntil, string? Check, string? Source)> Of(IEnumerable<TableDef> tables)
    {
        foreach (var table in tables)
        {
            if (table.KnownUntil is not null || table.Check is not null)
                yield return (table, table.Line, table.KnownUntil, table.Check, table.Source);
            var last = table.Rows.Where(row => row.Draft is null).GroupBy(row => row.Key, StringComparer.Ordinal).Select(group => group.MaxBy(row => row.From)!);
            foreach (var group in last.Where(row => row.KnownUntil is not null || row.Check is not null).GroupBy(row => (row.KnownUntil, row.Check)))
                yield return (table, group.First().Line, group.Key.KnownUntil, group.Key.Check, group.First().Source);
        }
    }

    public static IEnumerable<RateNote> Of(LocalText owner, IEnumerable<TableDef> tables) => Of(tables).Select(note => new RateNote(
        owner, note.Table.Label ?? note.Table.Basis ?? note.Table.Id, note.KnownUntil, note.Check, note.Source,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{note.Table.File}:{note.Line}")));
}
