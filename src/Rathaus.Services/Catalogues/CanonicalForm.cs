using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rathaus.Services.Benefits;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using Rathaus.Services.Towns;

namespace Rathaus.Services.Catalogues;

/// <summary>
/// The effective service as one JSON text: everything it was made of and nothing else. Its SHA-256 is the service's hash,
/// and the service can be made again from it.
/// </summary>
internal static class CanonicalForm
{
    private const string Format = "rathaus-service-1";

    public static string Write(
        Municipality town, PackageDef package, OverlayDef overlay, IReadOnlyDictionary<string, Areas> areas,
        IReadOnlyDictionary<string, AreaCalendar> calendars, IReadOnlyDictionary<string, FactDef> facts)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteString("town", town.Id);
            writer.WriteString("lead", package.Lead);
            writer.WriteString("service", package.Id);
            Nodes(writer, "files", package.Roots);
            writer.WriteStartObject("documents");
            foreach (var (name, text) in package.DocumentFiles.OrderBy(file => file.Key, StringComparer.Ordinal))
                writer.WriteString(name, text);
            writer.WriteEndObject();
            Nodes(writer, "blocks", package.Blocks);
            Benefits(writer, package.Benefits);
            writer.WritePropertyName("overlay");
            NodeJson.Write(writer, overlay.Root);
            writer.WriteStartObject("town_files");
            foreach (var (file, text) in TownFiles(overlay, package, areas, calendars))
                writer.WriteString(file, text);
            writer.WriteEndObject();
            Facts(writer, package, facts);
            Effects(writer, package.Effects);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Makes the service again. The town is today's: its offices and court are not part of what a case pins.</summary>
    /// <exception cref="InvalidOperationException">The stored text cannot be used by this release.</exception>
    public static EffectiveService Read(string canonical, Municipality town)
    {
        using var document = JsonDocument.Parse(canonical, new JsonDocumentOptions { MaxDepth = 64 });
        var root = document.RootElement;
        if (root.GetProperty("format").GetString() != Format)
            throw new InvalidOperationException($"Stored service has the format {root.GetProperty("format").GetString()}, not {Format}");
        var lead = root.GetProperty("lead").GetString()!;
        var id = root.GetProperty("service").GetString()!;
        var folder = $"services/{lead}/{id}";
        var faults = new FaultList();
        var blocks = root.GetProperty("blocks").EnumerateObject()
            .Select(block => (block.Name, Node: NodeJson.Read($"blocks/{block.Name}.yaml", block.Value)))
            .Where(block => block.Node is MapNode)
            .ToDictionary(block => block.Name, block => (MapNode)block.Node, StringComparer.Ordinal);
        var source = new PackageSource(
            lead, id, folder,
            root.GetProperty("files").EnumerateObject().ToDictionary(
                file => file.Name, file => NodeJson.Read($"{folder}/{file.Name}", file.Value), StringComparer.Ordinal),
            root.GetProperty("documents").EnumerateObject().ToDictionary(
                file => file.Name, file => file.Value.GetString() ?? "", StringComparer.Ordinal));
        var townFiles = root.GetProperty("town_files").EnumerateObject()
            .ToDictionary(file => file.Name, file => file.Value.GetString() ?? "", StringComparer.Ordinal);
        var package = PackageReader.Read(source, blocks, Benefits(root, faults), Effects(root, faults), faults);
        var overlay = OverlayReader.Read(
            town.Id, $"municipalities/{town.Id}/services/{id}.yaml", NodeJson.Read("overlay", root.GetProperty("overlay")), blocks, faults);
        var facts = FactReader.Read(NodeJson.Read("facts.yaml", root.GetProperty("facts")), faults);
        var service = package is null || overlay is null
            ? null
            : EffectiveBuilder.Build(town, package, overlay, townFiles.GetValueOrDefault, facts, new ProgramCache(), faults);
        return service ?? throw new InvalidOperationException(
            $"Stored service {town.Id}/{id} cannot be used any more: {string.Join("; ", faults.All)}");
    }

