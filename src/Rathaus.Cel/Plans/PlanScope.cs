using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Rathaus.Cel.Plans;

/// <summary>
/// What the typed code of one stretch of steps shares: arrays of columns and constants, taken into variables before the
/// loop over the rows begins.
/// </summary>
internal sealed class PlanScope(IReadOnlyDictionary<string, CelValue> frozen, CelLookups? lookups)
{
    private readonly Dictionary<object, ParameterExpression> constants = [];
    private readonly Dictionary<ParameterExpression, object> values = [];
    private readonly Dictionary<(int Column, bool Present), ParameterExpression> columns = [];
    private readonly Dictionary<int, ParameterExpression> ends = [];

    public IReadOnlyDictionary<string, CelValue> Frozen => frozen;

    public CelLookups? Lookups => lookups;

    public ParameterExpression Batch { get; } = Expression.Parameter(typeof(CelBatch), "batch");

    public ParameterExpression Context { get; } = Expression.Variable(typeof(object), "context");

    public List<ParameterExpression> Variables { get; } = [];

    /// <summary>Assignments to run once.</summary>
    public List<Expression> Setup { get; } = [];

    public ParameterExpression Constant(decimal value) => Constant((PlanDecimal)value, Unsafe.BitCast<decimal, UInt128>(value));

    public ParameterExpression Constant<T>(T value)
        where T : notnull =>
        Constant(value, value is CelValue ? new object() : value);

    // What is equal may be written differently (1.0 and 1) or be of another kind (1 and 1u).
    private ParameterExpression Constant<T>(T value, object key)
        where T : notnull
    {
        if (constants.TryGetValue(key, out var known) && known.Type == value.GetType())
            return known;
        var made = Made(value.GetType(), Expression.Constant(value));
        values[made] = value;
        return constants[key] = made;
    }

    /// <summary>The value of a constant's variable, or null when the variable is none.</summary>
    public object? ValueOf(ParameterExpression variable) => values.GetValueOrDefault(variable);

    /// <summary>A value as code; null for what has no unboxed form.</summary>
    public Expression? Literal(object value) => value switch
    {
        PlanDecimal number => Constant((decimal)number),
        DateOnly day => Constant(day),
        bool or int or long or double or string => Expression.Constant(value),
        _ => null,
    };

    public Expression Load(int column, CelType type, Expression at) => type.Kind == CelKind.Decimal
        ? Expression.Call(typeof(PlanRuntime), nameof(PlanRuntime.Load), null, Values(column, type), at)
        : Expression.ArrayIndex(Values(column, type), at);

    public Expression Store(int column, CelType type, Expression at, Expression value) => type.Kind == CelKind.Decimal
        ? Expression.Call(typeof(PlanRuntime), nameof(PlanRuntime.Store), null, Values(column, type), at, value)
        : Expression.Assign(Expression.ArrayAccess(Values(column, type), at), value);

    private ParameterExpression Values(int column, CelType type)
    {
        if (columns.TryGetValue((column, false), out var known))
            return known;
        var clr = type.Kind == CelKind.Decimal ? typeof(decimal) : Lowered.Clr(type);
        var typed = typeof(CelColumn<>).MakeGenericType(clr);
        return columns[(column, false)] = Made(clr.MakeArrayType(), Expression.Property(Expression.Convert(Column(column), typed), nameof(CelColumn<>.Array)));
    }

    public ParameterExpression Present(int column) => columns.TryGetValue((column, true), out var known)
        ? known
        : columns[(column, true)] = Made(typeof(bool[]), Expression.Property(Column(column), nameof(CelColumn.PresentFlags)));

    public ParameterExpression Ends(int list) => ends.TryGetValue(list, out var known)
        ? known
        : ends[list] = Made(typeof(int[]), Expression.Property(
            Expression.ArrayIndex(Expression.Property(Batch, nameof(CelBatch.Lists)), Expression.Constant(list)), nameof(CelBatchList.Ends)));

    private BinaryExpression Column(int column) =>
        Expression.ArrayIndex(Expression.Property(Batch, nameof(CelBatch.Columns)), Expression.Constant(column));

    private ParameterExpression Made(Type type, Expression value)
    {
        var variable = Expression.Variable(type);
        Variables.Add(variable);
        Setup.Add(Expression.Assign(variable, value));
        return variable;
    }
}
