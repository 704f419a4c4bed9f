using System.Globalization;
using System.Text;
using Rathaus.Rescue.Import;

namespace Rathaus.Rescue.Tests.Import;

/// <summary>Calls of a control centre: mapping, dry run, plausibility, what does not survive.</summary>
public sealed class CallImportTests(ImportHouse house) : IClassFixture<ImportHouse>
{
    private const string German =
        """
        {
          "table": "calls", "encoding": "windows-1252", "delimiter": ";", "decimal": ",", "time_format": "dd.MM.yyyy HH:mm:ss",
          "columns": { "call_id": "Einsatznummer", "received_at": "Anruf", "opened_at": "Eröffnung", "lon": "Länge", "lat": "Breite", "kind": "Art", "priority": "Prio", "category": "Stichwort" },
          "codes": { "kind": { "Notfall": "emergency", "KTP": "transport" }, "priority": { "1": "high", "*": "low" } }
        }
        """;

    private const string Header = "Einsatznummer;Anruf;Eröffnung;Länge;Breite;Art;Prio;Stichwort;Name;Telefon;Bemerkung\n";

    private static ImportMapping Mapping => ImportMapping.Parse("leitstelle.json", German);

    private static string Place(int cell) => string.Create(
        CultureInfo.GetCultureInfo("de-DE"), $"{ImportHouse.City.Area.Cells[cell].Centre.Longitude:0.000000};{ImportHouse.City.Area.Cells[cell].Centre.Latitude:0.000000}");

