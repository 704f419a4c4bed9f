using System.Collections.Frozen;
using Rathaus.Cel;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>What a register can be told to do, as declared in <c>effects.yaml</c>.</summary>
internal sealed record EffectDef(string Name, IReadOnlyList<EffectField> With, IReadOnlyList<EffectField> Gives)
{
    /// <summary>What it gives as a record; the same fields are the same type.</summary>
    public CelType GivesType => field ??= CelType.Record(
        $"gives({string.Join(", ", Gives.Select(given => $"{given.Name}: {given.Words}"))})",
        Gives.ToDictionary(given => given.Name, given => given.Type, StringComparer.Ordinal));
}

/// <summary>A parameter or result.</summary>
/// <param name="Type">Without the optional around it.</param>
/// <param name="Words">The type as written.</param>
internal sealed record EffectField(string Name, CelType Type, bool Optional, string Words);

/// <summary>Reads <c>effects.yaml</c>.</summary>
internal static class EffectReader
{
    public static readonly FrozenDictionary<string, EffectDef> None = FrozenDictionary<string, EffectDef>.Empty;

    public static FrozenDictionary<string, EffectDef> Read(Node? root, FaultList faults)
    {
        var effects = new Dictionary<string, EffectDef>(StringComparer.Ordinal);
        if (MapReader.Over(root, faults, "effects.yaml") is not { } map)
            return None;
        foreach (var entry in map.Maps("effects"))
        {
            var name = entry.Required("name");
            if (name.Split('.') is not [var register, var deed] || !MapReader.IsRuleId(register) || !MapReader.IsRuleId(deed))
                entry.Fault("name", $"{name} is no name of an effect: register.deed");
            var effect = new EffectDef(name, Fields(entry, "with"), Fields(entry, "gives"));
            foreach (var given in effect.Gives.Where(field => field.Optional))
                entry.Fault("gives", $"{given.Name} is given always: leave the ? out");
            if (!effects.TryAdd(name, effect))
                entry.Fault("name", $"effect {name} is there twice");
            _ = entry.Text("summary");
            entry.Done();
        }

        map.Done();
        return effects.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static List<EffectField> Fields(MapReader entry, string key)
    {
        var fields = new List<EffectField>();
        if (entry.Map(key) is not { } map)
            return fields;
        foreach (var field in map.Node.Entries)
        {
            var words = map.Required(field.Key);
            var optional = words.EndsWith('?');
            var type = TypeText.Read(optional ? words[..^1] : words, map, field.Key);
            if (type.Kind == CelKind.Optional)
                map.Fault(field.Key, $"{field.Key}: write what may be missing with ? at the end");
            if (!MapReader.IsRuleId(field.Key))
                map.Fault(field.Key, $"{field.Key} is no id");
            fields.Add(new EffectField(field.Key, type, optional, words));
        }

        map.Done();
        return fields;
    }
}
