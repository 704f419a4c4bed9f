using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>What registers are to be told when the application is granted.</summary>
internal sealed partial class EvaluationRun
{
    private List<DueEffect> Effects()
    {
        var due = new List<DueEffect>();
        foreach (var effect in Runtime.Package.Effects)
        {
            if (effect.When?.Evaluate(Activation) is { } when && !(when is { Kind: CelKind.Bool, AsBool: true }))
            {
                if (when.IsError)
                    due.Add(new DueEffect(effect.Def.Id, effect.Def.Effect, null, "when"));
                continue;
            }

            var parameters = Values(effect.With, out var undecided);
            if (parameters is not null)
                Cover($"effect {effect.Def.Id}");
            due.Add(new DueEffect(effect.Def.Id, effect.Def.Effect, parameters, undecided));
        }

        return due;
    }

    /// <summary>Values become what the declaration says: other fields of a record are left out.</summary>
    public JsonObject? Values(IReadOnlyList<CompiledEffectValue> given, out string? undecided)
    {
        var parameters = new JsonObject();
        undecided = null;
        foreach (var (field, program) in given)
        {
            var value = program.Evaluate(Activation);
            var json = value.IsError ? null : CelJson.Write(value);
            if (!value.IsError && json is null && field.Optional)
                continue;
            if (value.IsError || !CelJson.TryRead(json, field.Type, out var read))
            {
                undecided = field.Name;
                return null;
            }

            parameters[field.Name] = CelJson.Write(read);
        }

        return parameters;
    }
}
