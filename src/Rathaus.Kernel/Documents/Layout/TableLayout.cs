namespace Rathaus.Kernel.Documents;

/// <summary>How a row is set off.</summary>
internal enum RowLook
{
    Plain,
    Result,
    Total,
}

internal sealed record LayoutColumn(List<TextItem> Header, CellAlignment Alignment, double Weight = 0);

internal sealed record LayoutRow(IReadOnlyList<List<TextItem>> Cells, RowLook Look = RowLook.Plain);

/// <summary>
/// Draws a table: column widths from the content, rows kept together where they fit a page, header row repeated on each
/// page (there as an artifact, so that it is read out once).
/// </summary>
internal sealed class TableLayout(PageFlow flow, TextPainter painter, TextStyle style)
{
    private const double PadY = 3.2;
    private const double PadX = 5;

    public void Draw(
        StructElement parent, string? caption, IReadOnlyList<LayoutColumn> columns, IReadOnlyList<LayoutRow> rows,
        bool rowHeaders, double left, double right)
    {
        // Text stands on the margins; the space inside the outer cells hangs over.
        left -= PadX;
        right += PadX;
        var widths = Widths(columns, rows, right - left);
        var header = CellsOf([.. columns.Select(column => column.Header)], widths);
        var table = parent.Add("Table");
        if (caption is not null)
            DrawCaption(table, caption, left, right);
        var firstRow = rows.Count > 0 ? HeightOf(CellsOf(rows[0].Cells, widths)) : 0;
        flow.Ensure(HeightOf(header) + Math.Min(firstRow, PageFlow.Most / 3));
        DrawHeader(table.Add("THead").Add("TR"), header, columns, widths, left);

        var body = table.Add("TBody");
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = CellsOf(rows[i].Cells, widths);
            var height = HeightOf(cells);
            // The sum never stands alone on a page.
            var needed = i == rows.Count - 2 && rows[i + 1].Look != RowLook.Plain
                ? height + HeightOf(CellsOf(rows[i + 1].Cells, widths))
                : height;
            if (flow.Room < needed && needed < PageFlow.Most - HeightOf(header))
            {
                flow.NewPage();
                DrawHeader(null, header, columns, widths, left);
            }

            DrawRow(body.Add("TR"), cells, header, rows[i].Look, columns, widths, rowHeaders, left);
        }
    }

    private void DrawCaption(StructElement table, string caption, double left, double right)
    {
        var element = table.Add("Caption");
        foreach (var line in painter.Lines(InlineText.Strong(caption), style, right - left - 2 * PadX))
        {
            flow.Ensure(line.Height * 3);
            painter.Draw(flow.Page, line, left + PadX, flow.Y, element);
            flow.Y += line.Height;
        }

        flow.Y += PadY;
    }

    private void DrawHeader(
        StructElement? row, List<IReadOnlyList<TextLine>> cells, IReadOnlyList<LayoutColumn> columns,
        double[] widths, double left)
    {
        var height = HeightOf(cells);
        if (row is null)
            flow.Page.Artifact(pagination: true);
        var x = left;
        for (var i = 0; i < cells.Count; i++)
        {
            DrawLines(cells[i], 0, cells[i].Count, x, widths[i], columns[i].Alignment,
                flow.Y + height - PadY - cells[i].Sum(line => line.Height), row?.Add("TH", "/O/Table/Scope/Column"));
            x += widths[i];
        }

        flow.Y += height;
        Rule(left, x, 0.9, Rgb.Ink);
    }

    private void DrawRow(
        StructElement row, List<IReadOnlyList<TextLine>> cells, List<IReadOnlyList<TextLine>> header,
        RowLook look, IReadOnlyList<LayoutColumn> columns, double[] widths, bool rowHeaders, double left)
    {
        var elements = cells.Select((_, i) => rowHeaders && i == 0
            ? row.Add("TH", "/O/Table/Scope/Row")
            : row.Add("TD")).ToList();
        var next = new int[cells.Count];
        while (true)
        {
            var room = Math.Max(flow.Room - 2 * PadY, style.Size * style.Leading);
            var ends = cells.Select((lines, i) => Fit(lines, next[i], room)).ToArray();
            var height = 2 * PadY + cells.Select((lines, i) => lines.Take(ends[i]).Skip(next[i]).Sum(line => line.Height)).Max();
            if (look != RowLook.Plain)
                DrawBackground(look, left, widths.Sum(), height);
            var x = left;
            for (var i = 0; i < cells.Count; i++)
            {
                DrawLines(cells[i], next[i], ends[i], x, widths[i], columns[i].Alignment, flow.Y + PadY, elements[i]);
                x += widths[i];
            }

            flow.Y += height;
            Rule(left, x, look == RowLook.Plain ? 0.5 : 0.9, look == RowLook.Plain ? Rgb.Line : Rgb.Ink);
            next = ends;
            if (cells.Select((lines, i) => next[i] >= lines.Count).All(done => done))
                return;
            flow.NewPage();
            DrawHeader(null, header, columns, widths, left);
        }
    }

    private void DrawBackground(RowLook look, double left, double width, double height)
    {
        flow.Page.Artifact();
        if (look == RowLook.Result)
            flow.Page.Rectangle(left, flow.Y, width, height, Rgb.Ground);
        flow.Page.Line(left + PadX, flow.Y, left + width - PadX, flow.Y, 0.9, Rgb.Ink);
        flow.Page.End();
    }

    private static int Fit(IReadOnlyList<TextLine> lines, int from, double room)
    {
        var i = from;
        for (; i < lines.Count && (room >= lines[i].Height || i == from); i++)
            room -= lines[i].Height;
        return i;
    }

    private void DrawLines(
        IReadOnlyList<TextLine> lines, int from, int to, double x, double width, CellAlignment alignment, double top,
        StructElement? element)
    {
        for (var i = from; i < to; i++)
        {
            var free = width - 2 * PadX - lines[i].Width;
            var shift = alignment switch { CellAlignment.End => free, CellAlignment.Centre => free / 2, _ => 0 };
            painter.Draw(flow.Page, lines[i], x + PadX + shift, top, element);
            top += lines[i].Height;
        }
    }

    private void Rule(double left, double right, double width, Rgb ink)
    {
        flow.Page.Artifact();
        flow.Page.Line(left + PadX, flow.Y, right - PadX, flow.Y, width, ink);
        flow.Page.End();
    }

    private List<IReadOnlyList<TextLine>> CellsOf(IReadOnlyList<List<TextItem>> cells, double[] widths) =>
        [.. cells.Select((cell, i) => painter.Lines(cell, style, widths[i] - 2 * PadX))];

    private static double HeightOf(List<IReadOnlyList<TextLine>> cells) =>
        2 * PadY + cells.Max(lines => lines.Sum(line => line.Height));

    /// <summary>Given weights, or between the longest word and the longest cell, as the room allows.</summary>
    private static double[] Widths(IReadOnlyList<LayoutColumn> columns, IReadOnlyList<LayoutRow> rows, double available)
    {
        var weight = columns.Sum(column => column.Weight);
        if (weight > 0 && columns.All(column => column.Weight > 0))
            return [.. columns.Select(column => available * column.Weight / weight)];

        var measured = columns.Select((column, i) => rows.Select(row => row.Cells[i]).Append(column.Header)
            .Select(LineBreaker.Measure)
            .Aggregate((a, b) => (Math.Max(a.Natural, b.Natural), Math.Max(a.Least, b.Least)))).ToList();
        var natural = measured.Select(column => column.Natural + 2 * PadX + 0.5).ToArray();
        var least = measured.Select(column => Math.Min(column.Least + 2 * PadX + 0.5, available / 2)).ToArray();
        // A long cell wraps before it takes the room of columns that would fit.
        var modest = natural.Select((width, i) => Math.Min(width, Math.Max(least[i], available * 0.36))).ToArray();
        if (natural.Sum() <= available)
            return Spread(natural, natural, available);
        if (modest.Sum() <= available)
            return Spread(modest, [.. natural.Select((width, i) => width - modest[i])], available);
        if (least.Sum() >= available)
            return [.. least.Select(width => available * width / least.Sum())];
        return Spread(least, [.. modest.Select((width, i) => width - least[i])], available);
    }

    /// <summary>Adds what is left of the room by shares.</summary>
    private static double[] Spread(double[] widths, double[] shares, double available)
    {
        var spare = available - widths.Sum();
        return [.. widths.Select((width, i) => width + spare * shares[i] / shares.Sum())];
    }
}
