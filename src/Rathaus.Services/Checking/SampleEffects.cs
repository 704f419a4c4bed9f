using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Cel;

namespace Rathaus.Services.Checking;

/// <summary>What effects give in an example: no register is asked, so letters show samples.</summary>
internal static class SampleEffects
{
    public static IReadOnlyDictionary<string, JsonObject> Of(EffectiveService service, DateOnly today) =>
        service.Runtime.Package.Effects.ToDictionary(
            effect => effect.Def.Id,
            effect => new JsonObject(effect.Effect.Gives.Select(field => KeyValuePair.Create(field.Name, Sample(field.Type, field.Name, today)))),
            StringComparer.Ordinal);

    private static JsonNode? Sample(CelType type, string name, DateOnly today) => type.Kind switch
    {
        CelKind.Bool => JsonValue.Create(true),
        CelKind.Int => JsonValue.Create(1),
        CelKind.Decimal => JsonValue.Create("1"),
        CelKind.Date => JsonValue.Create(today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        CelKind.List => new JsonArray(Sample(type.Parameters[0], name, today)),
        CelKind.Optional => Sample(type.Parameters[0], name, today),
        CelKind.Record => new JsonObject(type.Fields.Select(field => KeyValuePair.Create(field.Key, Sample(field.Value, field.Key, today)))),
        _ => JsonValue.Create($"MUSTER-{name.ToUpperInvariant()}"),
    };
}
