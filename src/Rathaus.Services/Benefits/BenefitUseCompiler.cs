using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Benefits;

/// <summary>Types the expressions with which a service or a page fills the inputs of a benefit.</summary>
internal static class BenefitUseCompiler
{
    /// <returns>Null when there is a fault.</returns>
    public static CompiledBenefitUse? Compile(StepDef step, BenefitUseDef use, Benefit benefit, Scope scope)
    {
        var before = scope.Faults.Errors;
        var inputs = new List<(string, CelProgram)>();
        foreach (var (name, source) in use.Inputs)
        {
            if (!benefit.Compiled.InputById.TryGetValue(name, out var input))
                scope.Faults.Add(source.File, source.Line, $"the benefit {benefit.Id} has no input {name}");
            else if (Input(source, input, scope) is { } program)
                inputs.Add((name, program));
        }

        foreach (var missing in benefit.Compiled.Inputs.Where(input => !input.Def.MayBeLeftOut && use.Inputs.All(given => given.Input != input.Def.Id)))
            scope.Faults.Add(step.File, step.Line, $"the benefit {benefit.Id} needs the input {missing.Def.Id}");
        return scope.Faults.Errors > before ? null : new CompiledBenefitUse(benefit, inputs);
    }

    /// <summary>The results as a record. A result that does not apply is not there: what reads it is undecided.</summary>
    public static CelType ResultType(string id, Benefit benefit) => CelType.Record(
        $"{id}_result",
        benefit.Results.ToDictionary(
            result => result.Key,
            result => benefit.Compiled.StepById[result.Value] is { Def.Each: not null } each ? CelType.List(each.Type) : benefit.Compiled.StepById[result.Value].Type,
            StringComparer.Ordinal));

    private static CelProgram? Input(CelSource source, CompiledInput input, Scope scope)
    {
        var plain = input.Type.Kind == CelKind.Optional ? input.Type.Parameters[0] : input.Type;
        if (plain.Kind == CelKind.List)
            return List(source, input, scope);
        // Compiled for the plain type a literal with a point is a decimal; what may be missing is an optional.
        if (scope.Environment.Compile(source.Text, plain) is { Succeeded: true } fitting)
            return fitting.Program;
        if (scope.Compile(source, null) is not { } program)
            return null;
        if (program.Type.Equals(CelType.Optional(plain)) && (input.Def.MayBeLeftOut || input.Type.Kind == CelKind.Optional))
            return program;
        scope.Faults.Add(source.File, source.Line, $"{input.Def.Id} takes {input.Type}, not {program.Type}");
        return null;
    }

    private static CelProgram? List(CelSource source, CompiledInput input, Scope scope)
    {
        if (scope.Compile(source, null) is not { } program)
            return null;
        if (program.Type.Kind is CelKind.List or CelKind.Dyn)
            return program;
        scope.Faults.Add(source.File, source.Line, $"{input.Def.Id} takes a list, not {program.Type}");
        return null;
    }
}
