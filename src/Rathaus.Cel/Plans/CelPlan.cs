using Rathaus.Cel.Plans;

namespace Rathaus.Cel;

/// <summary>
/// A list of named expressions compiled together into typed code that runs over columns: no value is boxed, nothing is
/// allocated per row, tables are frozen. A row that holds an error anywhere is evaluated again by the ordinary programs,
/// so results and errors are those of evaluating step by step. Immutable, for any number of threads with a batch each.
/// </summary>
public sealed class CelPlan
{
    /// <summary>A row with more entries in its lists than this is left to the ordinary programs, which count their steps.</summary>
    private const int MostEntries = 1_000;

    /// <summary>So many rows at a time go through all steps: their columns stay in the processor's cache.</summary>
    private const int Tile = 64;

    private readonly PlanPiece[] pieces;
    private readonly OrdinaryRow ordinary;

    internal CelPlan(PlanShape shape, IReadOnlyList<PlanPiece> pieces)
    {
        this.pieces = [.. pieces];
        var columns = shape.Columns.ToArray();
        foreach (var step in shape.Steps)
        {
            if (shape.Same.TryGetValue(step.Step.Id, out var value))
                columns[step.Column] = columns[step.Column] with { Same = PlanRuntime.Value(value) };
        }

        Columns = columns;
        Inputs = shape.Columns.Count - shape.Steps.Count;
        Lists = shape.Lists;
        ordinary = new OrdinaryRow(shape);
        NotTyped = [.. pieces.Where(piece => piece.Reason is not null).Select(piece => KeyValuePair.Create(piece.Steps[0].Step.Id, piece.Reason!))];
    }

    /// <summary>Steps that could not be compiled to typed code and run as ordinary programs, with the reason.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> NotTyped { get; }

    internal IReadOnlyList<PlanColumn> Columns { get; }

    /// <summary>How many of the columns are inputs; they come first.</summary>
    internal int Inputs { get; }

    internal IReadOnlyList<PlanList> Lists { get; }

    public CelBatch NewBatch(int rows, object? context = null) => new(this, rows, context);

    /// <summary>Computes every step for every row of the batch.</summary>
    public void Run(CelBatch batch)
    {
        Array.Clear(batch.Errors, 0, batch.Count);
        var odd = batch.Odd;
        Array.Clear(odd, 0, batch.Count);
        foreach (var list in batch.Lists)
        {
            for (var row = 0; row < batch.Count; row++)
                odd[row] |= list.End(row) - list.Start(row) > MostEntries;
        }

        for (var from = 0; from < batch.Count; from += Tile)
        {
            var to = Math.Min(from + Tile, batch.Count);
            foreach (var piece in pieces)
            {
                if (piece.Code is { } code)
                    Run(batch, code, from, to);
                else
                    Ordinary(batch, piece.Steps[0], from, to);
            }
        }

        for (var row = 0; row < batch.Count; row++)
        {
            if (odd[row])
                batch.Errors[row] = ordinary.Run(batch, row);
        }
    }

    private static void Run(CelBatch batch, Action<CelBatch, int, int> code, int from, int to)
    {
        while (from < to)
        {
            try
            {
                batch.Cursor = from;
                code(batch, from, to);
                return;
            }
            catch (Exception e) when (e is OddRowException or ArithmeticException or CelKindException)
            {
                batch.Odd[batch.Cursor] = true;
                from = batch.Cursor + 1;
            }
        }
    }

    private void Ordinary(CelBatch batch, PlanStep step, int from, int to)
    {
        for (var row = from; row < to; row++)
        {
            if (!batch.Odd[row] && ordinary.Compute(batch, row, step) is not null)
                batch.Odd[row] = true;
        }
    }
}
