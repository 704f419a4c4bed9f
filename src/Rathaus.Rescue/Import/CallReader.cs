using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Import;

/// <summary>A call as it is kept, and the seconds that were cut from its moment.</summary>
internal readonly record struct CutCall(CallRecord Call, int CutSeconds);

/// <summary>
/// Calls of a file one after the other, checked, with their place as a cell and their time to the minute. Everything else of the
/// call moves along with the cut seconds, so that durations stay exact.
/// </summary>
internal sealed class CallReader(CsvTable table, ImportMapping mapping, ReportTally tally, CellFinder? cells, DateTimeOffset now)
{
    /// <summary>More different categories than this are no code list.</summary>
    private const int MostCategories = 200;

    private const string OtherCategory = "other";

    private readonly MappedRow row = new(table, mapping, tally);
    private readonly HashSet<ulong> ids = [];
    private readonly HashSet<string> categories = new(StringComparer.Ordinal);
    private long withoutSeconds;

    public IEnumerable<CutCall> Read(CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            CutCall? call;
            try
            {
                if (!table.Next())
                    break;
                tally.Row();
                call = One();
            }
            catch (RescueFileException fault) when (!table.Broken)
            {
                if (table.RowFault)
                    tally.Row();
                tally.Add(Checks.Unreadable, table.Line, fault.Message);
                continue;
            }

            if (call is { } good)
            {
                tally.Taken(good.Call.ReceivedAt);
                yield return good;
            }
        }

        if (tally.Good > 20 && withoutSeconds > tally.Good / 2)
            tally.AddMany(Checks.WholeMinutes, withoutSeconds);
    }

    private CutCall? One()
    {
        row.Begin();
        var id = row.Id("call_id");
        var received = row.Moment("received_at") ?? throw row.Fault("received_at is empty");
        var opened = row.Moment("opened_at");
        var place = Place();
        var kind = row.Text("kind") is { } word ? AreaWords.FindKind(word) ?? throw row.Fault("kind is none of emergency, transport, transfer") : CallKind.Emergency;
        var level = row.Whole("patient_class", 0, 6);
        var high = row.Text("priority") switch
        {
            null => kind == CallKind.Emergency,
            "high" => true,
            "low" => false,
            _ => throw row.Fault("priority is neither high nor low"),
        };
        var transported = row.Flag("transported") ?? false;
        if (received > now)
            return Refuse(Checks.Future);
        if (!ids.Add(IdHash.Of(id)))
            return Refuse(Checks.Duplicate);
        if (opened < received)
        {
            tally.Add(Checks.Reversed, table.Line);
            opened = null;
        }
        else if (opened is null)
        {
            tally.Add(Checks.Missing, table.Line);
        }

        if (received.Second == 0)
            withoutSeconds++;
        var cut = received.Second;
        var call = new CallRecord(
            id, received.AddSeconds(-cut), opened?.AddSeconds(-cut), Category(), level, high, kind, place, transported, row.Text("hospital_id") is { Length: <= 100 } hospital ? hospital : null);
        return new CutCall(call, cut);
    }

    private CutCall? Refuse(string check)
    {
        tally.Add(check, table.Line);
        return null;
    }

    private string? Place()
    {
        if (row.Text("cell_id") is { } cell)
        {
            if (cells is null || cells.Knows(cell))
                return cell;
            tally.Add(Checks.NoCell, table.Line);
            return null;
        }

        var (longitude, latitude) = (row.Number("lon"), row.Number("lat"));
        if (longitude is not { } east || latitude is not { } north || cells is null)
        {
            tally.Add(Checks.NoCell, table.Line);
            return null;
        }

        var point = new GeoPoint(east, north);
        if (cells.Find(point) is { } found)
            return found;
        tally.Add(cells.IsFar(point) ? Checks.Outside : Checks.NoCell, table.Line);
        return null;
    }

    // A code is short and comes back; what does not is free text, which may be about people.
    private string Category()
    {
        var text = row.Text("category");
        if (text is null)
            return "";
        if (text.Length <= 60 && (categories.Contains(text) || categories.Count < MostCategories))
        {
            categories.Add(text);
            return text;
        }

        tally.Add(Checks.FreeText, table.Line);
        return OtherCategory;
    }
}
