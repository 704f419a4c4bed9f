using System.Linq.Expressions;

namespace Rathaus.Cel.Plans;

/// <summary>Ends the typed compilation of a step: the step runs as an ordinary program instead.</summary>
internal sealed class NotLoweredException(string what) : Exception(what);

/// <summary>What a node of the syntax tree became in typed code. Expressions in it may be evaluated any number of times.</summary>
internal abstract class Lowered
{
    public abstract CelType Type { get; }

    public virtual Lowered Field(string name) => throw new NotLoweredException($"field {name} of {Type}");

    /// <summary>The type under which values of the language travel in typed code.</summary>
    public static Type Clr(CelType type) => type.Kind switch
    {
        CelKind.Bool => typeof(bool),
        CelKind.Int => typeof(long),
        CelKind.Decimal => typeof(PlanDecimal),
        CelKind.Double => typeof(double),
        CelKind.String => typeof(string),
        CelKind.Date => typeof(DateOnly),
        _ => typeof(CelValue),
    };

    public static bool IsScalar(CelType type) => Clr(type) != typeof(CelValue);
}

/// <summary>A single value, unboxed, or a <see cref="CelValue"/> for the types that have no better form.</summary>
internal sealed class LoweredScalar(Expression value, CelType type) : Lowered
{
    public Expression Value { get; } = value;

    public override CelType Type => type;

    public override Lowered Field(string name)
    {
        if (type.Kind != CelKind.Record || !type.Fields.TryGetValue(name, out var field) || !IsScalar(field))
            return base.Field(name);
        var found = Expression.Call(typeof(PlanRuntime), nameof(PlanRuntime.Field), null, Value, Expression.Constant(name));
        return new LoweredScalar(PlanRuntime.Unboxed(found, field), field);
    }
}

/// <summary>A value that may be missing; it is only read where it is there.</summary>
internal sealed class LoweredOptional(Expression has, Lowered value) : Lowered
{
    public Expression Has { get; } = has;

    public Lowered Value { get; } = value;

    public override CelType Type => CelType.Optional(Value.Type);
}

/// <summary>Fields by name: an entry of a list input, a row of a table.</summary>
internal sealed class LoweredRecord(CelType type, Func<string, Lowered?> field) : Lowered
{
    public override CelType Type => type;

    /// <summary>The record as one value of the language, where there is such a value.</summary>
    public Expression? Whole { get; init; }

    /// <summary>For a row of a table its number, which is worth keeping in a variable.</summary>
    public Expression? Row { get; init; }

    /// <summary>The same record, its number known.</summary>
    public Func<Expression, Lowered>? Rebased { get; init; }

    public override Lowered Field(string name) => field(name) ?? base.Field(name);
}

/// <summary>A list that is walked without being made.</summary>
internal abstract class LoweredList(CelType element) : Lowered
{
    public CelType Element => element;

    public override CelType Type => CelType.List(element);

    /// <summary>Known without walking, or null.</summary>
    public virtual Expression? Count => null;

    /// <summary>The element at an index that is known to lie within, or null when the list must be walked.</summary>
    public virtual Lowered? At(Expression index) => null;

    /// <summary>Runs a body for each element in order; the body may break out to <paramref name="end"/>, which the caller places.</summary>
    public abstract Expression Walk(Func<Lowered, Expression> body, LabelTarget end);
}

/// <summary>Entries of a list input, or the values that a step has for them.</summary>
internal sealed class LoweredEntries(CelType element, Expression start, Expression behind, Func<Expression, Lowered> at) : LoweredList(element)
{
    public override Expression Count => Expression.Convert(Expression.Subtract(behind, start), typeof(long));

    public override Lowered At(Expression index) => at(Expression.Add(start, Expression.Convert(index, typeof(int))));

    public override Expression Walk(Func<Lowered, Expression> body, LabelTarget end)
    {
        var place = Expression.Variable(typeof(int), "entry");
        var last = Expression.Variable(typeof(int), "last");
        var done = Expression.Label();
        return Expression.Block([place, last],
            Expression.Assign(place, start),
            Expression.Assign(last, behind),
            Expression.Loop(
                Expression.Block(
                    Expression.IfThen(Expression.GreaterThanOrEqual(place, last), Expression.Break(done)),
                    body(at(place)),
                    Expression.PreIncrementAssign(place)),
                done));
    }
}

/// <summary>Elements written one by one, or the lists of a sum one after the other.</summary>
internal sealed class LoweredItems(CelType element, IReadOnlyList<Lowered> items) : LoweredList(element)
{
    /// <summary>The body is repeated for each item: beyond this the code would grow too much.</summary>
    public const int Most = 16;

    public IReadOnlyList<Lowered> Items => items;

    public override Expression Count => Expression.Constant((long)items.Count);

    public override Expression Walk(Func<Lowered, Expression> body, LabelTarget end) =>
        items.Count == 0 ? Expression.Empty() : Expression.Block(items.Select(body));
}

/// <summary>Two lists, one behind the other.</summary>
internal sealed class LoweredJoined(LoweredList first, LoweredList second) : LoweredList(first.Element)
{
    public override Expression? Count => first.Count is { } a && second.Count is { } b ? Expression.Add(a, b) : null;

    public override Expression Walk(Func<Lowered, Expression> body, LabelTarget end) =>
        Expression.Block(first.Walk(body, end), second.Walk(body, end));
}

/// <summary>What a comprehension makes of another list.</summary>
internal sealed class LoweredTransformed(CelType element, LoweredList source, Func<Lowered, Func<Lowered, Expression>, Expression> step, bool sameCount)
    : LoweredList(element)
{
    public override Expression? Count => sameCount ? source.Count : null;

    public override Expression Walk(Func<Lowered, Expression> body, LabelTarget end) =>
        source.Walk(item => step(item, body), end);
}