    /// <summary>The benefits the service computes, whole: a case keeps to the law it was decided by. Without any nothing is written.</summary>
    private static void Benefits(Utf8JsonWriter writer, IReadOnlyDictionary<string, Benefit> benefits)
    {
        if (benefits.Count == 0)
            return;
        writer.WriteStartObject("benefits");
        foreach (var (id, benefit) in benefits.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Nodes(writer, id, benefit.Compiled.Def.Source.Roots);
        writer.WriteEndObject();
    }

    private static BenefitSet Benefits(JsonElement root, FaultList faults)
    {
        if (!root.TryGetProperty("benefits", out var stored))
            return BenefitSet.Empty;
        var benefits = new List<Benefit>();
        foreach (var entry in stored.EnumerateObject())
        {
            var folder = $"benefits/{entry.Name}";
            var roots = entry.Value.EnumerateObject().ToDictionary(
                file => file.Name, file => NodeJson.Read($"{folder}/{file.Name}", file.Value), StringComparer.Ordinal);
            if (BenefitLoader.Make(new BenefitSource(entry.Name, folder, roots), new Rules.ProgramCache(), faults) is { } benefit)
                benefits.Add(benefit);
        }

        return new BenefitSet(benefits, []);
    }

    /// <summary>Declarations of the effects the package uses. Without any nothing is written.</summary>
    private static void Effects(Utf8JsonWriter writer, IReadOnlyDictionary<string, EffectDef> effects)
    {
        if (effects.Count == 0)
            return;
        writer.WriteStartObject("effects");
        writer.WriteStartArray("effects");
        foreach (var effect in effects.Values.OrderBy(effect => effect.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name", effect.Name);
            Fields(writer, "with", effect.With);
            Fields(writer, "gives", effect.Gives);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter writer, string name, IReadOnlyList<EffectField> fields)
    {
        writer.WriteStartObject(name);
        foreach (var field in fields)
            writer.WriteString(field.Name, field.Words);
        writer.WriteEndObject();
    }

    private static IReadOnlyDictionary<string, EffectDef> Effects(JsonElement root, FaultList faults) =>
        root.TryGetProperty("effects", out var stored) ? EffectReader.Read(NodeJson.Read("effects.yaml", stored), faults) : EffectReader.None;

    private static void Nodes(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, Node> nodes)
    {
        writer.WriteStartObject(name);
        foreach (var (key, node) in nodes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            NodeJson.Write(writer, node);
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<(string File, string Text)> TownFiles(
        OverlayDef overlay, PackageDef package, IReadOnlyDictionary<string, Areas> areas, IReadOnlyDictionary<string, AreaCalendar> calendars)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in package.Parameters)
        {
            var set = overlay.Parameters.FirstOrDefault(entry => entry.Key == parameter.Id)?.Value ?? parameter.Default;
            if (set is not ScalarNode { Text: { } file })
                continue;
            if (areas.TryGetValue(parameter.Id, out var own))
                files[file] = own.Text;
            if (calendars.TryGetValue(parameter.Id, out var calendar))
                files[file] = calendar.Text;
        }

        return files.Select(pair => (pair.Key, pair.Value));
    }

    /// <summary>Declarations of the facts the package mentions, so that a new fact elsewhere changes no hash.</summary>
    private static void Facts(Utf8JsonWriter writer, PackageDef package, IReadOnlyDictionary<string, FactDef> facts)
    {
        writer.WriteStartObject("facts");
        writer.WriteStartArray("facts");
        foreach (var fact in facts.Values.Where(fact => package.Mentions(fact.Name)).OrderBy(fact => fact.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name", fact.Name);
            writer.WriteStartArray("takes");
            foreach (var type in fact.TakesWords)
                writer.WriteStringValue(type);
            writer.WriteEndArray();
            writer.WriteString("gives", fact.GivesWords);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
