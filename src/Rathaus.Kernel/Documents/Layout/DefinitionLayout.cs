namespace Rathaus.Kernel.Documents;

/// <summary>Label and value side by side, a thin line below each pair; a list with labels in the structure tree.</summary>
internal sealed class DefinitionLayout(PageFlow flow, TextPainter painter)
{
    private const double LabelWidth = 46 * PageFlow.Millimetre;
    private const double Pad = 3.5;

    private static readonly TextStyle Term = new(9.5, Rgb.Muted);
    private static readonly TextStyle Value = new(10.5, Rgb.Ink);

    public void Draw(IReadOnlyList<DefinitionEntry> entries, StructElement parent, double left, double right)
    {
        if (entries.Count == 0)
            return;
        var list = parent.Add("L", "/O/List/ListNumbering/None");
        flow.Gap(4);
        foreach (var entry in entries)
            Draw(entry, list.Add("LI"), left, right);
        flow.GapAfter(12);
    }

    private void Draw(DefinitionEntry entry, StructElement item, double left, double right)
    {
        var terms = painter.Lines(entry.Term, Term, LabelWidth - 8);
        var values = painter.Lines(entry.Value, Value, right - left - LabelWidth);
        var label = item.Add("Lbl");
        var body = item.Add("LBody");
        var height = Math.Max(terms.Sum(line => line.Height), values.Sum(line => line.Height)) + 2 * Pad;
        flow.Ensure(Math.Min(height, PageFlow.Most));
        var top = flow.Y + Pad + values[0].Baseline - terms[0].Baseline;
        foreach (var line in terms.TakeWhile(line => top + line.Height <= PageFlow.Bottom))
        {
            painter.Draw(flow.Page, line, left, top, label);
            top += line.Height;
        }

        flow.Y += Pad;
        foreach (var line in values)
        {
            flow.Ensure(line.Height);
            painter.Draw(flow.Page, line, left + LabelWidth, flow.Y, body);
            flow.Y += line.Height;
        }

        flow.Y = Math.Max(flow.Y, flow.IsAtTop ? flow.Y : Math.Min(top, PageFlow.Bottom)) + Pad;
        flow.Page.Artifact();
        flow.Page.Line(left, flow.Y, right, flow.Y, 0.5, Rgb.Line);
        flow.Page.End();
    }
}