    [Fact]
    public async Task A_file_of_a_control_centre_is_read_through_its_mapping_and_nothing_personal_stays()
    {
        var text = Header
            + $"E1;01.06.2026 10:00:42;01.06.2026 10:01:10;{Place(7)};Notfall;1;Brustschmerz;Erika Muster;0241 123;wohnt im 3. Stock\n"
            + $"E2;01.06.2026 11:30:00;01.06.2026 11:31:00;{Place(9)};KTP;3;Krankenfahrt;Max Probe;0241 456;\n";
        var done = Assert.Single(await house.ImportAsync("german", Mapping, text));
        Assert.Equal((2, 2, 0), (done.Report.Rows, done.Written.Fresh, done.Report.Refused));
        Assert.Equal(["Name", "Telefon", "Bemerkung"], done.Report.IgnoredColumns);
        var row = await house.Scope().QuerySingleAsync<CallRow>(
            "select received_at, opened_s, cell, kind, high_priority, category from rescue.call where municipality = @Town and source = 'german' and id = 'E1'", null, TestContext.Current.CancellationToken);
        // 10:00:42 in Berlin in summer is 08:00 UTC to the minute; the opened mission keeps its 28 seconds.
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero), row.ReceivedAt);
        Assert.Equal(28, row.OpenedS);
        Assert.Equal(ImportHouse.City.Area.Cells[7].Id, row.Cell);
        Assert.Equal(("Emergency", true, "Brustschmerz"), (row.Kind, row.HighPriority, row.Category));
        var everything = string.Join('\n', await house.Scope().QueryAsync<string>(
            """
            select c::text from rescue.call c where municipality = @Town and source = 'german'
            union all select b::text from rescue.import_batch b where municipality = @Town and source = 'german'
            """, null, TestContext.Current.CancellationToken));
        foreach (var personal in new[] { "Erika", "Muster", "0241", "Stock", "Probe" })
            Assert.DoesNotContain(personal, everything, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_a_corrected_one_what_differs()
    {
        var first = "call_id,received_at,kind\nA,2026-05-01T10:00+02:00,emergency\nB,2026-05-01T11:00+02:00,emergency\n";
        await house.ImportAsync("twice", ImportMapping.Own("calls"), first);
        var again = Assert.Single(await house.ImportAsync("twice", ImportMapping.Own("calls"), first));
        Assert.Equal(new Written(0, 0, 2), again.Written);
        var corrected = Assert.Single(await house.ImportAsync("twice", ImportMapping.Own("calls"), first.Replace("B,2026-05-01T11:00+02:00,emergency", "B,2026-05-01T11:00+02:00,transport")));
        Assert.Equal(new Written(0, 1, 1), corrected.Written);
        Assert.Equal(2, await house.CountAsync("call", "twice"));
        Assert.Equal(3, await house.CountAsync("batch", "twice"));
    }

    [Fact]
    public async Task A_dry_run_reports_the_same_and_writes_nothing()
    {
        var text = "call_id,received_at\nA,2026-05-01T10:00+02:00\nB,yesterday\n";
        var dry = Assert.Single(await house.ImportAsync("dry", ImportMapping.Own("calls"), text, dryRun: true));
        Assert.Equal((0, 0), (await house.CountAsync("call", "dry"), await house.CountAsync("batch", "dry")));
        var real = Assert.Single(await house.ImportAsync("dry", ImportMapping.Own("calls"), text));
        Assert.Equal(dry.Report.ToJson(), real.Report.ToJson());
        Assert.Equal(dry.Written, real.Written);
        Assert.Equal([3], dry.Report.Checks.Single(check => check.Check == Checks.Unreadable).Lines);
    }

    [Fact]
    public async Task Every_doubtful_row_is_counted_with_its_line()
    {
        var cell = ImportHouse.City.Area.Cells[0].Id;
        var text = $"""
            call_id,received_at,opened_at,cell_id
            A,2026-05-01T10:00:10+02:00,2026-05-01T10:00:40+02:00,{cell}
            A,2026-05-01T10:05:10+02:00,2026-05-01T10:05:40+02:00,{cell}
            B,2026-05-01T11:00:10+02:00,2026-05-01T10:59:00+02:00,{cell}
            C,2027-05-01T11:00:10+02:00,,{cell}
            D,2026-05-01T12:00:10+02:00,,Z9999

            E,2026-05-01T13:00:10+02:00
            F,,2026-05-01T10:59:00+02:00,{cell}
            """;
        var report = Assert.Single(await house.ImportAsync("doubtful", ImportMapping.Own("calls"), text)).Report;
        var lines = report.Checks.ToDictionary(check => check.Check, check => check.Lines);
        Assert.Equal(7, report.Rows);
        Assert.Equal([3], lines[Checks.Duplicate]);
        Assert.Equal([4], lines[Checks.Reversed]);
        Assert.Equal([5], lines[Checks.Future]);
        Assert.Equal([6], lines[Checks.NoCell]);
        Assert.Equal([6], lines[Checks.Missing]);
        Assert.Equal([8, 9], lines[Checks.Unreadable]);
        Assert.Equal(3, await house.CountAsync("call", "doubtful"));
    }

    [Fact]
    public async Task Hours_of_the_clock_change_are_read_as_the_clock_ran_and_counted()
    {
        var mapping = Mapping with { Columns = new Dictionary<string, string> { ["call_id"] = "id", ["received_at"] = "a", ["opened_at"] = "o" } };
        // 29 March 2026: 2 to 3 o'clock does not exist. 25 October 2026: it is there twice; the second stamp of a row cannot be before the first.
        var text = "id;a;o\nS;29.03.2026 02:30:00;29.03.2026 03:31:00\nH;25.10.2026 02:50:00;25.10.2026 02:10:00\n";
        var report = Assert.Single(await house.ImportAsync("clock", mapping, text)).Report;
        Assert.Equal((1, 2), (ImportHouse.Count(report, Checks.ClockGap), ImportHouse.Count(report, Checks.ClockDouble)));
        Assert.Equal(0, ImportHouse.Count(report, Checks.Reversed));
        var rows = await house.Scope().QueryAsync<CallRow>(
            "select received_at, opened_s, cell, kind, high_priority, category from rescue.call where municipality = @Town and source = 'clock' order by received_at", null, TestContext.Current.CancellationToken);
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), rows[0].ReceivedAt);
        Assert.Equal(60, rows[0].OpenedS);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 50, 0, TimeSpan.Zero), rows[1].ReceivedAt);
        Assert.Equal(20 * 60, rows[1].OpenedS);
    }

    [Fact]
    public async Task Positions_outside_are_counted_and_leave_no_place()
    {
        var text = "call_id,received_at,lon,lat\nNear,2026-05-01T10:00+02:00,6.5,54.5\nBeside,2026-05-01T10:01+02:00,6.62,54.5\nFar,2026-05-01T10:02+02:00,13.4,52.5\n";
        var report = Assert.Single(await house.ImportAsync("places", ImportMapping.Own("calls"), text)).Report;
        Assert.Equal((1, 1), (ImportHouse.Count(report, Checks.Outside), ImportHouse.Count(report, Checks.NoCell)));
        Assert.Equal([4], report.Checks.Single(check => check.Check == Checks.Outside).Lines);
    }

    [Theory]
    [InlineData("", "calls.csv:1: the file is empty; it needs a header line")]
    [InlineData("call_id,received_at\n", "there is no row below the header")]
    [InlineData("id,time\n1,2\n", "column call_id is missing; there are: id, time")]
    [InlineData("call_id,call_id\n1,2\n", "column call_id is there twice")]
    public async Task A_file_of_another_kind_is_refused_whole(string text, string says)
    {
        var fault = await Assert.ThrowsAsync<RescueFileException>(() => house.ImportAsync("refused", ImportMapping.Own("calls"), text));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await house.CountAsync("batch", "refused"));
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_refused_with_its_line_and_leaves_nothing()
    {
        // Big enough that thousands of rows were written before the byte that is no UTF-8.
        var text = new StringBuilder("call_id,received_at,category\n");
        for (var row = 0; row < 20_000; row++)
            text.Append(CultureInfo.InvariantCulture, $"R{row},2026-05-01T10:00+02:00,Sturz\n");
        text.Append("last,2026-05-01T10:00+02:00,Unfall Straße\n");
        var fault = await Assert.ThrowsAsync<RescueFileException>(() => house.ImportAsync("latin", ImportMapping.Own("calls"), Encoding.Latin1.GetBytes(text.ToString())));
        Assert.Contains("the file is not utf-8", fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((0, 0), (await house.CountAsync("call", "latin"), await house.CountAsync("batch", "latin")));
    }

    [Fact]
    public async Task A_file_most_of_whose_rows_cannot_be_read_is_refused_whole()
    {
        var text = new StringBuilder("call_id,received_at\n");
        for (var row = 0; row < 50; row++)
            text.Append(CultureInfo.InvariantCulture, $"R{row},{(row % 2 == 0 ? "2026-05-01T10:00+02:00" : "01.05.2026 10:00")}\n");
        var fault = await Assert.ThrowsAsync<RescueFileException>(() => house.ImportAsync("half", ImportMapping.Own("calls"), text.ToString()));
        Assert.Contains("calls.csv:3: 25 of 50 rows cannot be used", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await house.CountAsync("call", "half"));
    }

    [Theory]
    [InlineData("""{"table":"people"}""", "table 'people' is none of")]
    [InlineData("""{"table":"calls","columns":{"name":"Name"}}""", "calls has no column 'name'")]
    [InlineData("""{"table":"calls","columns":{"call_id":"A"}}""", "column received_at is not mapped")]
    [InlineData("""{"table":"calls","encoding":"ebcdic-x","columns":{"call_id":"A","received_at":"B"}}""", "there is no encoding 'ebcdic-x'")]
    [InlineData("""{"table":"calls","time_zone":"Mars","columns":{"call_id":"A","received_at":"B"}}""", "there is no time zone 'Mars'")]
    [InlineData("""{"table":"calls","time_format":"today","columns":{"call_id":"A","received_at":"B"}}""", "time_format 'today' is no format")]
    [InlineData("""{"table":"calls","password":"x"}""", "this is no mapping")]
    [InlineData("not json", "this is no mapping")]
    public void A_mapping_that_cannot_work_says_why(string json, string says) =>
        Assert.Contains(says, Assert.Throws<RescueFileException>(() => ImportMapping.Parse("m.json", json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mapping_comes_back_from_its_JSON()
    {
        var back = ImportMapping.Parse("m.json", Mapping.ToJson());
        Assert.Equal(Mapping.ToJson(), back.ToJson());
    }

    [Fact]
    public async Task Free_text_in_the_category_is_not_kept()
    {
        var text = new StringBuilder("call_id,received_at,category\n");
        for (var row = 0; row < 250; row++)
            text.Append(CultureInfo.InvariantCulture, $"R{row},2026-05-01T10:00:10+02:00,Herr Nummer {row}\n");
        var report = Assert.Single(await house.ImportAsync("text", ImportMapping.Own("calls"), text.ToString())).Report;
        Assert.Equal(50, ImportHouse.Count(report, Checks.FreeText));
    }

    [Fact]
    public async Task Another_town_sees_none_of_it()
    {
        await house.ImportAsync("mine", ImportMapping.Own("calls"), "call_id,received_at\nA,2026-05-01T10:00+02:00\n");
        Assert.Equal(0, await house.Scope(2).QuerySingleAsync<int>("select count(*)::integer from rescue.call", null, TestContext.Current.CancellationToken));
        Assert.Equal(0, await house.Scope(2).QuerySingleAsync<int>("select count(*)::integer from rescue.import_batch", null, TestContext.Current.CancellationToken));
    }

    private sealed record CallRow
    {
        public required DateTimeOffset ReceivedAt { get; init; }

        public int? OpenedS { get; init; }

        public string? Cell { get; init; }

        public required string Kind { get; init; }

        public required bool HighPriority { get; init; }

        public required string Category { get; init; }
    }
}
