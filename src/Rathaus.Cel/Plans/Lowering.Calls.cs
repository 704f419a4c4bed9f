using System.Linq.Expressions;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Plans;

internal sealed partial class Lowering
{
    private static readonly Dictionary<string, ExpressionType> Orders = new(StringComparer.Ordinal)
    {
        ["_<_"] = ExpressionType.LessThan,
        ["_<=_"] = ExpressionType.LessThanOrEqual,
        ["_>_"] = ExpressionType.GreaterThan,
        ["_>=_"] = ExpressionType.GreaterThanOrEqual,
        ["_==_"] = ExpressionType.Equal,
        ["_!=_"] = ExpressionType.NotEqual,
    };

    /// <summary>Operators over two values of one kind, by overload. Decimals and checked ints throw when they overflow.</summary>
    private static readonly Dictionary<string, (CelType Type, Func<Expression, Expression, Expression> Code)> Operators = new(StringComparer.Ordinal)
    {
        ["add_int64"] = (CelType.Int, Expression.AddChecked),
        ["subtract_int64"] = (CelType.Int, Expression.SubtractChecked),
        ["multiply_int64"] = (CelType.Int, Expression.MultiplyChecked),
        ["divide_int64"] = (CelType.Int, (a, b) => Runtime(nameof(PlanRuntime.Divide), a, b)),
        ["modulo_int64"] = (CelType.Int, (a, b) => Runtime(nameof(PlanRuntime.Modulo), a, b)),
        ["add_decimal"] = (CelType.Decimal, Expression.Add),
        ["subtract_decimal"] = (CelType.Decimal, Expression.Subtract),
        ["multiply_decimal"] = (CelType.Decimal, Expression.Multiply),
        ["divide_decimal"] = (CelType.Decimal, Expression.Divide),
        ["modulo_decimal"] = (CelType.Decimal, Expression.Modulo),
        ["add_double"] = (CelType.Double, Expression.Add),
        ["subtract_double"] = (CelType.Double, Expression.Subtract),
        ["multiply_double"] = (CelType.Double, Expression.Multiply),
        ["divide_double"] = (CelType.Double, Expression.Divide),
        ["age_date_date"] = (CelType.Date, (a, b) => Runtime(nameof(PlanRuntime.Age), a, b)),
    };

    private static readonly Dictionary<string, (CelType Type, Func<Expression, Expression> Code)> Unary = new(StringComparer.Ordinal)
    {
        ["logical_not"] = (CelType.Bool, Expression.Not),
        ["negate_int64"] = (CelType.Int, Expression.NegateChecked),
        ["negate_decimal"] = (CelType.Decimal, Expression.Negate),
        ["negate_double"] = (CelType.Double, Expression.Negate),
        ["floor_decimal"] = (CelType.Decimal, number => Runtime(nameof(PlanRuntime.Floor), number)),
        ["ceil_decimal"] = (CelType.Decimal, number => Runtime(nameof(PlanRuntime.Ceiling), number)),
        ["half_up_cent_decimal"] = (CelType.Decimal, number => Runtime(nameof(PlanRuntime.Round), number, Expression.Constant(2L))),
        ["int_to_decimal"] = (CelType.Decimal, number => number),
        ["decimal_to_decimal"] = (CelType.Decimal, number => number),
        ["decimal_to_int"] = (CelType.Decimal, number => Runtime(nameof(PlanRuntime.ToWhole), number)),
        ["date_year"] = (CelType.Date, day => Whole(day, nameof(DateOnly.Year))),
        ["date_month"] = (CelType.Date, day => Whole(day, nameof(DateOnly.Month))),
        ["date_day"] = (CelType.Date, day => Whole(day, nameof(DateOnly.Day))),
    };

    private static Expression Runtime(string name, params Expression[] arguments) =>
        Expression.Call(typeof(PlanRuntime).GetMethod(name, [.. arguments.Select(argument => argument.Type)])!, arguments);

    private static UnaryExpression Whole(Expression day, string part) => Expression.Convert(Expression.Property(day, part), typeof(long));

    private Lowered Call(CallNode call)
    {
        var operands = call.Operands;
        if (Orders.TryGetValue(call.Function, out var order))
            return Comparison(order, operands[0], operands[1]);
        switch (call.Function)
        {
            case "@in":
                return new LoweredScalar(In(operands[0], operands[1]), CelType.Bool);
            case "_[_]":
                return Element(operands[0], operands[1]);
            case "_[?_]":
                return OptionalElement(operands[0], operands[1]);
            case "hasValue" or "value" or "orValue" or "or" when Visit(operands[0]) is LoweredOptional optional:
                return Option(call, optional);
            case "optional.of":
                return new LoweredOptional(Expression.Constant(true), Visit(operands[0]));
        }

        if (Table(call) is { } row)
            return row;
        if (call.Candidates is not [var overload])
            throw new NotLoweredException($"{call.Function} of operands whose types are known only at run time");
        if (!IsOwn(call.Function, overload))
            return Boxed(call, overload);
        if (call.Function == "matches")
            throw new NotLoweredException("a regular expression");
        if (Operators.TryGetValue(overload.Id, out var binary))
        {
            return new LoweredScalar(binary.Code(Scalar(operands[0], binary.Type), Scalar(operands[1], binary.Type)), overload.Result);
        }

        if (Unary.TryGetValue(overload.Id, out var unary))
            return new LoweredScalar(unary.Code(Scalar(operands[0], unary.Type)), overload.Result);
        return Known(call, overload) ?? Boxed(call, overload);
    }

