using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Checking;

internal sealed partial class Checker
{
    private CelType Call(CallNode call)
    {
        var function = Function(call);
        var types = new List<CelType>();
        foreach (var operand in call.Operands)
            types.Add(Visit(operand));
        if (function is null)
        {
            Fault(call.Position, $"undeclared reference to '{call.Function}'",
                Names.Closest(call.Function, environment.Functions.Keys));
            return CelType.Dyn;
        }

        var fitting = function.Overloads
            .Where(overload => overload.ReceiverStyle == call.Target is not null && overload.Parameters.Count == types.Count)
            .ToList();
        if (lenient)
        {
            call.Candidates = fitting;
            return CelType.Dyn;
        }

        var strict = Resolve(call, fitting, types);
        if (strict is null)
            return ResolveWithDecimals(call, fitting, types) ?? NoOverload(call, types);
        if (!types.Exists(type => inference.Resolve(type).IsDyn))
            return strict;

        // Beside an int, what is known only at run time may be a decimal.
        var candidates = call.Candidates;
        var widened = ResolveWithDecimals(call, fitting, types);
        call.Candidates = [.. candidates.Union(call.Candidates)];
        return widened is null || widened.Equals(strict) ? strict : CelType.Dyn;
    }

    /// <summary>The function meant; a target that is only a namespace is folded into the name.</summary>
    private CelFunction? Function(CallNode call)
    {
        if (call.Target is not null && Parser.PathOf(call.Target) is { } path && !names.StartsLocal(path) &&
            names.FindFunction($"{path}.{call.Function}") is { } qualified)
        {
            call.Function = qualified.Name;
            call.Target = null;
            return qualified;
        }

        return call.Target is null ? names.FindFunction(call.Function) : environment.Functions.GetValueOrDefault(call.Function);
    }

    private CelType? Resolve(CallNode call, List<CelOverload> overloads, IReadOnlyList<CelType> types)
    {
        CelType? result = null;
        var candidates = new List<CelOverload>();
        foreach (var overload in overloads)
        {
            var (parameters, declared) = inference.Instantiate(overload);
            if (!inference.AssignAll(parameters, types))
                continue;
            candidates.Add(overload);
            var resolved = inference.Resolve(declared);
            result = result is null || result.Equals(resolved) ? resolved : CelType.Dyn;
        }

        if (result is not null)
            call.Candidates = candidates;
        return result;
    }

    /// <summary>An int where a decimal is asked, or beside one.</summary>
    private CelType? ResolveWithDecimals(CallNode call, List<CelOverload> overloads, List<CelType> types)
    {
        var known = types.ConvertAll(type => inference.Resolve(type));
        if (!known.Exists(type => type.Kind == CelKind.Int))
            return null;
        var anyDecimal = known.Exists(ContainsDecimal);
        CelType? result = null;
        var candidates = new List<CelOverload>();
        foreach (var overload in overloads)
        {
            var widened = known
                .Select((type, i) => type.Kind == CelKind.Int && (overload.Parameters[i].Kind == CelKind.Decimal ||
                    anyDecimal && overload.Parameters[i].Kind == CelKind.Parameter) ? CelType.Decimal : type)
                .ToList();
            var (parameters, declared) = inference.Instantiate(overload);
            if (!inference.AssignAll(parameters, widened))
                continue;
            candidates.Add(overload);
            var resolved = inference.Resolve(declared);
            result = result is null || result.Equals(resolved) ? resolved : CelType.Dyn;
        }

        if (result is not null)
            call.Candidates = candidates;
        return result;
    }

    private static bool ContainsDecimal(CelType type) =>
        type.Kind == CelKind.Decimal || type.Parameters.Any(ContainsDecimal);

    private CelType NoOverload(CallNode call, List<CelType> types)
    {
        var printed = types.ConvertAll(type => inference.Resolve(type, final: true).ToString());
        var applied = call.Target is null
            ? $"({string.Join(", ", printed)})"
            : $"{printed[0]}.({string.Join(", ", printed.Skip(1))})";
        var hint = printed.Contains("decimal") && printed.Contains("double")
            ? "two decimals; decimal(\"1.50\") writes one, double never mixes with decimal"
            : null;
        Fault(call.Position, $"found no matching overload for '{call.Function}' applied to '{applied}'", hint);
        return CelType.Dyn;
    }
}
