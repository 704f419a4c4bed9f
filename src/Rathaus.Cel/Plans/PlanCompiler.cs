using System.Linq.Expressions;

namespace Rathaus.Cel.Plans;

/// <summary>Cuts the steps into stretches and makes one typed loop over the rows of each.</summary>
internal sealed class PlanCompiler(PlanShape shape, CelLookups? lookups)
{
    /// <summary>
    /// Characters of source in one stretch. The JIT gives up optimising a method beyond some size; between stretches
    /// values travel through the columns, which costs little.
    /// </summary>
    private const int StretchLength = 3_000;

    public IReadOnlyList<PlanPiece> Compile()
    {
        var pieces = new List<PlanPiece>();
        var stretch = new List<PlanStep>();
        foreach (var step in shape.Steps)
        {
            if (Obstacle(step) is { } reason)
            {
                Close();
                pieces.Add(new PlanPiece([step], null, reason));
                continue;
            }

            stretch.Add(step);
            if (stretch.Sum(part => part.Step.Value.Source.Length) > StretchLength)
                Close();
        }

        Close();
        return pieces;

        void Close()
        {
            if (stretch.Count > 0)
                pieces.Add(new PlanPiece([.. stretch], new StretchCompiler(shape, lookups).Code(stretch).Compile(), null));
            stretch.Clear();
        }
    }

    /// <summary>Why a step cannot be typed code, or null.</summary>
    private string? Obstacle(PlanStep step)
    {
        try
        {
            _ = new StretchCompiler(shape, lookups).Code([step]);
            return null;
        }
        catch (NotLoweredException e)
        {
            return e.Message;
        }
    }
}

/// <summary>Typed code for steps that follow each other.</summary>
internal sealed class StretchCompiler
{
    private readonly PlanShape shape;
    private readonly PlanScope scope;
    private readonly ParameterExpression row = Expression.Variable(typeof(int), "row");

    private readonly Folding folding;

    /// <summary>Values of steps of this stretch that are still in variables, for the row or the entry at hand.</summary>
    private readonly Dictionary<string, Lowered> computed = new(StringComparer.Ordinal);

    public StretchCompiler(PlanShape shape, CelLookups? lookups)
    {
        this.shape = shape;
        scope = new PlanScope(shape.Frozen, lookups);
        folding = new Folding(scope);
    }

    public Expression<Action<CelBatch, int, int>> Code(IReadOnlyList<PlanStep> steps)
    {
        var variables = new List<ParameterExpression>();
        var body = new List<Expression>();
        for (var i = 0; i < steps.Count;)
        {
            if (steps[i].List < 0)
            {
                body.Add(Store(steps[i++], row, null, variables));
                continue;
            }

            var run = steps.Skip(i).TakeWhile(step => step.List == steps[i].List).ToList();
            body.Add(Loop(run));
            i += run.Count;
        }

        var (from, to) = (Expression.Parameter(typeof(int), "from"), Expression.Parameter(typeof(int), "to"));
        var done = Expression.Label();
        var odd = Expression.ArrayIndex(Expression.Property(scope.Batch, nameof(CelBatch.Odd)), row);
        var loop = Expression.Loop(
            Expression.Block(
                Expression.IfThen(Expression.GreaterThanOrEqual(row, to), Expression.Break(done)),
                Expression.IfThen(Expression.Not(odd), Block(variables,
                    [Expression.Assign(Expression.Property(scope.Batch, nameof(CelBatch.Cursor)), row), .. body])),
                Expression.PreIncrementAssign(row)),
            done);
        return Expression.Lambda<Action<CelBatch, int, int>>(
            Block([row, scope.Context, .. scope.Variables],
                [
                    Expression.Assign(scope.Context, Expression.Property(scope.Batch, nameof(CelBatch.Context))),
                    .. scope.Setup,
                    Expression.Assign(row, from),
                    loop,
                ]),
            scope.Batch, from, to);
    }

    /// <summary>Steps for each entry of a list, in one walk over its entries.</summary>
    private Expression Loop(List<PlanStep> run)
    {
        var list = shape.Lists[run[0].List];
        var (entry, start, end) = (Expression.Variable(typeof(int), "entry"), Expression.Variable(typeof(int), "start"), Expression.Variable(typeof(int), "end"));
        var done = Expression.Label();
        var variables = new List<ParameterExpression>();
        var body = run.ConvertAll(step => Store(step, entry, (list, start), variables));
        foreach (var step in run)
            computed.Remove(step.Step.Id);
        if (body.TrueForAll(part => part is DefaultExpression))
            return Expression.Empty();
        return Expression.Block([entry, start, end],
            Expression.Assign(start, Start(list)),
            Expression.Assign(end, End(list)),
            Expression.Assign(entry, start),
            Expression.Loop(
                Block(variables,
                    [
                        Expression.IfThen(Expression.GreaterThanOrEqual(entry, end), Expression.Break(done)),
                        .. body,
                        Expression.PreIncrementAssign(entry),
                    ]),
                done));
    }

