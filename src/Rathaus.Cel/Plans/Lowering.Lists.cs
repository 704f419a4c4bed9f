using System.Linq.Expressions;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Plans;

internal sealed partial class Lowering
{
    private LoweredList List(Node node) =>
        Visit(node) as LoweredList ?? throw new NotLoweredException($"{node.Type} as a list");

    private Lowered Element(Node operand, Node index)
    {
        var list = List(operand);
        if (list is LoweredItems items && index is LiteralNode { Value: { Kind: CelKind.Int, AsInt: var at } })
            return at >= 0 && at < items.Items.Count ? items.Items[(int)at] : throw new NotLoweredException("an index beyond the list");
        var place = Runtime(nameof(PlanRuntime.Index), Scalar(index, CelType.Int), list.Count ?? throw new NotLoweredException("an element of a made list"));
        return list.At(place) ?? throw new NotLoweredException("an element of a made list");
    }

    private LoweredOptional OptionalElement(Node operand, Node index)
    {
        var list = List(operand);
        var place = Scalar(index, CelType.Int);
        if (list.Count is not { } count || list.At(place) is not { } element)
            throw new NotLoweredException("an element of a made list");
        return new LoweredOptional(
            Expression.AndAlso(Expression.GreaterThanOrEqual(place, Expression.Constant(0L)), Expression.LessThan(place, count)), element);
    }

    private Expression In(Node item, Node container)
    {
        var type = item.Type;
        if (!Lowered.IsScalar(type) || container.Type.Kind != CelKind.List)
            throw new NotLoweredException($"{type} in {container.Type}");
        var value = Scalar(item, type);
        if (type.Kind == CelKind.String && IsConstant(container) && Folded(container) is { Kind: CelKind.List } texts)
        {
            var set = texts.AsList.Select(text => text.AsString).ToHashSet(StringComparer.Ordinal);
            return Expression.Call(scope.Constant(set), nameof(HashSet<>.Contains), null, value);
        }

        return Let(value, name => Any(List(container), element => Expression.Equal(name, Converted(element, type)), decisive: true));
    }

    private Lowered Comprehension(ComprehensionNode node)
    {
        var source = List(node.Range);
        if (node.Variables.Count == 2)
            return Paired(node, source);
        switch (node.Kind)
        {
            case ComprehensionKind.All or ComprehensionKind.Exists:
                return new LoweredScalar(Any(source, item => Bound(node.Slot, item, _ => Scalar(node.Body, CelType.Bool)),
                    node.Kind == ComprehensionKind.Exists), CelType.Bool);
            case ComprehensionKind.ExistsOne:
                return new LoweredScalar(Expression.Equal(
                    Counted(source, item => Bound(node.Slot, item, _ => Scalar(node.Body, CelType.Bool))), Expression.Constant(1L)), CelType.Bool);
            case ComprehensionKind.Filter:
                return new LoweredTransformed(source.Element, source, (item, body) => Bound(node.Slot, item,
                    bound => Expression.IfThen(Scalar(node.Body, CelType.Bool), body(bound))), sameCount: false);
            case ComprehensionKind.Map when node.Type.Kind == CelKind.List:
                var element = node.Type.Parameters[0];
                return new LoweredTransformed(element, source, (item, body) => Bound(node.Slot, item, _ =>
                {
                    var test = node.Filter is null ? null : Scalar(node.Filter, CelType.Bool);
                    var made = Lowered.IsScalar(element)
                        ? Let(Scalar(node.Body, element), name => body(new LoweredScalar(name, element)))
                        : body(Visit(node.Body));
                    return test is null ? made : Expression.IfThen(test, made);
                }), sameCount: node.Filter is null);
            default:
                throw new NotLoweredException(node.Kind.ToString());
        }
    }

