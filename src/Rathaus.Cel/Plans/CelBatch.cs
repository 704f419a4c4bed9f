namespace Rathaus.Cel;

/// <summary>
/// Rows on their way through a plan: inputs in columns, and after <see cref="CelPlan.Run(CelBatch)"/> the value of every step in
/// columns. Made once and reused; it belongs to one thread.
/// </summary>
public sealed class CelBatch
{
    private readonly int inputs;
    private readonly Dictionary<string, CelColumn> byName = new(StringComparer.Ordinal);

    internal CelBatch(CelPlan plan, int capacity, object? context)
    {
        Context = context;
        inputs = plan.Inputs;
        Columns = [.. plan.Columns.Select(shape => CelColumn.Of(shape.Name, shape.Type, shape.Optional, shape.Same))];
        Lists = [.. plan.Lists.Select(list => new CelBatchList(list.Name, [.. Columns.Where((_, i) => plan.Columns[i].List == list.Index && plan.Columns[i].Constant is null)]))];
        RowColumns = [.. Columns.Where((_, i) => plan.Columns[i].List < 0 && plan.Columns[i].Constant is null)];
        for (var i = 0; i < Columns.Length; i++)
        {
            if (plan.Columns[i].Constant is null)
                byName[Columns[i].Name] = Columns[i];
        }
        Rows = capacity;
        foreach (var column in RowColumns)
            column.Grow(capacity);
        foreach (var list in Lists)
            list.Begin(capacity);
        Errors = new string?[capacity];
        Odd = new bool[capacity];
    }

    /// <summary>How many rows fit.</summary>
    public int Rows { get; }

    /// <summary>How many rows are in it, set by the caller before a run.</summary>
    public int Count { get; set; }

    /// <summary>What functions find as <see cref="CelCall.Context"/>.</summary>
    public object? Context { get; set; }

    internal CelColumn[] Columns { get; }

    internal CelBatchList[] Lists { get; }

    internal string?[] Errors { get; }

    /// <summary>Rows that the ordinary programs evaluate.</summary>
    internal bool[] Odd { get; }

    /// <summary>The row that typed code works on.</summary>
    internal int Cursor { get; set; }

    private CelColumn[] RowColumns { get; }

    /// <summary>An input, a step, or the field of a list input as <c>list.field</c>; of a list of scalars <c>list</c>.</summary>
    /// <exception cref="ArgumentException">The plan has no such column.</exception>
    public CelColumn Column(string name) => byName.TryGetValue(name, out var column)
        ? column
        : throw new ArgumentException($"The plan has no column {name}", nameof(name));

    /// <inheritdoc cref="Column(string)"/>
    public CelColumn<T> Column<T>(string name) => Column(name) as CelColumn<T>
        ?? throw new ArgumentException($"The column {name} holds {Column(name).Type}", nameof(name));

    /// <summary>Where the entries of a list input lie.</summary>
    public CelBatchList List(string name) => Array.Find(Lists, list => list.Name == name)
        ?? throw new ArgumentException($"The plan has no list {name}", nameof(name));

    /// <summary>Takes over the rows of a batch whose plan has the same inputs, such as that of another law.</summary>
    public void TakeInputs(CelBatch other)
    {
        Count = other.Count;
        for (var i = 0; i < Lists.Length; i++)
            Lists[i].Take(other.Lists[i], Count);
        for (var i = 0; i < inputs; i++)
            Columns[i].Take(other.Columns[i]);
    }

    /// <summary>Why a row has no values, or null.</summary>
    public string? Error(int row) => Errors[row];
}

/// <summary>The entries of a list input, those of a row behind those of the row before.</summary>
public sealed class CelBatchList
{
    private readonly CelColumn[] columns;
    private int[] ends = [];
    private int room;

    internal CelBatchList(string name, CelColumn[] columns)
    {
        Name = name;
        this.columns = columns;
    }

    public string Name { get; }

    internal int[] Ends => ends;

    /// <summary>Says that a row, the one after those said before, has so many entries, and makes room for them.</summary>
    /// <returns>Where the first of them lies in the list's columns.</returns>
    public int Entries(int row, int count)
    {
        var start = Start(row);
        ends[row + 1] = start + count;
        Grow(start + count);
        return start;
    }

    public int Start(int row) => ends[row];

    public int End(int row) => ends[row + 1];

    internal void Take(CelBatchList other, int rows)
    {
        Array.Copy(other.ends, ends, rows + 1);
        Grow(ends[rows]);
    }

    internal void Begin(int rows)
    {
        ends = new int[rows + 1];
        Grow(rows);
    }

    private void Grow(int entries)
    {
        if (entries <= room)
            return;
        room = Math.Max(entries, room * 2);
        foreach (var column in columns)
            column.Grow(room);
    }
}