    private Expression Store(PlanStep step, ParameterExpression place, (PlanList List, Expression Start)? within, List<ParameterExpression> variables)
    {
        var code = new Lowering(scope, step.Step.Value.Environment, name => Symbol(name, step.List, place, within));
        var lowered = code.Visit(step.Step.Value.Environment.Tree(step.Step.Value));
        var assignments = new List<Expression>();
        if (lowered is LoweredRecord { Row: { } number, Rebased: { } rebased })
        {
            var at = folding.Visit(number);
            if (folding.ValueOf(at) is null)
            {
                var kept = Expression.Variable(typeof(int), step.Step.Id);
                variables.Add(kept);
                assignments.Add(Expression.Assign(kept, at));
                at = kept;
            }

            lowered = rebased(at);
        }
        else if (lowered is LoweredScalar or LoweredOptional)
        {
            var value = Lowering.Converted(lowered, step.Type);
            if (step.Step.Round is { } round && step.Type.Kind == CelKind.Decimal)
                value = Expression.Call(typeof(PlanRuntime).GetMethod(nameof(PlanRuntime.Round), [typeof(Func<decimal, decimal>), typeof(PlanDecimal)])!, scope.Constant(round), value);
            value = folding.Visit(value);
            if (!step.MayBeAbsent && folding.ValueOf(value) is { } same && value.Type == Lowered.Clr(step.Type) && scope.Literal(same) is not null)
            {
                shape.Same[step.Step.Id] = same;
                return Expression.Empty();
            }

            var kept = Expression.Variable(value.Type, step.Step.Id);
            variables.Add(kept);
            assignments.Add(Expression.Assign(kept, value));
            lowered = new LoweredScalar(kept, step.Type);
        }

        assignments.Add(scope.Store(step.Column, step.Type, place, folding.Visit(Lowering.Converted(lowered, step.Type))));
        if (!step.MayBeAbsent)
        {
            computed[step.Step.Id] = lowered;
            return Expression.Block(assignments);
        }

        var present = Expression.ArrayAccess(scope.Present(step.Column), place);
        assignments.Add(Expression.Assign(present, Expression.Constant(true)));
        if (step.Step.When is not { } when)
            return Expression.Block(assignments);
        var condition = new Lowering(scope, when.Environment, name => Symbol(name, step.List, place, within));
        return Expression.IfThenElse(
            folding.Visit(condition.Scalar(when.Environment.Tree(when), CelType.Bool)),
            Expression.Block(assignments),
            Expression.Assign(present, Expression.Constant(false)));
    }

    private Lowered? Symbol(string name, int list, ParameterExpression place, (PlanList List, Expression Start)? within)
    {
        if (within is { } each)
        {
            if (name == CelPlanBuilder.Item)
                return Entry(each.List, place);
            if (name == CelPlanBuilder.Index)
                return new LoweredScalar(Expression.Convert(Expression.Subtract(place, each.Start), typeof(long)), CelType.Int);
        }

        if (computed.TryGetValue(name, out var known))
            return known;
        if (shape.StepNamed(name) is { } step)
            return step.List < 0 || step.List == list ? Value(step, step.List < 0 ? row : place) : Values(step);
        if (shape.Inputs.TryGetValue(name, out var column))
            return Cell(shape.Columns[column], column, row);
        return shape.Lists.FirstOrDefault(candidate => candidate.Name == name) is { } entries
            ? new LoweredEntries(entries.Element, Start(entries), End(entries), at => Entry(entries, at))
            : null;
    }

    /// <summary>One value of a step from its column; a row that reads an absent one is left to the ordinary programs.</summary>
    private LoweredScalar Value(PlanStep step, Expression place)
    {
        if (Same(step) is { } same)
            return same;
        var value = scope.Load(step.Column, step.Type, place);
        if (step.MayBeAbsent)
            value = Expression.Block(Require(Expression.ArrayIndex(scope.Present(step.Column), place)), value);
        return new LoweredScalar(value, step.Type);
    }

    /// <summary>All values of a step that is computed per entry, those that are there.</summary>
    private LoweredList Values(PlanStep step)
    {
        var list = shape.Lists[step.List];
        var all = new LoweredEntries(step.Type, Start(list), End(list), at => step.MayBeAbsent
            ? new LoweredOptional(Expression.ArrayIndex(scope.Present(step.Column), at), Plain(at))
            : Plain(at));
        return step.MayBeAbsent
            ? new LoweredTransformed(step.Type, all, (item, body) =>
                Expression.IfThen(((LoweredOptional)item).Has, body(((LoweredOptional)item).Value)), sameCount: false)
            : all;

        LoweredScalar Plain(Expression at) => Same(step) ?? new(scope.Load(step.Column, step.Type, at), step.Type);
    }

    private LoweredScalar? Same(PlanStep step) =>
        shape.Same.TryGetValue(step.Step.Id, out var value) ? new LoweredScalar(scope.Literal(value)!, step.Type) : null;

    private Lowered Entry(PlanList list, Expression at) => list.Element.Kind == CelKind.Record
        ? new LoweredRecord(list.Element, name => list.Fields.TryGetValue(name, out var column) ? Cell(shape.Columns[column], column, at) : null)
        : Cell(shape.Columns[list.Fields[""]], list.Fields[""], at);

    private Lowered Cell(PlanColumn column, int index, Expression at)
    {
        if (column.Constant is { } constant)
        {
            return new Lowering(scope, CelEnvironment.Rathaus, _ => null)
                .FromConstant(constant, column.Optional ? CelType.Optional(column.Type) : column.Type);
        }

        var value = new LoweredScalar(scope.Load(index, column.Type, at), column.Type);
        return column.Optional ? new LoweredOptional(Expression.ArrayIndex(scope.Present(index), at), value) : value;
    }

    private BinaryExpression Start(PlanList list) => Expression.ArrayIndex(scope.Ends(list.Index), row);

    private BinaryExpression End(PlanList list) =>
        Expression.ArrayIndex(scope.Ends(list.Index), Expression.Add(row, Expression.Constant(1)));

    private static BlockExpression Block(IEnumerable<ParameterExpression> variables, IEnumerable<Expression> body) =>
        Expression.Block(variables, body);

    private static MethodCallExpression Require(Expression holds) =>
        Expression.Call(typeof(PlanRuntime), nameof(PlanRuntime.Require), null, holds);
}
