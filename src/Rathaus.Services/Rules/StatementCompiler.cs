using Rathaus.Cel;
using Rathaus.Services.Packages;

namespace Rathaus.Services.Rules;

/// <summary>What a document states in its proof, as programs.</summary>
internal sealed record CompiledStatement(string Type, IReadOnlyList<CompiledEffectValue> States);

/// <summary>
/// Types what a document states in its proof against the fact that reads it: <c>proof.*</c> of <c>facts.yaml</c>, whose
/// answer has a field <c>stated</c>.
/// </summary>
internal static class StatementCompiler
{
    /// <summary>Names of facts that read statements begin so.</summary>
    public const string Prefix = "proof.";

    private const string Stated = "stated";

    /// <returns>Null when there is a fault.</returns>
    public static CompiledStatement? Compile(StatementDef statement, IReadOnlyDictionary<string, FactDef> facts, Scope scope)
    {
        var before = scope.Faults.Errors;
        if (facts.GetValueOrDefault(statement.Type) is not { } fact || FieldsOf(fact) is not { } fields)
        {
            scope.Faults.Add(statement.File, statement.Line, $"{statement.Type} is no fact proof.* that gives {Stated}");
            return null;
        }

        var states = new List<CompiledEffectValue>();
        foreach (var (name, source) in statement.States)
        {
            if (fields.FirstOrDefault(field => field.Name == name) is not { } field)
                scope.Faults.Add(source.File, source.Line, $"{statement.Type} states no {name}; it states {string.Join(", ", fields.Select(known => known.Name))}");
            else if (EffectCompiler.Value(source, field, scope) is { } program)
                states.Add(new CompiledEffectValue(field, program));
        }

        foreach (var missing in fields.Where(field => !field.Optional && statement.States.All(value => value.Name != field.Name)))
            scope.Faults.Add(statement.File, statement.Line, $"{statement.Type} states {missing.Name}: {missing.Words}");
        return scope.Faults.Errors > before ? null : new CompiledStatement(statement.Type, states);
    }

    private static List<EffectField>? FieldsOf(FactDef fact) =>
        fact.Name.StartsWith(Prefix, StringComparison.Ordinal) && fact.Gives.Kind == CelKind.Record
        && fact.Gives.Fields.GetValueOrDefault(Stated) is { Kind: CelKind.Optional } stated && stated.Parameters[0] is { Kind: CelKind.Record } record
            ? [.. record.Fields.Select(static field => field.Value.Kind == CelKind.Optional
                ? new EffectField(field.Key, field.Value.Parameters[0], Optional: true, field.Value.ToString() ?? "")
                : new EffectField(field.Key, field.Value, Optional: false, field.Value.ToString() ?? ""))]
            : null;
}