    /// <summary>Index and element.</summary>
    private LoweredScalar Paired(ComprehensionNode node, LoweredList source)
    {
        if (node.Kind is not (ComprehensionKind.All or ComprehensionKind.Exists or ComprehensionKind.ExistsOne))
            throw new NotLoweredException(node.Kind.ToString());
        var index = Expression.Variable(typeof(long), "index");
        Expression Test(Lowered item)
        {
            locals[node.Slot] = new LoweredScalar(Expression.Subtract(index, Expression.Constant(1L)), CelType.Int);
            return Expression.Block(
                Expression.PreIncrementAssign(index), Bound(node.Slot + 1, item, _ => Scalar(node.Body, CelType.Bool)));
        }

        Expression code = node.Kind == ComprehensionKind.ExistsOne
            ? Expression.Equal(Counted(source, Test), Expression.Constant(1L))
            : Any(source, Test, node.Kind == ComprehensionKind.Exists);
        return new LoweredScalar(Expression.Block([index], Expression.Assign(index, Expression.Constant(0L)), code), CelType.Bool);
    }

    /// <summary>Binds the slot of a comprehension to an element, which is read once when it is a single value.</summary>
    private Expression Bound(int slot, Lowered item, Func<Lowered, Expression> body)
    {
        if (item is not LoweredScalar scalar)
        {
            locals[slot] = item;
            return body(item);
        }

        return Let(scalar.Value, name =>
        {
            var bound = new LoweredScalar(name, scalar.Type);
            locals[slot] = bound;
            return body(bound);
        });
    }

    private static BlockExpression Any(LoweredList list, Func<Lowered, Expression> test, bool decisive)
    {
        var result = Expression.Variable(typeof(bool), "found");
        var end = Expression.Label();
        return Expression.Block([result],
            Expression.Assign(result, Expression.Constant(!decisive)),
            list.Walk(
                item => Expression.IfThen(
                    decisive ? test(item) : Expression.Not(test(item)),
                    Expression.Block(Expression.Assign(result, Expression.Constant(decisive)), Expression.Break(end))),
                end),
            Expression.Label(end),
            result);
    }

    private static BlockExpression Counted(LoweredList list, Func<Lowered, Expression>? test)
    {
        var count = Expression.Variable(typeof(long), "count");
        var end = Expression.Label();
        return Expression.Block([count],
            Expression.Assign(count, Expression.Constant(0L)),
            list.Walk(
                item => test is null
                    ? Expression.PreIncrementAssign(count)
                    : Expression.IfThen(test(item), Expression.PreIncrementAssign(count)),
                end),
            Expression.Label(end),
            count);
    }

    private static Expression Size(LoweredList list) => list.Count ?? Counted(list, null);

    private static BlockExpression Sum(LoweredList list, CelType type)
    {
        var sum = Expression.Variable(Lowered.Clr(type), "sum");
        var end = Expression.Label();
        return Expression.Block([sum],
            Expression.Assign(sum, Expression.Default(sum.Type)),
            list.Walk(
                item => Expression.Assign(sum, type.Kind == CelKind.Int
                    ? Expression.AddChecked(sum, Converted(item, type))
                    : Expression.Add(sum, Converted(item, type))),
                end),
            Expression.Label(end),
            sum);
    }

    /// <summary>Of an empty list there is none: the ordinary program says so.</summary>
    private static BlockExpression Extreme(bool largest, LoweredList list, CelType type)
    {
        var best = Expression.Variable(Lowered.Clr(type), "best");
        var any = Expression.Variable(typeof(bool), "any");
        var end = Expression.Label();
        return Expression.Block([best, any],
            Expression.Assign(any, Expression.Constant(false)),
            list.Walk(
                item => Let(Converted(item, type), value => Expression.Block(
                    Expression.Assign(best, Expression.Condition(
                        any, Runtime(largest ? nameof(PlanRuntime.Max) : nameof(PlanRuntime.Min), best, value), value)),
                    Expression.Assign(any, Expression.Constant(true)))),
                end),
            Expression.Label(end),
            Runtime(nameof(PlanRuntime.Require), any),
            best);
    }
}
