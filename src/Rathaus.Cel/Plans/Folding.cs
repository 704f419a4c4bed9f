using System.Linq.Expressions;
using System.Reflection;

namespace Rathaus.Cel.Plans;

/// <summary>
/// Computes once what is the same for every row, as with inputs that the data do not have. Only folds what gives the very
/// bits the code would have given; what fails is left to fail in its row.
/// </summary>
internal sealed class Folding(PlanScope scope) : ExpressionVisitor
{
    private readonly Dictionary<ParameterExpression, Expression> names = [];

    /// <summary>The value of an expression that is the same for every row, or null.</summary>
    public object? ValueOf(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        ParameterExpression parameter => scope.ValueOf(parameter),
        _ => null,
    };

    protected override Expression VisitParameter(ParameterExpression node) => names.GetValueOrDefault(node, node);

    protected override Expression VisitConditional(ConditionalExpression node)
    {
        var test = Visit(node.Test);
        if (ValueOf(test) is not bool holds)
            return node.Update(test, Visit(node.IfTrue), Visit(node.IfFalse));
        var chosen = Visit(holds ? node.IfTrue : node.IfFalse);
        return chosen.Type == node.Type ? chosen : Expression.Block(node.Type, chosen);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.NodeType == ExpressionType.Assign)
            return node.Update(node.Left is ParameterExpression ? node.Left : Visit(node.Left), node.Conversion, Visit(node.Right));
        var (left, right) = (Visit(node.Left), Visit(node.Right));
        if (node.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse)
            return Logic(node, left, right);

        // Something and nothing, without digits behind the point, is the something: bit for bit, whatever its sign and scale.
        if (node.Type == typeof(PlanDecimal) && node.NodeType is ExpressionType.Add or ExpressionType.Subtract &&
            ValueOf(right) is PlanDecimal nothing && nothing.IsBare0)
            return left;
        var folded = node.Update(left, node.Conversion, right);
        return Computed(folded, [left, right], operands => folded.Update(operands[0], node.Conversion, operands[1]));
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        var operand = Visit(node.Operand);
        return Computed(node.Update(operand), [operand], operands => node.Update(operands[0]));
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is null)
            return node;
        var of = Visit(node.Expression);
        return Computed(node.Update(of), [of], operands => node.Update(operands[0]));
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        List<Expression> operands = [.. node.Arguments.Select(argument => Visit(argument))];
        var target = node.Object is null ? null : Visit(node.Object);
        var call = node.Update(target, operands);
        if (node.Method.Name == nameof(PlanRuntime.Require) && ValueOf(operands[0]) is true)
            return Expression.Empty();
        return target is null
            ? Computed(call, operands, known => node.Update(null, known))
            : Computed(call, [target, .. operands], known => node.Update(known[0], known[1..]));
    }

    protected override Expression VisitBlock(BlockExpression node)
    {
        var body = node.Expressions.AsEnumerable();
        var variables = node.Variables.AsEnumerable();
        if (node.Variables is [var name] && node.Expressions[0] is BinaryExpression { NodeType: ExpressionType.Assign } first && first.Left == name &&
            Visit(first.Right) is var value && ValueOf(value) is not null && !Writes.Any(name, node.Expressions.Skip(1)))
        {
            names[name] = value;
            (body, variables) = (node.Expressions.Skip(1), []);
        }

        var parts = body.Select(part => Visit(part)).ToList();
        var last = parts[^1];
        parts = [.. parts.SkipLast(1).Where(part => part is not DefaultExpression || part.Type != typeof(void)), last];
        return parts.Count == 1 && !variables.Any() && last.Type == node.Type ? last : Expression.Block(node.Type, variables, parts);
    }

    /// <summary>In the language an error beside a deciding operand is no error, so the other need not be looked at.</summary>
    private Expression Logic(BinaryExpression node, Expression left, Expression right)
    {
        var deciding = node.NodeType == ExpressionType.OrElse;
        if (ValueOf(left) is bool first)
            return first == deciding ? left : right;
        if (ValueOf(right) is bool second)
            return second == deciding ? right : left;
        return node.Update(left, node.Conversion, right);
    }

    private Expression Computed(Expression whole, List<Expression> operands, Func<Expression[], Expression> rebuilt)
    {
        if (whole.Type == typeof(void) || operands.Exists(operand => ValueOf(operand) is null))
            return whole;
        try
        {
            var code = rebuilt([.. operands.Select(operand => Expression.Constant(ValueOf(operand), operand.Type))]);
            return Expression.Lambda(code).Compile(preferInterpretation: true).DynamicInvoke() is { } value && scope.Literal(value) is { } literal && literal.Type == whole.Type
                ? literal
                : whole;
        }
        catch (TargetInvocationException e) when (e.InnerException is OddRowException or ArithmeticException or CelKindException or IndexOutOfRangeException)
        {
            return whole;
        }
    }

    /// <summary>Whether code writes a variable.</summary>
    private sealed class Writes(ParameterExpression variable) : ExpressionVisitor
    {
        private bool found;

        public static bool Any(ParameterExpression variable, IEnumerable<Expression> code)
        {
            var writes = new Writes(variable);
            foreach (var part in code)
                writes.Visit(part);
            return writes.found;
        }

        protected override Expression VisitBinary(BinaryExpression node)
        {
            found |= node.NodeType == ExpressionType.Assign && node.Left == variable;
            return base.VisitBinary(node);
        }

        protected override Expression VisitUnary(UnaryExpression node)
        {
            found |= node.NodeType == ExpressionType.PreIncrementAssign && node.Operand == variable;
            return base.VisitUnary(node);
        }
    }
}