    /// <summary>Functions of the library over lists, and those with a mode.</summary>
    private Lowered? Known(CallNode call, CelOverload overload)
    {
        var operands = call.Operands;
        switch (call.Function)
        {
            case "_+_" when overload.Id == "add_list":
                return Visit(operands[0]) is LoweredList first && Visit(operands[1]) is LoweredList second ? new LoweredJoined(first, second) : null;
            case "_+_" when overload.Id == "add_string":
                return new LoweredScalar(Expression.Call(typeof(string).GetMethod(nameof(string.Concat), [typeof(string), typeof(string)])!,
                    Scalar(operands[0], CelType.String), Scalar(operands[1], CelType.String)), CelType.String);
            case "size" when Visit(operands[0]) is LoweredList list:
                return new LoweredScalar(Size(list), CelType.Int);
            case "size" when operands[0].Type.Kind == CelKind.String:
                return new LoweredScalar(Runtime(nameof(PlanRuntime.Size), Scalar(operands[0], CelType.String)), CelType.Int);
            case "sum" when Visit(operands[0]) is LoweredList list:
                return new LoweredScalar(Sum(list, overload.Result), overload.Result);
            case "max" or "min" when operands.Count == 1 && Visit(operands[0]) is LoweredList list:
                return new LoweredScalar(Extreme(call.Function == "max", list, overload.Result), overload.Result);
            case "max" or "min" when operands.Count > 1:
                var name = call.Function == "max" ? nameof(PlanRuntime.Max) : nameof(PlanRuntime.Min);
                return new LoweredScalar(
                    operands.Select(operand => Scalar(operand, overload.Result)).Aggregate((a, b) => Runtime(name, a, b)), overload.Result);
            case "round":
                List<Expression> arguments = [Scalar(operands[0], CelType.Decimal), Scalar(operands[1], CelType.Int)];
                if (operands.Count == 3 && !(operands[2] is LiteralNode { Value: { Kind: CelKind.String, AsString: "half_up" } }))
                    arguments.Add(Scalar(operands[2], CelType.String));
                return new LoweredScalar(Runtime(nameof(PlanRuntime.Round), [.. arguments]), CelType.Decimal);
            default:
                return null;
        }
    }

    private LoweredScalar Comparison(ExpressionType order, Node left, Node right)
    {
        var (a, b) = (Visit(left), Visit(right));
        var (x, y) = (a.Type.Kind, b.Type.Kind);
        var type = (x, y) switch
        {
            _ when x == y && x is CelKind.Int or CelKind.Decimal or CelKind.Date or CelKind.Double => a.Type,
            (CelKind.Int, CelKind.Decimal) or (CelKind.Decimal, CelKind.Int) => CelType.Decimal,
            (CelKind.Bool, CelKind.Bool) or (CelKind.String, CelKind.String) when order is ExpressionType.Equal or ExpressionType.NotEqual => a.Type,
            _ => throw new NotLoweredException($"comparing {a.Type} with {b.Type}"),
        };
        return new LoweredScalar(Expression.MakeBinary(order, Converted(a, type), Converted(b, type)), CelType.Bool);
    }

    private Lowered Option(CallNode call, LoweredOptional optional)
    {
        switch (call.Function)
        {
            case "hasValue":
                return new LoweredScalar(optional.Has, CelType.Bool);
            case "value":
                return new LoweredScalar(
                    Expression.Block(Runtime(nameof(PlanRuntime.Require), optional.Has), Converted(optional.Value, call.Type)), call.Type);
            case "orValue":
                return Merge(optional.Has, optional.Value, Visit(call.Operands[1]), call.Type);
            default:
                return Visit(call.Operands[1]) is LoweredOptional other
                    ? new LoweredOptional(Expression.OrElse(optional.Has, other.Has), Merge(optional.Has, optional.Value, other.Value, call.Type.Parameters[0]))
                    : throw new NotLoweredException("or() without an optional");
        }
    }

    /// <summary>Any function at all, called with values of the language as the ordinary program does.</summary>
    private Lowered Boxed(CallNode call, CelOverload overload)
    {
        List<Expression> arguments = [scope.Constant(overload), scope.Context];
        foreach (var operand in call.Operands)
            arguments.Add(PlanRuntime.Boxed(Visit(operand) is LoweredScalar scalar ? scalar.Value : throw new NotLoweredException($"{call.Function} of a {operand.Type}")));
        if (call.Operands.Count > 4)
            throw new NotLoweredException($"{call.Function} of more than four operands");
        var result = Expression.Call(typeof(PlanRuntime).GetMethod($"Call{call.Operands.Count}")!, arguments);
        return call.Type.Kind switch
        {
            CelKind.List or CelKind.Map or CelKind.Optional or CelKind.Dyn => throw new NotLoweredException($"{call.Function} gives {call.Type}"),
            _ => new LoweredScalar(PlanRuntime.Unboxed(result, call.Type), call.Type),
        };
    }

    /// <summary>Whether the overload is the library's and not one that an environment put in its place.</summary>
    private static bool IsOwn(string function, CelOverload overload) =>
        CelEnvironment.Rathaus.Functions.TryGetValue(function, out var own) && own.Overloads.Contains(overload);
}
