using System.Linq.Expressions;
using Rathaus.Cel.Compiling;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Plans;

/// <summary>
/// Turns the checked tree of one step into typed code over columns. Only values are computed here: an error of any kind
/// is thrown, and the row then goes the ordinary way, so that the semantics of errors stay those of the language.
/// </summary>
internal sealed partial class Lowering(PlanScope scope, CelEnvironment environment, Func<string, Lowered?> symbols)
{
    private readonly Dictionary<int, Lowered> locals = [];
    private Frame? constants;

    public Lowered Visit(Node node)
    {
        if (node is not LiteralNode && IsConstant(node) && Folded(node) is { IsError: false } value)
            return FromConstant(value, node.Type);
        return node switch
        {
            LiteralNode literal => FromConstant(literal.Value, node.Type),
            NameNode name => Name(name.Resolution),
            SelectNode select => Select(select),
            CallNode call => Call(call),
            LogicNode logic => Logic(logic),
            ConditionalNode conditional => Merge(
                Scalar(conditional.Condition, CelType.Bool), Visit(conditional.Then), Visit(conditional.Otherwise), conditional.Type),
            ListNode list => Items(list),
            ComprehensionNode comprehension => Comprehension(comprehension),
            BindNode bind => Bind(bind),
            _ => throw new NotLoweredException(node.GetType().Name),
        };
    }

    /// <summary>Code for a single value of the wanted type.</summary>
    public Expression Scalar(Node node, CelType wanted) => Converted(Visit(node), wanted);

    public static Expression Converted(Lowered lowered, CelType wanted)
    {
        if (lowered is not LoweredScalar { Value: var value } scalar)
            return lowered is LoweredRecord { Whole: { } whole } ? whole : throw new NotLoweredException($"{lowered.Type} as a single value");
        if (value.Type == Lowered.Clr(wanted))
            return value;
        if (wanted.Kind == CelKind.Decimal && scalar.Type.Kind == CelKind.Int)
            return Expression.Convert(value, typeof(PlanDecimal));
        if (value.Type == typeof(CelValue))
            return PlanRuntime.Unboxed(value, wanted);
        return Lowered.IsScalar(wanted) ? throw new NotLoweredException($"{scalar.Type} as {wanted}") : PlanRuntime.Boxed(value);
    }

    /// <summary>One of two values; what is not the single value itself is taken apart.</summary>
    public static Lowered Merge(Expression test, Lowered yes, Lowered no, CelType type) => (yes, no) switch
    {
        (LoweredOptional a, LoweredOptional b) => new LoweredOptional(
            Expression.Condition(test, a.Has, b.Has), Merge(test, a.Value, b.Value, type.Parameters[0])),
        (LoweredRecord a, LoweredRecord b) => new LoweredRecord(type, name => Merge(test, a.Field(name), b.Field(name), type.Fields[name]))
        {
            Whole = a.Whole is null || b.Whole is null ? null : Expression.Condition(test, a.Whole, b.Whole),
        },
        _ => new LoweredScalar(Expression.Condition(test, Converted(yes, type), Converted(no, type)), type),
    };

    public Lowered FromConstant(in CelValue value, CelType type)
    {
        if (type.Kind == CelKind.Decimal && value.Kind == CelKind.Int)
            return new LoweredScalar(scope.Constant(value.AsDecimal), type);
        switch (value.Kind)
        {
            case CelKind.Bool:
                return new LoweredScalar(Expression.Constant(value.AsBool), CelType.Bool);
            case CelKind.Int:
                return new LoweredScalar(Expression.Constant(value.AsInt), CelType.Int);
            case CelKind.Double:
                return new LoweredScalar(Expression.Constant(value.AsDouble), CelType.Double);
            case CelKind.Decimal:
                return new LoweredScalar(scope.Constant(value.AsDecimal), CelType.Decimal);
            case CelKind.String:
                return new LoweredScalar(Expression.Constant(value.AsString), CelType.String);
            case CelKind.Date:
                return new LoweredScalar(scope.Constant(value.AsDate), CelType.Date);
            case CelKind.List when type.Kind == CelKind.List && value.AsList.Count <= LoweredItems.Most:
                return new LoweredItems(type.Parameters[0], [.. value.AsList.Select(item => FromConstant(item, type.Parameters[0]))]);
            case CelKind.Optional when type.Kind == CelKind.Optional && Lowered.IsScalar(type.Parameters[0]):
                return new LoweredOptional(Expression.Constant(value.HasValue), value.HasValue
                    ? FromConstant(value.OptionalValue, type.Parameters[0])
                    : new LoweredScalar(Expression.Default(Lowered.Clr(type.Parameters[0])), type.Parameters[0]));
            case CelKind.Map when type.Kind == CelKind.Record:
                var map = value.AsMap;
                return new LoweredRecord(type, name => map.TryGet(name, out var field) ? FromConstant(field, type.Fields[name]) : null)
                {
                    Whole = scope.Constant(value),
                };
            default:
                return new LoweredScalar(scope.Constant(value), type);
        }
    }

