using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>Types what a package tells the registers with a grant.</summary>
internal static class EffectCompiler
{
    /// <returns>Null when there is a fault.</returns>
    public static CompiledEffect? Compile(EffectUseDef use, EffectDef effect, Scope scope, FaultList faults)
    {
        var before = faults.Errors;
        var when = scope.Compile(use.When, CelType.Bool);
        var given = new List<CompiledEffectValue>();
        foreach (var (name, source) in use.With)
        {
            if (effect.With.FirstOrDefault(field => field.Name == name) is not { } field)
                faults.Add(source.File, source.Line, $"{effect.Name} has no parameter {name}; it has {string.Join(", ", effect.With.Select(known => known.Name))}");
            else if (Value(source, field, scope) is { } program)
                given.Add(new CompiledEffectValue(field, program));
        }

        foreach (var missing in effect.With.Where(field => !field.Optional && use.With.All(value => value.Name != field.Name)))
            faults.Add(use.File, use.Line, $"{effect.Name} needs {missing.Name}: {missing.Words}");
        return faults.Errors > before ? null : new CompiledEffect(use, effect, when, given);
    }

    /// <summary>What effects give, by their id, for documents.</summary>
    public static CelType ResultType(IReadOnlyList<EffectUseDef> uses, IReadOnlyDictionary<string, EffectDef> effects)
    {
        var fields = new Dictionary<string, CelType>(StringComparer.Ordinal);
        foreach (var use in uses)
        {
            if (effects.TryGetValue(use.Effect, out var effect))
                fields.TryAdd(use.Id, effect.GivesType);
        }

        return CelType.Record($"effects({string.Join(", ", fields.Select(field => $"{field.Key}: {field.Value.Name}"))})", fields);
    }

    /// <summary>An expression that gives what a field takes, or null with a fault.</summary>
    public static CelProgram? Value(CelSource source, EffectField field, Scope scope)
    {
        // Compiled for the plain type a literal with a point is a decimal.
        if (scope.Environment.Compile(source.Text, field.Type) is { Succeeded: true, Program: { } fitting })
            return fitting;
        if (scope.Compile(source, null) is not { } program)
            return null;
        var type = field.Optional && program.Type.Kind == CelKind.Optional ? program.Type.Parameters[0] : program.Type;
        if (Fits(type, field.Type) || (field.Optional && type.Kind == CelKind.Null))
            return program;
        scope.Faults.Add(source.File, source.Line, $"{field.Name} takes {field.Words}, not {program.Type}");
        return null;
    }

    /// <summary>Records fit by their fields (an applicant is a person too); maps are looked at when they are there.</summary>
    private static bool Fits(CelType type, CelType wanted)
    {
        if (type.Kind == CelKind.Dyn || type.Equals(wanted))
            return true;
        return (type.Kind, wanted.Kind) switch
        {
            (CelKind.List, CelKind.List) => Fits(type.Parameters[0], wanted.Parameters[0]),
            (CelKind.Optional, CelKind.Optional) => Fits(type.Parameters[0], wanted.Parameters[0]),
            (_, CelKind.Optional) => Fits(type, wanted.Parameters[0]),
            (CelKind.Map, CelKind.Record) => true,
            (CelKind.Record, CelKind.Record) => wanted.Fields.All(field => type.Fields.TryGetValue(field.Key, out var own)
                ? Fits(own, field.Value)
                : field.Value.Kind == CelKind.Optional),
            (CelKind.Int, CelKind.Decimal) => true,
            _ => false,
        };
    }
}
