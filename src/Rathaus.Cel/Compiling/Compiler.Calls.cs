using System.Text.RegularExpressions;
using Rathaus.Cel.Library;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Compiling;

internal sealed partial class Compiler
{
    private Code Call(CallNode call)
    {
        var operands = call.Operands;
        var codes = operands.Select(Compile).ToArray();
        var runs = Array.ConvertAll(codes, code => code.Run);
        return (call.Function, codes.Length) switch
        {
            ("_==_", 2) => Equality(codes, true),
            ("_!=_", 2) => Equality(codes, false),
            ("_<_", 2) => Comparison(call.Function, codes, order => order < 0, (a, b) => a < b),
            ("_<=_", 2) => Comparison(call.Function, codes, order => order <= 0, (a, b) => a <= b),
            ("_>_", 2) => Comparison(call.Function, codes, order => order > 0, (a, b) => a > b),
            ("_>=_", 2) => Comparison(call.Function, codes, order => order >= 0, (a, b) => a >= b),
            ("@in", 2) => In(codes),
            ("!_", 1) => Not(codes),
            ("_[_]", 2) => Index(codes, false),
            ("_[?_]", 2) => Index(codes, true),
            ("matches", 2) when call.Candidates.Count > 0 => Matches(codes),
            ("orValue" or "or", 2) when call.Candidates.Count > 0 => Or(call.Function, runs),
            _ => Overloaded(call, codes, runs),
        };
    }

    private Code Equality(Code[] codes, bool equal)
    {
        var (left, right) = (codes[0].Run, codes[1].Run);
        return Folded(frame =>
        {
            var a = left(frame);
            if (a.IsError)
                return a;
            var b = right(frame);
            if (b.IsError)
                return b;
            return frame.Spend(1 + (Math.Min(a.Weight, b.Weight) >> 2))
                ? CelValue.Of(a.Equals(b) == equal)
                : frame.ExhaustedError;
        }, codes);
    }

    private Code Comparison(string name, Code[] codes, Func<int, bool> holds, Func<long, long, bool> whole)
    {
        var (left, right) = (codes[0].Run, codes[1].Run);
        return Folded(frame =>
        {
            var a = left(frame);
            var b = right(frame);
            if (a.Kind == CelKind.Int && b.Kind == CelKind.Int)
                return CelValue.Of(whole(a.Raw, b.Raw));
            if (a.IsError)
                return a;
            if (b.IsError)
                return b;
            var order = Order.Compare(a, b, out var unordered);
            if (order is null)
                return unordered ? CelValue.False : Access.NoOverload(name, [a, b]);
            return CelValue.Of(holds(order.Value));
        }, codes);
    }

    private Code In(Code[] codes)
    {
        var (item, container) = (codes[0].Run, codes[1].Run);
        if (codes[1].Constant is { Kind: CelKind.List } constant && constant.AsList.All(value => value.Weight <= 64))
        {
            // Literals are looked up by hash.
            var set = new HashSet<CelValue>(constant.AsList);
            return Folded(frame =>
            {
                var value = item(frame);
                return value.IsError ? value : CelValue.Of(set.Contains(value));
            }, codes[0]);
        }

        return Folded(frame =>
        {
            var value = item(frame);
            if (value.IsError)
                return value;
            var within = container(frame);
            switch (within.Kind)
            {
                case CelKind.Error:
                    return within;
                case CelKind.Map:
                    return CelValue.Of(within.AsMap.TryGet(value, out _));
                case CelKind.List:
                    if (!frame.Spend(1 + (within.Weight >> 2)))
                        return frame.ExhaustedError;
                    var list = within.AsList;
                    for (var i = 0; i < list.Count; i++)
                    {
                        if (list[i].Equals(value))
                            return CelValue.True;
                    }

                    return CelValue.False;
                default:
                    return Access.NoOverload("@in", [value, within]);
            }
        }, codes);
    }

    private Code Not(Code[] codes)
    {
        var operand = codes[0].Run;
        return Folded(frame =>
        {
            var value = operand(frame);
            if (value.Kind == CelKind.Bool)
                return CelValue.Of(value.Raw == 0);
            return value.IsError ? value : Access.NoOverload("!_", [value]);
        }, codes);
    }

    private Code Index(Code[] codes, bool optional)
    {
        var (operand, index) = (codes[0].Run, codes[1].Run);
        return Folded(frame =>
        {
            var value = operand(frame);
            if (value.IsError)
                return value;
            var at = index(frame);
            return at.IsError ? at : Access.Index(value, at, optional);
        }, codes);
    }

    private Code Matches(Code[] codes)
    {
        var (text, pattern) = (codes[0].Run, codes[1].Run);
        var time = limits.RegexTime;
        (Regex? Regex, string Fault)? prepared = codes[1].Constant is { Kind: CelKind.String } constant
            ? Patterns.Compile(constant.AsString, time)
            : null;
        return Folded(frame =>
        {
            var input = text(frame);
            if (input.IsError)
                return input;
            var expression = pattern(frame);
            if (expression.IsError)
                return expression;
            if (input.Kind != CelKind.String || expression.Kind != CelKind.String)
                return Access.NoOverload("matches", [input, expression]);
            if (!frame.Spend(1 + input.AsString.Length / 16 + (prepared is null ? 1000 : 0)))
                return frame.ExhaustedError;
            var (regex, fault) = prepared ?? Patterns.Compile(expression.AsString, time);
            if (regex is null)
                return CelValue.Error(fault);
            try
            {
                return CelValue.Of(regex.IsMatch(input.AsString));
            }
            catch (RegexMatchTimeoutException)
            {
                // One slow match ends the evaluation, so that a thousand of them cannot add up.
                frame.Exhaust();
                return CelValue.Error("the regular expression takes too long");
            }
        }, codes);
    }

    private static Code Or(string name, Run[] runs)
    {
        var (first, second) = (runs[0], runs[1]);
        var unwrap = name == "orValue";
        return new Run(frame =>
        {
            var value = first(frame);
            if (value.IsError)
                return value;
            if (value.Kind != CelKind.Optional)
                return Access.NoOverload(name, [value]);
            if (!value.HasValue)
                return second(frame);
            return unwrap ? value.OptionalValue : value;
        });
    }

    private Code Overloaded(CallNode call, Code[] codes, Run[] runs)
    {
        var name = call.Function;
        CelOverload[] overloads = [.. call.Candidates];
        Run run = frame =>
        {
            var bottom = frame.Top;
            foreach (var argument in runs)
            {
                var value = argument(frame);
                if (value.IsError)
                {
                    frame.Top = bottom;
                    return value;
                }

                frame.Push(value);
            }

            var result = Dispatch.Call(frame, name, overloads, frame.Stack.AsSpan(bottom, runs.Length));
            frame.Top = bottom;
            return result;
        };
        return overloads.Length > 0 && Array.TrueForAll(overloads, overload => overload.Pure) ? Folded(run, codes) : run;
    }
}