    private Lowered Name(Resolution resolution) => resolution.Meaning switch
    {
        NameMeaning.Local when locals.TryGetValue(resolution.Slot, out var bound) => bound,
        NameMeaning.Variable when scope.Frozen.TryGetValue(resolution.Name, out var value) =>
            FromConstant(value, environment.Variables[resolution.Slot].Type),
        NameMeaning.Variable => symbols(resolution.Name) ?? throw new NotLoweredException($"'{resolution.Name}' is no input and no step"),
        _ => throw new NotLoweredException($"name '{resolution.Name}'"),
    };

    private Lowered Select(SelectNode select)
    {
        if (select.Resolution.Meaning != NameMeaning.Unknown)
            return Name(select.Resolution);
        var operand = Visit(select.Operand);
        var (has, record) = operand is LoweredOptional optional ? (optional.Has, optional.Value) : (null, operand);
        var field = record.Field(select.Field);
        if (field is LoweredOptional inner)
            field = new LoweredOptional(has is null ? inner.Has : Expression.AndAlso(has, inner.Has), inner.Value);
        else if (has is not null || select.Optional || select.Test)
            field = new LoweredOptional(has ?? Expression.Constant(true), field);
        return select.Test ? new LoweredScalar(((LoweredOptional)field).Has, CelType.Bool) : field;
    }

    private LoweredScalar Logic(LogicNode logic) => new(
        logic.Terms.Select(term => Scalar(term, CelType.Bool)).Aggregate(logic.And ? Expression.AndAlso : Expression.OrElse), CelType.Bool);

    private LoweredItems Items(ListNode list)
    {
        if (list.Items.Count > LoweredItems.Most || list.Items.Any(item => item.Optional) || list.Type.Kind != CelKind.List)
            throw new NotLoweredException("a long list, or one with optional items");
        var element = list.Type.Parameters[0];
        return new LoweredItems(element, [.. list.Items.Select(item => Lowered.IsScalar(element)
            ? new LoweredScalar(Scalar(item.Value, element), element)
            : Visit(item.Value))]);
    }

    private Lowered Bind(BindNode bind)
    {
        var value = Visit(bind.Value);
        if (bind.Kind != BindKind.Value)
        {
            if (value is not LoweredOptional optional)
                throw new NotLoweredException("a value that is no optional");
            locals[bind.Slot] = optional.Value;
            var mapped = Visit(bind.Body);
            return bind.Kind == BindKind.OptMap
                ? new LoweredOptional(optional.Has, mapped)
                : mapped is LoweredOptional inner
                    ? new LoweredOptional(Expression.AndAlso(optional.Has, inner.Has), inner.Value)
                    : throw new NotLoweredException("a value that is no optional");
        }

        if (value is not LoweredScalar single || !Lowered.IsScalar(bind.Type))
        {
            locals[bind.Slot] = value;
            return Visit(bind.Body);
        }

        return new LoweredScalar(Let(single.Value, name =>
        {
            locals[bind.Slot] = new LoweredScalar(name, single.Type);
            return Scalar(bind.Body, bind.Type);
        }), bind.Type);
    }

    /// <summary>Evaluates once, uses under a name.</summary>
    internal static Expression Let(Expression value, Func<Expression, Expression> body)
    {
        if (value is ParameterExpression or ConstantExpression)
            return body(value);
        var name = Expression.Variable(value.Type);
        return Expression.Block([name], Expression.Assign(name, value), body(name));
    }

    /// <summary>Whether a node reads nothing that differs from row to row.</summary>
    private bool IsConstant(Node node) => node switch
    {
        LiteralNode => true,
        NameNode name => IsConstant(name.Resolution),
        SelectNode { Resolution.Meaning: not NameMeaning.Unknown } select => IsConstant(select.Resolution),
        SelectNode select => IsConstant(select.Operand),
        CallNode call => call.Candidates.Count > 0 && call.Candidates.All(candidate => candidate.Pure) && call.Operands.All(IsConstant),
        LogicNode logic => logic.Terms.All(IsConstant),
        ConditionalNode conditional => IsConstant(conditional.Condition) && IsConstant(conditional.Then) && IsConstant(conditional.Otherwise),
        ListNode list => list.Items.All(item => IsConstant(item.Value)),
        MapNode map => map.Items.All(item => IsConstant(item.Key) && IsConstant(item.Value)),
        _ => false,
    };

    private bool IsConstant(Resolution resolution) =>
        resolution.Meaning == NameMeaning.Constant || resolution.Meaning == NameMeaning.Variable && scope.Frozen.ContainsKey(resolution.Name);

    private CelValue Folded(Node node)
    {
        if (constants is null)
        {
            var slots = new CelValue[environment.Variables.Count];
            foreach (var (name, value) in scope.Frozen)
            {
                if (environment.IndexOf(name) is var slot && slot >= 0)
                    slots[slot] = value;
            }

            constants = new Frame(slots);
        }

        constants.Begin(environment.Limits, 0, null);
        return new Compiler(environment.Limits).CompileFor(node, node.Type).Run(constants);
    }
}
