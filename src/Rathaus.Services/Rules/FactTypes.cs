using System.Collections.Frozen;
using Rathaus.Cel;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>A named fact as declared in <c>facts.yaml</c>.</summary>
internal sealed record FactDef(
    string Name, IReadOnlyList<CelType> Takes, CelType Gives, IReadOnlyList<string> TakesWords, string GivesWords);

/// <summary>Reads <c>facts.yaml</c>.</summary>
internal static class FactReader
{
    public static FrozenDictionary<string, FactDef> Read(Node? root, FaultList faults)
    {
        var facts = new Dictionary<string, FactDef>(StringComparer.Ordinal);
        if (MapReader.Over(root, faults, "facts.yaml") is not { } map)
            return facts.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var entry in map.Maps("facts"))
        {
            var name = entry.Required("name");
            if (name.Split('.') is not [var room, var fact] || !MapReader.IsRuleId(room) || !MapReader.IsRuleId(fact))
                entry.Fault("name", $"{name} is no name of a fact: room.fact");
            var takes = entry.Texts("takes");
            var gives = entry.Required("gives");
            var definition = new FactDef(
                name, [.. takes.Select(type => TypeText.Read(type, entry, "takes"))], TypeText.Read(gives, entry, "gives"), takes, gives);
            if (!facts.TryAdd(name, definition))
                entry.Fault("name", $"fact {name} is there twice");
            _ = entry.Text("summary");
            entry.Done();
        }

        map.Done();
        return facts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
